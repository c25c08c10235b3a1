import type { LogqlResult, ResultLine } from "../../../simulator/index.ts";

/** How an answer's result differs from the reference's at one moment. */
export interface LogDifference {
  readonly code:
    | "wrong-type"
    | "missing-lines"
    | "extra-lines"
    | "labels-differ"
    | "wrong-scale"
    | "wrong-value";
  readonly message: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export interface LogComparison {
  /** Equal points or lines over all that either side has, 0 to 1. */
  readonly share: number;
  readonly difference: LogDifference | undefined;
}

type Success = Extract<LogqlResult, { status: "success" }>;
type Metric = Exclude<Success, { resultType: "streams" }>;

/** Relative difference of floats that still are equal (Prometheus `util/almost`; 04 section 4.1). */
const epsilon = 1e-6;

const equal: LogComparison = { share: 1, difference: undefined };

/** Compares an answer with the reference at one moment. Of lines it counts which are found, not how they are rewritten. */
export function compareLogs(yours: Success, wanted: Success): LogComparison {
  const [got, want] = [typeOf(yours), typeOf(wanted)];
  if (got !== want) {
    const message = `This returns ${got}; the step asks for ${want}.`;
    return { share: 0, difference: { code: "wrong-type", message, params: { got, want } } };
  }
  if (yours.resultType === "streams" && wanted.resultType === "streams") {
    return compareLines(yours.lines, wanted.lines);
  }
  if (yours.resultType === "streams" || wanted.resultType === "streams") return equal;
  return compareSeries(yours, wanted);
}

function typeOf(result: Success): string {
  if (result.resultType === "streams") return "lines";
  return result.resultType === "scalar" ? "one bare number" : "numbers by label";
}

function compareLines(yours: readonly ResultLine[], wanted: readonly ResultLine[]): LogComparison {
  const key = ({ source }: ResultLine): string =>
    `${source.atMs} ${JSON.stringify(source.fields)} ${source.text}`;
  const mine = new Set(yours.map(key));
  const theirs = new Set(wanted.map(key));
  const missing = wanted.filter((line) => !mine.has(key(line)));
  const extra = yours.filter((line) => !theirs.has(key(line)));
  const [first] = missing.length > 0 ? missing : extra;
  if (first === undefined) return equal;
  const share = (wanted.length - missing.length) / (wanted.length + extra.length);
  const shown = shorten(first.source.text);
  const params = { missing: missing.length, extra: extra.length, wanted: wanted.length, line: shown };
  if (missing.length > 0) {
    const message = `${missing.length} of ${wanted.length} lines are not found; the newest of them is “${shown}”${fieldsOf(first)}.`;
    return { share, difference: { code: "missing-lines", message, params } };
  }
  const message = `All ${wanted.length} lines are found, and ${extra.length} that do not belong; the newest of those is “${shown}”${fieldsOf(first)}.`;
  return { share, difference: { code: "extra-lines", message, params } };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What a reader needs to see why a line belongs or does not. */
function fieldsOf({ source }: ResultLine): string {
  const { latency_ms: latency, status, model_version: version } = source.fields;
  return latency === undefined ? "" : ` with latency_ms ${latency}, status ${status}, ${version}`;
}

function compareSeries(yours: Metric, wanted: Metric): LogComparison {
  const values = (result: Metric): Map<string, number> =>
    new Map(
      result.series.map(({ labels, values: [value] }) => [labelText(labels.pairs), value ?? Number.NaN]),
    );
  const mine = values(yours);
  const theirs = values(wanted);
  const names = (map: ReadonlyMap<string, number>): string =>
    map.size > 4 ? `${map.size} series` : [...map.keys()].join(", ") || "nothing";
  const common = [...theirs.keys()].filter((key) => mine.has(key));
  const right = common.filter((key) => near(mine.get(key) ?? Number.NaN, theirs.get(key) ?? Number.NaN));
  const all = new Set([...mine.keys(), ...theirs.keys()]).size;
  if (all === 0) return equal;
  const share = right.length / all;
  if (common.length < all) {
    const message = `You return ${names(mine)}; asked for is ${names(theirs)}.`;
    return {
      share,
      difference: { code: "labels-differ", message, params: { yours: names(mine), wanted: names(theirs) } },
    };
  }
  const wrong = common.find((key) => !right.includes(key));
  if (wrong === undefined) return equal;
  const [a, b] = [mine.get(wrong) ?? Number.NaN, theirs.get(wrong) ?? Number.NaN];
  const factor = scaleOf(mine, theirs);
  if (factor !== undefined) {
    const message = `Every value is ${show(factor)} times the expected one.`;
    return { share, difference: { code: "wrong-scale", message, params: { factor } } };
  }
  const message = `${wrong}: you ${show(a)}, expected ${show(b)}.`;
  return {
    share,
    difference: { code: "wrong-value", message, params: { labels: wrong, yours: a, wanted: b } },
  };
}

function labelText(pairs: readonly (readonly [string, string])[]): string {
  return `{${pairs.map(([name, value]) => `${name}="${value}"`).join(", ")}}`;
}

function near(a: number, b: number): boolean {
  return Object.is(a, b) || a === b || Math.abs(a - b) <= epsilon * Math.max(Math.abs(a), Math.abs(b));
}

/** Factors that units and windows bring, within 0.1 %; undefined when the values do not share one. */
function scaleOf(mine: ReadonlyMap<string, number>, theirs: ReadonlyMap<string, number>): number | undefined {
  const factors = [...theirs].map(([key, value]) => (mine.get(key) ?? Number.NaN) / value);
  const [first = Number.NaN] = factors;
  const known = [1 / 60, 60, 1000, 1 / 1000, 100, 1 / 100].find((one) => Math.abs(first / one - 1) < 1e-3);
  return known !== undefined && factors.every((one) => Math.abs(one / first - 1) < 1e-3) ? known : undefined;
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
