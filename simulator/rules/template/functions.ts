import { RE2JS, RE2JSException } from "re2js";
import { goFloat } from "../../promql/engine/go-text.ts";
import { expandTemplate } from "../../promql/functions/expand-template.ts";
import { compareCodePoints } from "../../tsdb/labels.ts";
import { parseDuration } from "../duration.ts";
import {
  FunctionError,
  labelMap,
  type TemplateContext,
  type TemplateFunction,
  toFloat,
} from "./function-types.ts";
import { GoDuration, GoList, GoMap, GoSample, GoTime, type GoValue } from "./go-value.ts";
import { stripDomain, stripPort } from "./host-port.ts";
import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
  milliseconds,
} from "./humanize.ts";
import { queryEscape } from "./url-escape.ts";

function text(value: GoValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function ofText(call: (value: string) => GoValue): TemplateFunction {
  return { params: ["string"], call: ([value]) => call(text(value)) };
}

function ofNumber(call: (value: number) => string): TemplateFunction {
  return { params: ["any"], call: ([value = 0]) => call(toFloat(value)) };
}

function ofSample(call: (sample: GoSample) => GoValue): TemplateFunction {
  return {
    params: ["sample"],
    call: ([sample]) => {
      if (sample instanceof GoSample) return call(sample);
      throw new FunctionError("runtime error: invalid memory address or nil pointer dereference");
    },
  };
}

function compiled(pattern: string, panics: boolean): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new FunctionError(
      panics ? `regexp: Compile(${quotedPattern(pattern)}): ${error.message}` : error.message,
    );
  }
}

function quotedPattern(pattern: string): string {
  return pattern.includes("`") ? JSON.stringify(pattern) : `\`${pattern}\``;
}

/** Go's `ReplaceAllString`. */
function replaceAll(pattern: string, replacement: string, input: string): string {
  const regex = compiled(pattern, true);
  const matcher = regex.matcher(input);
  let result = "";
  let at = 0;
  while (matcher.find()) {
    result += input.slice(at, matcher.start()) + expandTemplate(replacement, matcher, regex);
    at = matcher.end();
  }
  return result + input.slice(at);
}

/** Go changes case rune by rune: a letter whose other case is more than one letter stays. */
function mapRunes(input: string, change: (rune: string) => string): string {
  let result = "";
  for (const rune of input) {
    const changed = change(rune);
    result += [...changed].length === 1 ? changed : rune;
  }
  return result;
}

function link(expr: string, tab: number): string {
  return `/graph?g0.expr=${queryEscape(expr)}&g0.tab=${tab}`;
}

function timestampError(value: number): never {
  throw new FunctionError(
    `${goFloat(value)} cannot be represented as a nanoseconds timestamp since it overflows int64`,
  );
}

function serverUrl(context: TemplateContext): string {
  if (context.serverUrl !== undefined) return context.serverUrl;
  throw new FunctionError("runtime error: invalid memory address or nil pointer dereference");
}

function durationSeconds(input: string): number {
  const negative = input.startsWith("-");
  const result = parseDuration(negative ? input.slice(1) : input);
  if (!result.ok) throw new FunctionError(result.error);
  return ((negative ? -1 : 1) * result.ms) / 1000;
}

/**
 * The functions Prometheus adds to templates. Source: template/template.go. `safeHtml` marks text for HTML
 * pages and changes nothing here.
 */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  query: {
    params: ["string"],
    call: ([expr], context) => {
      const result = context.query(text(expr));
      if (!result.ok) throw new FunctionError(result.error);
      return new GoList(
        result.elements.map(({ labels, value }) => new GoSample(labelMap(labels.pairs), value)),
      );
    },
  },
  first: {
    params: ["results"],
    call: ([list]) => {
      const first = list instanceof GoList ? list.items[0] : undefined;
      if (first === undefined) throw new FunctionError("first() called on vector with no elements");
      return first;
    },
  },
  label: {
    params: ["string", "sample"],
    call: ([name, sample]) =>
      sample instanceof GoSample ? (sample.labels.entries.get(text(name)) ?? "") : "",
  },
  value: ofSample((sample) => sample.value),
  strvalue: ofSample((sample) => sample.labels.entries.get("__value__") ?? ""),
  args: {
    params: [],
    rest: "any",
    call: (args) => new GoMap(new Map(args.map((value, index) => [`arg${index}`, value])), "interface {}"),
  },
  reReplaceAll: {
    params: ["string", "string", "string"],
    call: ([pattern, replacement, input]) => replaceAll(text(pattern), text(replacement), text(input)),
  },
  safeHtml: ofText((value) => value),
  match: {
    params: ["string", "string"],
    call: ([pattern, input]) => compiled(text(pattern), false).matcher(text(input)).find(),
  },
  title: ofText((value) =>
    value.replace(/(^|[^\p{L}\p{M}\p{N}_'’])(\p{L})/gu, (_, before, letter) => before + letter.toUpperCase()),
  ),
  toUpper: ofText((value) => mapRunes(value, (rune) => rune.toUpperCase())),
  toLower: ofText((value) => mapRunes(value, (rune) => rune.toLowerCase())),
  graphLink: ofText((value) => link(value, 0)),
  tableLink: ofText((value) => link(value, 1)),
  sortByLabel: {
    params: ["string", "results"],
    call: ([name, list]) => {
      const items = list instanceof GoList ? [...list.items] : [];
      const by = (sample: GoSample) => text(sample.labels.entries.get(text(name)));
      return new GoList(items.sort((a, b) => compareCodePoints(by(a), by(b))));
    },
  },
  stripPort: ofText(stripPort),
  stripDomain: ofText(stripDomain),
  humanize: ofNumber(humanize),
  humanize1024: ofNumber(humanize1024),
  humanizeDuration: ofNumber(humanizeDuration),
  humanizePercentage: ofNumber(humanizePercentage),
  humanizeTimestamp: ofNumber((value) => humanizeTimestamp(value) ?? timestampError(value)),
  toTime: {
    params: ["any"],
    call: ([input = 0]) => {
      const value = toFloat(input);
      if (!Number.isFinite(value)) throw new FunctionError("value is NaN or Inf");
      const ms = milliseconds(value);
      return ms === undefined ? timestampError(value) : new GoTime(ms);
    },
  },
  toDuration: { params: ["any"], call: ([input = 0]) => new GoDuration(Math.trunc(toFloat(input) * 1e9)) },
  now: { params: [], call: (_, context) => context.nowMs / 1000 },
  pathPrefix: {
    params: [],
    call: (_, context) => /^[a-z][a-z0-9+.-]*:\/\/[^/]*(\/[^?#]*)?/i.exec(serverUrl(context))?.[1] ?? "",
  },
  externalURL: { params: [], call: (_, context) => serverUrl(context) },
  parseDuration: ofText(durationSeconds),
  urlQueryEscape: ofText(queryEscape),
};
