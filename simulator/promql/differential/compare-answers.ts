import { compareCodePoints } from "../../tsdb/labels.ts";

/** The body of `/api/v1/query` or `/api/v1/query_range`, as far as answers are compared. */
export interface ApiBody {
  readonly status: "success" | "error";
  readonly error?: string;
  readonly data?: { readonly resultType: string; readonly result: unknown };
}

/** One value of a result: `[seconds, "text"]`. */
type ApiPoint = readonly [number, string];

interface ApiSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: ApiPoint;
  readonly values?: readonly ApiPoint[];
}

/** How two answers differ; the first difference found, in words. */
export interface Difference {
  readonly kind: "status" | "error" | "type" | "series" | "values" | "order";
  readonly text: string;
}

/** Largest relative difference of two equal answers. */
const TOLERANCE = 1e-9;

/** The points of an answer by series and time, in the order of their names. */
export function pointsOf(body: ApiBody): ReadonlyMap<string, string> {
  const { resultType = "", result } = body.data ?? {};
  const points: [string, string][] = [];
  if (resultType === "scalar" || resultType === "string") {
    const [time, value] = result as ApiPoint;
    points.push([`@${time}`, value]);
  } else {
    for (const { metric, value, values } of (result ?? []) as readonly ApiSeries[]) {
      const labels = Object.entries(metric).sort(([a], [b]) => compareCodePoints(a, b));
      const name = JSON.stringify(labels);
      for (const [time, text] of values ?? (value === undefined ? [] : [value])) {
        points.push([`${name}@${time}`, text]);
      }
    }
  }
  return new Map(points.sort(([a], [b]) => compareCodePoints(a, b)));
}

/** The first difference between what was expected and what came, or undefined; `tolerance` is relative. */
export function differenceOf(
  expected: ApiBody,
  actual: ApiBody,
  tolerance = TOLERANCE,
): Difference | undefined {
  if (expected.status !== actual.status) {
    const text = `${expected.error ?? "an answer"} against ${actual.error ?? "an answer"}`;
    return { kind: "status", text };
  }
  if (expected.status === "error") {
    if (expected.error === actual.error) return undefined;
    return { kind: "error", text: `${expected.error} against ${actual.error}` };
  }
  if (expected.data?.resultType !== actual.data?.resultType) {
    return { kind: "type", text: `${expected.data?.resultType} against ${actual.data?.resultType}` };
  }
  return differenceOfPoints(pointsOf(expected), pointsOf(actual), tolerance);
}

function differenceOfPoints(
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
  tolerance: number,
): Difference | undefined {
  for (const key of expected.keys()) {
    if (!actual.has(key)) return { kind: "series", text: `${key} is missing` };
  }
  for (const key of actual.keys()) {
    if (!expected.has(key)) return { kind: "series", text: `${key} is too much` };
  }
  for (const [key, value] of expected) {
    const other = actual.get(key) ?? "";
    if (!sameValue(value, other, tolerance))
      return { kind: "values", text: `${key}: ${value} against ${other}` };
  }
  return undefined;
}

/** The first place where the values of two vectors come in another order; for queries that promise one. */
export function orderDifferenceOf(expected: ApiBody, actual: ApiBody): Difference | undefined {
  const values = (body: ApiBody): readonly string[] =>
    ((body.data?.result ?? []) as readonly ApiSeries[]).map(({ value }) => value?.[1] ?? "");
  const others = values(actual);
  const at = values(expected).findIndex((value, i) => !sameValue(value, others[i] ?? ""));
  if (at === -1) return undefined;
  return { kind: "order", text: `${values(expected).join(" ")} against ${others.join(" ")}` };
}

/** Whether two values as the API writes them are equal but for rounding. */
export function sameValue(a: string, b: string, tolerance = TOLERANCE): boolean {
  if (a === b) return true;
  const x = Number(a);
  const y = Number(b);
  if (tolerance === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return false;
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}
