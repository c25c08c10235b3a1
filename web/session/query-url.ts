/**
 * The state of a query as Prometheus's own page writes it into an address (prometheus/prometheus,
 * `web/ui/mantine-ui/src/pages/query/urlStateEncoding.ts`): `g0.expr`, `g0.tab` and so on. Our own
 * keys begin with `n.` and Prometheus ignores them.
 */
export interface QueryLink {
  readonly expr: string;
  readonly tab: "table" | "graph" | "explain";
  readonly showTree: boolean;
  readonly rangeInput: string | undefined;
  /** Pinned end, ms since the epoch; undefined follows the clock. */
  readonly endMs: number | undefined;
  readonly resType: "auto" | "fixed" | "custom";
  readonly resDensity: "low" | "medium" | "high";
  /** Seconds; for `fixed` and `custom`. */
  readonly resStep: number | undefined;
  readonly showExemplars: boolean;
  readonly yAxisMin: number | undefined;
  readonly displayMode: "lines" | "stacked" | "heatmap";
}

/** Most queries of one link that are read. */
export const mostQueries = 8;
/** Longest expression of a link, UTF-8 bytes. */
export const longestExpression = 10_240;

export interface DecodedLink {
  readonly queries: readonly QueryLink[];
  /** Settings that were skipped, as `key` or `key=value`. */
  readonly ignored: readonly string[];
  /** Queries in the link, also those beyond the limit. */
  readonly count: number;
  /** Expressions that are too long, with their size. */
  readonly tooLong: readonly { readonly index: number; readonly bytes: number }[];
}

/** A query with every setting at its default. */
export function plainQuery(expr: string): QueryLink {
  return {
    expr,
    tab: "graph",
    showTree: false,
    rangeInput: undefined,
    endMs: undefined,
    resType: "auto",
    resDensity: "medium",
    resStep: undefined,
    showExemplars: false,
    yAxisMin: undefined,
    displayMode: "lines",
  };
}

type Setter = (query: QueryLink, value: string) => QueryLink | undefined;

const flag =
  (set: (on: boolean) => Partial<QueryLink>): Setter =>
  (query, value) =>
    value === "0" || value === "1" ? { ...query, ...set(value === "1") } : undefined;

const oneOf =
  <T extends string>(values: readonly T[], set: (value: T) => Partial<QueryLink>): Setter =>
  (query, value) => {
    const known = values.find((candidate) => candidate === value);
    return known === undefined ? undefined : { ...query, ...set(known) };
  };

const setters: Readonly<Record<string, Setter>> = {
  show_tree: flag((showTree) => ({ showTree })),
  tab: (query, value) => {
    const words: Readonly<Record<string, QueryLink["tab"]>> = {
      "0": "graph",
      "1": "table",
      graph: "graph",
      table: "table",
      explain: "explain",
    };
    const tab = words[value];
    return tab === undefined ? undefined : { ...query, tab };
  },
  range_input: (query, value) =>
    /^(\d+(ms|[smhdwy]))+$/.test(value) ? { ...query, rangeInput: value } : undefined,
  end_input: (query, value) => (query.endMs === undefined ? withEnd(query, value) : query),
  moment_input: withEnd,
  step_input: (query, value) =>
    query.resStep === undefined && Number(value) > 0
      ? { ...query, resType: "custom", resStep: Number(value) }
      : query,
  res_type: oneOf(["auto", "fixed", "custom"], (resType) => ({ resType })),
  res_density: oneOf(["low", "medium", "high"], (resDensity) => ({ resDensity })),
  res_step: (query, value) => (Number(value) > 0 ? { ...query, resStep: Number(value) } : undefined),
  display_mode: oneOf(["lines", "stacked", "heatmap"], (displayMode) => ({ displayMode })),
  stacked: flag((stacked) => (stacked ? { displayMode: "stacked" } : {})),
  y_axis_min: (query, value) => {
    if (value === "") return { ...query, yAxisMin: undefined };
    return Number.isFinite(Number(value)) ? { ...query, yAxisMin: Number(value) } : undefined;
  },
  show_exemplars: flag((showExemplars) => ({ showExemplars })),
};

function withEnd(query: QueryLink, value: string): QueryLink | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})$/.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const endMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return new Date(endMs).toISOString().slice(0, 19).replace("T", " ") === value.replace("T", " ")
    ? { ...query, endMs }
    : undefined;
}

/** Reads the parameters of a link, ours or a Prometheus server's. Never throws: what is odd is listed. */
export function decodeQueries(params: string): DecodedLink {
  const search = new URLSearchParams(params);
  const queries: QueryLink[] = [];
  const ignored: string[] = [];
  const tooLong: { index: number; bytes: number }[] = [];
  let count = 0;
  while (search.has(`g${count}.expr`)) count++;
  for (let n = 0; n < Math.min(count, mostQueries); n++) {
    const expr = search.get(`g${n}.expr`) ?? "";
    const bytes = new TextEncoder().encode(expr).length;
    if (bytes > longestExpression) tooLong.push({ index: n, bytes });
    else queries.push(decodeOne(search, n, expr, ignored));
  }
  for (const [key, value] of search) {
    if (key.startsWith("n.")) continue;
    const index = /^g(\d+)\./.exec(key)?.[1];
    if (index === undefined || Number(index) >= count)
      ignored.push(value === "" ? key : `${key}=${value.slice(0, 40)}`);
  }
  return { queries, ignored, count, tooLong };
}

function decodeOne(search: URLSearchParams, n: number, expr: string, ignored: string[]): QueryLink {
  let query = plainQuery(expr);
  for (const [key, value] of search) {
    if (!key.startsWith(`g${n}.`) || key === `g${n}.expr`) continue;
    const setter = Object.hasOwn(setters, key.slice(`g${n}.`.length))
      ? setters[key.slice(`g${n}.`.length)]
      : undefined;
    const next = setter?.(query, value);
    if (next === undefined) ignored.push(`${key}=${value.slice(0, 40)}`);
    else query = next;
  }
  return query;
}

/** Writes queries as Prometheus would; opens there when put behind a `/query?`. */
export function encodeQueries(
  queries: readonly QueryLink[],
  ours: Readonly<Record<string, string>> = {},
): string {
  const parts: [string, string][] = Object.entries(ours).map(([key, value]) => [`n.${key}`, value]);
  for (const [n, query] of queries.entries()) {
    const add = (name: string, value: string): number => parts.push([`g${n}.${name}`, value]);
    add("expr", query.expr);
    add("show_tree", query.showTree ? "1" : "0");
    add("tab", query.tab);
    if (query.endMs !== undefined) {
      const end = new Date(query.endMs).toISOString().slice(0, 19).replace("T", " ");
      add("end_input", end);
      add("moment_input", end);
    }
    if (query.rangeInput !== undefined) add("range_input", query.rangeInput);
    add("res_type", query.resType);
    if (query.resType === "auto") add("res_density", query.resDensity);
    else if (query.resStep !== undefined) add("res_step", String(query.resStep));
    add("display_mode", query.displayMode);
    if (query.yAxisMin !== undefined) add("y_axis_min", String(query.yAxisMin));
    add("show_exemplars", query.showExemplars ? "1" : "0");
  }
  return parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
}
