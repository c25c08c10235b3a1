import type { RE2JS, Matcher as RegexMatch } from "re2js";

/**
 * Replaces `$1`, `$name`, `${1}` and `${name}` in a template by what the groups matched, and `$$` by a
 * dollar sign, as Go's `Regexp.Expand` does. A name is the longest run of letters, digits and `_`; an
 * unknown one gives the empty text, and a `$` that starts no reference stays.
 */
export function expandTemplate(template: string, match: RegexMatch, regex: RE2JS): string {
  let text = "";
  let at = 0;
  while (at < template.length) {
    const dollar = template.indexOf("$", at);
    if (dollar < 0) break;
    text += template.slice(at, dollar);
    if (template.charAt(dollar + 1) === "$") {
      text += "$";
      at = dollar + 2;
      continue;
    }
    const reference = REFERENCE.exec(template.slice(dollar));
    if (reference === null) {
      text += "$";
      at = dollar + 1;
      continue;
    }
    text += groupText(reference[1] ?? reference[2] ?? "", match, regex);
    at = dollar + reference[0].length;
  }
  return text + template.slice(at);
}

const REFERENCE = /^\$(?:\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/u;

function groupText(name: string, match: RegexMatch, regex: RE2JS): string {
  if (/^(?:0|[1-9]\d*)$/.test(name)) {
    const index = Number(name);
    return index <= match.groupCount() ? (match.group(index) ?? "") : "";
  }
  const named = regex.namedGroups();
  return Object.hasOwn(named, name) ? (match.group(name) ?? "") : "";
}
