import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../../cli/load-labs.ts";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";
import { dashboardCheck } from "./dashboard.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const slug = "30-budget-dashboard";
const lab = compileLab(slug, labFiles(root, slug));
const cache = new WorldCache();

/** A dashboard, as far as these tests change it. */
interface Model {
  title: string;
  panels: Panel[];
  [field: string]: unknown;
}
interface Panel {
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig: { defaults: { unit?: string; thresholds?: { mode: string; steps: Step[] } } };
  targets: { refId: string; expr: string; hide?: boolean }[];
  [field: string]: unknown;
}
interface Step {
  color: string;
  value: number | null;
}

function right(step: string): Model {
  const path = `${root}/labs/${slug}/solutions/01-bad-over-budget-${step}.json`;
  return JSON.parse(readFileSync(path, "utf8")) as Model;
}

/** The panel a step is about is the last one of its solution. */
function changed(step: string, change: (panel: Panel, model: Model) => void): string {
  const model = right(step);
  const panel = model.panels.at(-1);
  if (panel === undefined) throw new Error("the solution has panels");
  change(panel, model);
  return JSON.stringify(model);
}

const expr =
  (edit: (text: string) => string) =>
  (panel: Panel): void => {
    for (const target of panel.targets) target.expr = edit(target.expr);
  };
const steps =
  (...list: Step[]) =>
  (panel: Panel): void => {
    panel.fieldConfig.defaults.thresholds = { mode: "absolute", steps: list };
  };
const unit =
  (id: string | undefined) =>
  (panel: Panel): void => {
    if (id === undefined) delete panel.fieldConfig.defaults.unit;
    else panel.fieldConfig.defaults.unit = id;
  };

type Change = (panel: Panel, model: Model) => void;

const equivalents: readonly (readonly [name: string, step: string, change: Change])[] = [
  [
    "another title and place",
    "what-is-left",
    (panel) => Object.assign(panel, { title: "x", gridPos: { x: 3, y: 9, w: 5, h: 4 } }),
  ],
  [
    "fields that nobody knows",
    "what-is-left",
    (panel, model) => Object.assign(model, { links: [1], panelsOf: panel.title }),
  ],
  [
    "other panels around it",
    "what-is-left",
    (panel, model) => model.panels.unshift({ ...panel, targets: [{ refId: "A", expr: "up" }] }),
  ],
  [
    "in a collapsed row",
    "what-is-left",
    (_panel, model) => {
      model.panels = [
        { type: "row", title: "Budget", collapsed: true, panels: model.panels } as unknown as Panel,
      ];
    },
  ],
  [
    "matchers in another order",
    "what-is-left",
    expr((text) => text.replace('job="ml-serving", status=~"5.."', 'status=~"5..", job="ml-serving"')),
  ],
  ["a longer window that holds the same", "what-is-left", expr((text) => text.replaceAll("[6h]", "[7h]"))],
  ["the range of the dashboard", "what-is-left", expr((text) => text.replaceAll("[6h]", "[$__range]"))],
  [
    "the budget spelled out",
    "what-is-left",
    expr((text) => text.replace("663552", "(0.001 * 256 * 30 * 24 * 3600)")),
  ],
  [
    "percent instead of a share",
    "what-is-left",
    (panel) => {
      expr((text) => `100 * (${text})`)(panel);
      unit("percent")(panel);
      steps(
        { color: "red", value: null },
        { color: "orange", value: 0 },
        { color: "green", value: 50 },
      )(panel);
    },
  ],
  [
    "shades of the colours",
    "what-is-left",
    steps(
      { color: "dark-red", value: null },
      { color: "semi-dark-orange", value: 0 },
      { color: "light-green", value: 0.5 },
    ),
  ],
  [
    "a hidden query beside it",
    "what-is-left",
    (panel) => panel.targets.push({ refId: "B", expr: "nonsense(", hide: true }),
  ],
  [
    "as the second query of its panel",
    "how-fast",
    (panel) => panel.targets.unshift({ refId: "B", expr: "vector(14.4)" }),
  ],
  [
    "divided in another order",
    "how-fast",
    expr((text) => text.replace(/ \/ 0\.001$/, "").replace(/^/, "1000 * ")),
  ],
  [
    "minutes, in minutes",
    "until-when",
    (panel) => {
      expr((text) => `(${text}) / 60`)(panel);
      unit("m")(panel);
    },
  ],
  [
    "hours, in hours",
    "until-when",
    (panel) => {
      expr((text) => `(${text}) / 3600`)(panel);
      unit("h")(panel);
    },
  ],
  ["ten minutes instead of fifteen", "until-when", expr((text) => text.replace("[15m]", "[10m]"))],
];

const mutants: readonly (readonly [name: string, step: string, code: string, change: Change])[] = [
  ["a shorter window", "what-is-left", "wrong-panel", expr((text) => text.replace("[6h]", "[1h]"))],
  ["4xx for 5xx", "what-is-left", "wrong-panel", expr((text) => text.replace("5..", "4.."))],
  [
    "all requests for the failed",
    "what-is-left",
    "wrong-panel",
    expr((text) => text.replace(', status=~"5.."', "")),
  ],
  ["a day's budget", "what-is-left", "wrong-panel", expr((text) => text.replace("663552", "22118"))],
  ["rate for increase", "what-is-left", "wrong-panel", expr((text) => text.replace("increase", "rate"))],
  [
    "what is used instead of what is left",
    "what-is-left",
    "wrong-panel",
    expr((text) => text.replace("1 - ", "")),
  ],
  ["by pod", "what-is-left", "wrong-panel", expr((text) => text.replace("sum(", "sum by (pod) ("))],
  ["a maximum for the sum", "what-is-left", "wrong-panel", expr((text) => text.replace("sum(", "max("))],
  ["yesterday's", "what-is-left", "wrong-panel", expr((text) => text.replace("[6h]", "[6h] offset 1h"))],
  ["a unit of time", "what-is-left", "unit", unit("s")],
  ["a unit nobody knows", "what-is-left", "unit", unit("furlongs")],
  [
    "upside down",
    "what-is-left",
    "level",
    steps({ color: "green", value: null }, { color: "red", value: 0.5 }),
  ],
  [
    "hex colours",
    "what-is-left",
    "level",
    steps({ color: "#FF0000", value: null }, { color: "#00FF00", value: 0.5 }),
  ],
  [
    "hidden",
    "what-is-left",
    "no-panel",
    (panel) => {
      for (const target of panel.targets) target.hide = true;
    },
  ],
  [
    "on a map",
    "what-is-left",
    "no-panel",
    (panel) => {
      panel.type = "geomap";
    },
  ],
  ["does not parse", "what-is-left", "wrong-panel", expr((text) => `${text} +`)],
  ["six hours", "how-fast", "wrong-panel", expr((text) => text.replaceAll("[1h]", "[6h]"))],
  ["another target", "how-fast", "wrong-panel", expr((text) => text.replace("0.001", "0.005"))],
  ["the good share", "how-fast", "wrong-panel", expr((text) => text.replace("=~", "!~"))],
  [
    "a table",
    "how-fast",
    "form",
    (panel) => {
      panel.type = "table";
    },
  ],
  [
    "a gauge",
    "how-fast",
    "form",
    (panel) => {
      panel.type = "gauge";
    },
  ],
  ["red from 6", "how-fast", "level", steps({ color: "green", value: null }, { color: "red", value: 6 })],
  ["no yellow", "how-fast", "level", steps({ color: "green", value: null }, { color: "red", value: 14.4 })],
  ["hours that are called seconds", "until-when", "wrong-panel", expr((text) => `(${text}) / 3600`)],
  ["seconds that are called minutes", "until-when", "wrong-panel", unit("m")],
  [
    "times something that is 1 today",
    "what-is-left",
    "fragile",
    expr((text) => `(${text}) * max(up{job="ml-serving"})`),
  ],
  [
    "a metric nobody exports",
    "what-is-left",
    "panel-empty",
    expr((text) =>
      text.replaceAll("http_requests_total", "http_failures_total").replace(" or vector(0)", ""),
    ),
  ],
  ["a share", "until-when", "unit", unit("percentunit")],
  ["twice the budget", "until-when", "wrong-panel", expr((text) => text.replace("663552", "1327104"))],
];

const seen = new Set<string>();

async function firstCode(step: string, answer: string): Promise<string> {
  const { status, findings } = await grade(lab, step, answer, { seeds: [3, 11], cache });
  for (const { code } of findings) seen.add(code);
  return status === "pass" ? "pass" : (findings[0]?.code ?? status);
}

describe("dashboards", () => {
  test.each(equivalents)("accepts %s (%s)", async (_name, step, change) => {
    expect(await firstCode(step, changed(step, change))).toBe("pass");
  });

  test.each(mutants)("rejects %s (%s) as %s", async (_name, step, code, change) => {
    expect(await firstCode(step, changed(step, change))).toBe(`dashboard/${code}`);
  });

  test.each([
    "null",
    "[]",
    "{}",
    '{"panels": {}}',
    '{"panels": [null, 1, {"type": {}}]}',
    `{"panels": [${"[".repeat(5000)}`,
  ])("survives %s", async (answer) => {
    expect(await firstCode("what-is-left", answer)).toMatch(/^dashboard\/(does-not-parse|no-panel)$/);
  });
});

test("every code occurs above", () => {
  expect(dashboardCheck.codes.filter((code) => !seen.has(`dashboard/${code}`))).toEqual([]);
});
