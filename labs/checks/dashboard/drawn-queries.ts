import {
  type Dashboard,
  type DashboardPanel,
  type DashboardVariable,
  interpolate,
  listedOptions,
  panelTypes,
  parse,
  type VariableValue,
} from "../../../simulator/index.ts";
import type { DashboardParams } from "../../check-schema.ts";
import type { CheckContext } from "../check.ts";
import { ask } from "../promql-result/ask.ts";
import { requestsFor } from "../promql-result/requests.ts";
import { durationMs } from "../show-time.ts";

/** One query of one panel, as it is sent. */
export interface DrawnQuery {
  readonly panel: DashboardPanel;
  readonly expr: string;
}

/** Scrape interval of the labs' Prometheus, and the distance of points the checks assume, ms. */
const scrapeIntervalMs = 15_000;
const intervalMs = 15_000;

/** Every query that is drawn. A variable stands for what was saved with it, a query variable for all its values. */
export function drawnQueries(dashboard: Dashboard, range: string): readonly DrawnQuery[] {
  const variables = new Map(dashboard.variables.map((one) => [one.name, savedValue(one)]));
  const times = { rangeMs: durationMs(range), intervalMs, scrapeIntervalMs };
  return dashboard.panels
    .filter(({ type }) => panelTypes.some((one) => one === type) && type !== "text")
    .flatMap((panel) =>
      panel.targets
        .filter(({ hidden, expr }) => !hidden && expr.trim() !== "")
        .map(({ expr, minStepMs }) => ({
          panel,
          expr: interpolate(expr, variables, { ...times, scrapeIntervalMs: minStepMs ?? scrapeIntervalMs }),
        })),
    );
}

function savedValue(variable: DashboardVariable): VariableValue {
  const several = variable.multi || variable.includeAll;
  const saved = variable.current.filter((value) => value !== "$__all");
  if (saved.length > 0) return { values: saved, several };
  const [first] = listedOptions(variable) ?? [];
  return first === undefined ? { values: [".*"], several: true, raw: ".*" } : { values: [first], several };
}

interface Nearest {
  readonly query: DrawnQuery;
  /** It returned something somewhere. */
  readonly returns: boolean;
}

/**
 * The query that comes nearest to what is wanted, looked at in the first world: most equal values, whatever
 * the unit is; else one that returns values; else the first that can be read. Undefined when there is none.
 */
export async function nearestQuery(
  queries: readonly DrawnQuery[],
  wanted: DashboardParams["panels"][number],
  params: DashboardParams,
  context: CheckContext,
): Promise<Nearest | undefined> {
  const [world = ""] = params.worlds;
  const hidden = await context.supply.open(world, context.seeds[0] ?? 0);
  const asks = requestsFor(
    { kind: "promql-result", reference: wanted.reference, worlds: params.worlds, at: params.at, ranges: [] },
    hidden,
  );
  const { source } = hidden.world;
  const truths = asks.map((what) => valuesOf(ask(source, wanted.reference, what)));
  let best: (Nearest & { readonly rank: number }) | undefined;
  for (const query of queries) {
    const readable = parse(query.expr).errors.length === 0;
    let near = 0;
    let returned = 0;
    for (const [i, what] of asks.entries()) {
      const yours = readable ? valuesOf(ask(source, query.expr, what)) : [];
      if (yours.length > 0) returned++;
      near += nearness(yours, truths[i] ?? []);
    }
    await context.breathe();
    const rank = near * 100 + (returned > 0 ? 1 : 0) + alike(query.panel, wanted.unit);
    if (best === undefined || rank > best.rank) best = { query, returns: returned > 0 || !readable, rank };
  }
  return best;
}

function valuesOf(result: ReturnType<typeof ask>): readonly number[] {
  return result.status === "error" ? [] : result.series.map(({ values }) => values[0] ?? Number.NaN);
}

/** 1 for the wanted value itself or a round multiple of it, half as much for one within a factor of two. */
function nearness(yours: readonly number[], wanted: readonly number[]): number {
  const [truth] = wanted;
  const [value] = yours;
  if (truth === undefined || value === undefined || yours.length !== wanted.length) return 0;
  if (truth === value) return 1;
  const ratio = Math.abs(value / truth);
  for (const scale of [1, 100, 0.01, 60, 1 / 60, 3600, 1 / 3600, 1000, 0.001]) {
    if (Math.abs(ratio / scale - 1) < 0.02) return 1;
  }
  return ratio > 0.5 && ratio < 2 ? 0.5 : 0;
}

/** A panel in the wanted unit is nearer than one in another, all else being equal. */
function alike(panel: DashboardPanel, unit: string): number {
  return panel.unit === unit ? 0.5 : 0;
}
