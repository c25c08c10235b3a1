/** One requirement of a label selector: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`. */
type Requirement = (labels: Readonly<Record<string, string>>) => boolean;

/** A label selector as `-l` takes it; the error is worded as the API machinery words it. */
export type SelectorResult =
  | { readonly ok: true; readonly matches: Requirement }
  | { readonly ok: false; readonly error: string };

/** Parses comma-separated requirements; all of them must hold. The empty selector matches everything. */
export function parseSelector(text: string): SelectorResult {
  const requirements: Requirement[] = [];
  for (const part of splitOutsideParentheses(text)) {
    if (part.trim() === "" && text.trim() === "") continue;
    const requirement = parseRequirement(part.trim());
    if (requirement === undefined) {
      return { ok: false, error: `unable to parse requirement: invalid selector "${part.trim()}"` };
    }
    requirements.push(requirement);
  }
  return { ok: true, matches: (labels) => requirements.every((holds) => holds(labels)) };
}

function splitOutsideParentheses(text: string): string[] {
  return text.split(/,(?![^(]*\))/);
}

const key = "[A-Za-z0-9]([A-Za-z0-9_./-]*[A-Za-z0-9])?";

function parseRequirement(text: string): Requirement | undefined {
  const set = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`).exec(text);
  if (set !== null) {
    const [, name = "", , operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return operator === "in"
      ? (labels) => values.includes(labels[name] ?? "\u0000")
      : (labels) => !values.includes(labels[name] ?? "\u0000");
  }
  const equality = new RegExp(`^(${key})\\s*(==?|!=)\\s*([A-Za-z0-9_.-]*)$`).exec(text);
  if (equality !== null) {
    const [, name = "", , operator, value = ""] = equality;
    return operator === "!=" ? (labels) => labels[name] !== value : (labels) => labels[name] === value;
  }
  if (new RegExp(`^${key}$`).test(text)) return (labels) => Object.hasOwn(labels, text);
  if (new RegExp(`^!\\s*${key}$`).test(text)) {
    const name = text.slice(1).trim();
    return (labels) => !Object.hasOwn(labels, name);
  }
  return undefined;
}
