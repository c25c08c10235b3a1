import {
  type Dashboard,
  type DashboardPanel,
  grafanaUnits,
  type Level,
  levelOf,
  readDashboard,
  stepOf,
} from "../../simulator/index.ts";
import type { DashboardParams } from "../check-schema.ts";
import type { Finding } from "../finding.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  finding,
  type Part,
  type WorldRow,
} from "./check.ts";
import { type DrawnQuery, drawnQueries, nearestQuery } from "./dashboard/drawn-queries.ts";
import { promqlResult } from "./promql-result.ts";

const kind = "dashboard";

type Wanted = DashboardParams["panels"][number];

/**
 * Grades a dashboard by what its panels show: for each thing that is asked for, the panel nearest to it must
 * return the reference's values in every hidden world once its unit is counted in, in a unit of the right
 * measure, in a fitting form, with colours that change where the truth does. Titles, places, and panels that
 * nobody asked for are the learner's affair.
 */
export const dashboardCheck: Check<"dashboard"> = {
  kind,
  codes: [
    "does-not-parse",
    "no-panel",
    "panel-empty",
    "wrong-panel",
    "fragile",
    "unit",
    "form",
    "level",
    "right",
  ],
  async run(answer, params, context) {
    const { dashboard, error } =
      answer.trim() === "" ? { error: "The dashboard is empty." } : readDashboard(answer);
    if (dashboard === undefined) {
      return { findings: [finding(kind, "does-not-parse", error)], parts: [none("Panels")], worlds: [] };
    }
    const findings: Finding[] = [];
    const parts: Part[] = [];
    const worlds: WorldRow[] = [];
    for (const wanted of params.panels) {
      const outcome = await judge(wanted, dashboard, params, context);
      findings.push(...outcome.findings);
      parts.push(...outcome.parts);
      worlds.push(...outcome.worlds);
    }
    return { findings, parts, worlds };
  },
};

function none(name: string): Part {
  return { name, score: 0, weight: 1, value: "no" };
}

async function judge(
  wanted: Wanted,
  dashboard: Dashboard,
  params: DashboardParams,
  context: CheckContext,
): Promise<CheckOutcome> {
  const name = `Shows ${wanted.what}`;
  const fail = (code: string, message: string, score: number, more: Partial<Finding> = {}): CheckOutcome => ({
    findings: [
      finding(kind, code, message, {
        params: { what: wanted.what, ...more.params },
        ...(more.evidence === undefined ? {} : { evidence: more.evidence }),
        ...(more.hint === undefined ? {} : { hint: more.hint }),
      }),
    ],
    parts: [{ name, score, weight: 1, value: "no" }],
    worlds: [],
  });
  const queries = drawnQueries(dashboard, params.range ?? "2h");
  const nearest = await nearestQuery(queries, wanted, params, context);
  if (nearest === undefined) {
    return fail("no-panel", `No panel has a query yet that could show ${wanted.what}.`, 0);
  }
  const { query, returns } = nearest;
  const title = titleOf(query.panel);
  if (!returns) {
    return fail("panel-empty", `“${title}” returns nothing at any of the moments looked at.`, 0, {
      params: { panel: title },
    });
  }
  const outcome = await promqlResult.run(query.expr, referenceParams(wanted, query, params), context);
  const [first] = outcome.findings.filter((one) => one.type === "essential");
  if (first !== undefined) {
    const right =
      outcome.worlds.length > 0 && outcome.worlds.every(({ seeds }) => seeds.every(({ ok }) => ok));
    const failed = fail(
      right ? "fragile" : "wrong-panel",
      `“${title}” is nearest to ${wanted.what}. ${first.message}`,
      Math.min(60, outcome.parts[0]?.score ?? 0),
      { ...first, params: { ...first.params, panel: title } },
    );
    return { ...failed, worlds: outcome.worlds };
  }
  const flaw =
    unitFlaw(query.panel, wanted) ?? formFlaw(query.panel, wanted) ?? levelFlaw(query.panel, wanted);
  if (flaw !== undefined) {
    const failed = fail(flaw.code, `“${title}” ${flaw.text}`, 60, { params: { panel: title } });
    return { ...failed, worlds: outcome.worlds };
  }
  return {
    findings: [
      finding(kind, "right", `“${title}” shows ${wanted.what}, in its unit.`, {
        type: "celebratory",
        params: { panel: title, what: wanted.what },
      }),
    ],
    parts: [{ name, score: 100, weight: 1, value: `“${title}”` }],
    worlds: outcome.worlds,
  };
}

function titleOf({ title, type }: DashboardPanel): string {
  return title === "" ? `the ${type} panel without a title` : title;
}

/** The reference as this panel should return it: in the panel's unit where that measures the same thing. */
function referenceParams(wanted: Wanted, query: DrawnQuery, params: DashboardParams) {
  const scale = scaleOf(query.panel.unit, wanted.unit);
  const scaled = (expr: string): string => (scale === 1 ? expr : `(${expr}) * ${scale}`);
  const { relative, absolute } = wanted.tolerance ?? {};
  return {
    kind: "promql-result" as const,
    reference: scaled(wanted.reference),
    mayAlso: wanted.mayAlso?.map(scaled),
    worlds: params.worlds,
    at: params.at,
    ranges: [],
    ...(wanted.tolerance === undefined
      ? {}
      : {
          tolerance: {
            ...(relative === undefined ? {} : { relative }),
            ...(absolute === undefined ? {} : { absolute: absolute * scale }),
          },
        }),
  };
}

/** How many of the panel's unit make one of the reference's; 1 where the two measure different things. */
function scaleOf(panelUnit: string, referenceUnit: string): number {
  const yours = grafanaUnits.get(panelUnit);
  const wanted = grafanaUnits.get(referenceUnit);
  if (yours === undefined || wanted === undefined || yours.unit !== wanted.unit) return 1;
  return wanted.factor / yours.factor;
}

interface Flaw {
  readonly code: string;
  readonly text: string;
}

function unitFlaw(panel: DashboardPanel, wanted: Wanted): Flaw | undefined {
  const measure = grafanaUnits.get(wanted.unit)?.unit ?? "none";
  const yours = panel.unit === "" || panel.unit === "none" ? "none" : grafanaUnits.get(panel.unit)?.unit;
  if (yours === measure) return undefined;
  const now = panel.unit === "" ? "has no unit" : `has the unit “${panel.unit}”`;
  const should =
    measure === "none"
      ? "it is a plain number"
      : `its values are ${{ percent: "a share", seconds: "a time", bytes: "bytes", mebibytes: "bytes", "per-second": "so many a second", celsius: "a temperature", watts: "a power" }[measure]}`;
  return { code: "unit", text: `${now}; ${should}.` };
}

function formFlaw(panel: DashboardPanel, wanted: Wanted): Flaw | undefined {
  if (wanted.types === undefined || wanted.types.some((type) => type === panel.type)) return undefined;
  return {
    code: "form",
    text: `is of type ${panel.type}; ${wanted.what} needs ${wanted.types.join(" or ")}.`,
  };
}

const levelNames: Readonly<Record<Level, string>> = {
  ok: "green",
  warn: "yellow",
  crit: "red",
  other: "without a colour that says anything",
};

function levelFlaw(panel: DashboardPanel, wanted: Wanted): Flaw | undefined {
  const scale = scaleOf(panel.unit, wanted.unit);
  for (const { value, is } of wanted.levels ?? []) {
    const shown = value * scale;
    const level = levelOf(stepOf(shown, panel.thresholds)?.color ?? "");
    if (is.some((one) => one === level)) continue;
    const want = is.map((one) => levelNames[one]).join(" or ");
    const at = Number(shown.toPrecision(6));
    return { code: "level", text: `is ${levelNames[level]} at ${at}; it should be ${want} there.` };
  }
  return undefined;
}
