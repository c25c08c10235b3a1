import { describe, expect, test } from "vitest";
import { query } from "../promql/engine/query.ts";
import { parse } from "../promql/parse/parse.ts";
import { createWorld } from "../world.ts";
import type { Dashboard, DashboardVariable } from "./dashboard-types.ts";
import {
  addPanel,
  dashboardText,
  duplicatePanel,
  removePanel,
  setPanelField,
  swapPanels,
} from "./edit-dashboard.ts";
import { interpolate, type VariableValue, variablesIn } from "./interpolate.ts";
import { legendText } from "./legend-text.ts";
import { provisionedDashboards } from "./provisioned.ts";
import { readDashboard } from "./read-dashboard.ts";
import { reduce, stepOf } from "./reduce.ts";
import { chosenValue, filteredOptions, listedOptions, variableQuery } from "./variable-options.ts";

const times = { rangeMs: 7_200_000, intervalMs: 30_000, scrapeIntervalMs: 15_000 };

/** A name in braces after a dollar sign, as dashboards write it. */
function braced(name: string): string {
  return `$\{${name}}`;
}

function opened(text: string): Dashboard {
  const { dashboard, error } = readDashboard(text);
  if (dashboard === undefined) throw new Error(error);
  return dashboard;
}

const foreign = {
  uid: "x",
  title: "Theirs",
  somethingNew: { kept: [1, "two", null] },
  templating: {
    list: [{ name: "pod", type: "custom", query: "a, b", multi: true, current: { value: ["a"] } }],
  },
  panels: [
    {
      id: 4,
      type: "geomap",
      title: "Map",
      gridPos: { x: 0, y: 0, w: 8, h: 4 },
      options: { view: { zoom: 3 } },
    },
    {
      type: "row",
      title: "More",
      collapsed: true,
      panels: [{ id: 9, type: "stat", title: "Inner", targets: [{ expr: "up", refId: "A" }] }],
    },
    { id: 5, type: "timeseries", title: "Plain", targets: [{ expr: "up" }, { expr: "1", hide: true }] },
  ],
};

describe("readDashboard", () => {
  test("reads panels, those of collapsed rows too, and keeps the file as it is", () => {
    const dashboard = opened(JSON.stringify(foreign));
    expect(dashboard.panels.map(({ at, type, row }) => [at, type, row])).toEqual([
      ["0", "geomap", -1],
      ["1/0", "stat", 0],
      ["2", "timeseries", 0],
    ]);
    expect(dashboard.rows).toEqual([{ title: "More", collapsed: true }]);
    expect(JSON.parse(dashboardText(dashboard.json))).toEqual(foreign);
  });

  test("reads the answer of Grafana's API, which wraps the model", () => {
    expect(opened(JSON.stringify({ meta: {}, dashboard: foreign })).title).toBe("Theirs");
  });

  test.each([
    ["{", /^Not JSON/],
    ["[]", /JSON object/],
    ["{}", /called "panels"/],
    ['{"rows": []}', /before 5\.0/],
    [JSON.stringify({ panels: Array.from({ length: 41 }, () => ({ type: "stat" })) }), /most is 40 panels/],
    [" ".repeat(2_000_001), /2000001 characters/],
  ])("refuses %.40s", (text, message) => {
    expect(readDashboard(text).error).toMatch(message);
  });

  test("a broken field counts as absent, and a panel stays within the grid", () => {
    const text = JSON.stringify({
      panels: [
        { type: 7, title: [], gridPos: { x: 30, y: -4, w: 99, h: "tall" }, targets: [{ expr: 5 }, "no"] },
      ],
    });
    const [panel] = opened(text).panels;
    expect(panel).toMatchObject({ type: "", title: "", grid: { x: 0, y: 0, w: 24, h: 8 } });
    expect(panel?.targets.map(({ expr, refId }) => [refId, expr])).toEqual([["A", ""]]);
  });
});

describe("editing", () => {
  const { json, panels } = opened(JSON.stringify(foreign));

  test("sets and takes out one field, and nothing else", () => {
    const changed = setPanelField(json, "1/0", ["fieldConfig", "defaults", "unit"], "bytes");
    expect(opened(dashboardText(changed)).panels[1]?.unit).toBe("bytes");
    const back = setPanelField(changed, "1/0", ["fieldConfig"], undefined);
    expect(back).toEqual(foreign);
  });

  test("adds, duplicates, removes and swaps", () => {
    const [map, , plain] = panels;
    if (map === undefined || plain === undefined) throw new Error("the file has three panels");
    expect(
      removePanel(removePanel(addPanel(json, { type: "text" }, { w: 6, h: 3 }), "3"), "0").panels,
    ).toHaveLength(2);
    const twice = opened(dashboardText(duplicatePanel(json, map)));
    expect(twice.panels.map(({ title }) => title)).toEqual(["Map", "Map", "Inner", "Plain"]);
    expect(twice.panels[1]?.grid).toEqual({ x: 0, y: 4, w: 8, h: 4 });
    expect(twice.json.panels).toHaveLength(4);
    const added = opened(dashboardText(addPanel(json, { type: "text" }, { w: 6, h: 3 })));
    expect(added.panels.at(-1)?.grid).toEqual({ x: 0, y: 8, w: 6, h: 3 });
    const swapped = opened(
      dashboardText(swapPanels(json, map, { ...plain, grid: { x: 12, y: 6, w: 12, h: 8 } })),
    );
    expect(swapped.panels[0]?.grid).toEqual({ x: 12, y: 6, w: 8, h: 4 });
    expect(swapped.panels[2]?.grid).toMatchObject({ x: 0, y: 0 });
  });
});

describe("variables", () => {
  const one: VariableValue = { values: ['a"b'], several: false };
  const two: VariableValue = { values: ["gpu.1", "gpu-2"], several: true };
  const single: VariableValue = { values: ["gpu.1"], several: true };
  const variables = new Map([
    ["one", one],
    ["two", two],
    ["single", single],
    ["every", { values: ["a", "b"], several: true, raw: ".*" }],
  ]);

  test.each([
    ['up{x="$one"}', 'up{x="a\\"b"}'],
    ['up{x=~"$two"}', 'up{x=~"(gpu\\\\.1|gpu-2)"}'],
    ['up{x=~"$single"}', 'up{x=~"gpu\\\\.1"}'],
    [`up{x=~"${braced("two:pipe")}"}`, 'up{x=~"gpu.1|gpu-2"}'],
    [`up{x=~"${braced("two:regex")}"}`, 'up{x=~"(gpu\\.1|gpu-2)"}'],
    ['up{x=~"[[every]]"}', 'up{x=~".*"}'],
    ["rate(x[$__rate_interval])", "rate(x[1m])"],
    ["rate(x[$__interval])", "rate(x[30s])"],
    ["increase(x[$__range])", "increase(x[7200s])"],
    [`$unknown + ${braced("nobody")} + $__range_s`, `$unknown + ${braced("nobody")} + 7200`],
  ])("%s becomes %s", (text, wanted) => {
    expect(interpolate(text, variables, times)).toBe(wanted);
  });

  test("the rate interval grows with the distance of points", () => {
    expect(interpolate("$__rate_interval", variables, { ...times, intervalMs: 120_000 })).toBe("135s");
  });

  test("names what a text uses", () => {
    expect(variablesIn(`$a + ${braced("b:regex")} - [[c]] / $__interval + $a`)).toEqual(["a", "b", "c"]);
  });

  const variable = (over: Partial<DashboardVariable>): DashboardVariable => ({
    name: "pod",
    label: "pod",
    type: "query",
    query: "",
    multi: false,
    includeAll: false,
    allValue: "",
    regex: "",
    current: [],
    hidden: false,
    ...over,
  });

  test("options come from a query or a list", () => {
    expect(variableQuery(variable({ query: 'label_values(up{a="1,2"}, pod)' }))).toEqual({
      expr: 'group by (pod) (up{a="1,2"})',
      label: "pod",
    });
    expect(variableQuery(variable({ query: "label_values(node)" }))?.expr).toBe(
      'group by (node) ({node!=""})',
    );
    expect(variableQuery(variable({ query: "metrics(up)" }))).toBeUndefined();
    expect(listedOptions(variable({ type: "custom", query: "a, Second : b" }))).toEqual(["a", "b"]);
    expect(filteredOptions(["gpu-1", "gpu-2", "x"], "/gpu-(\\d)/")).toEqual(["1", "2"]);
    expect(filteredOptions(["a"], "/(/")).toEqual([]);
  });

  test("a choice that is gone falls back, and All means all", () => {
    expect(chosenValue(variable({ multi: true }), ["a", "b"], ["gone"]).values).toEqual(["a"]);
    expect(chosenValue(variable({ multi: true, includeAll: true }), ["a", "b"], ["$__all"])).toEqual({
      values: ["a", "b"],
      several: true,
      raw: undefined,
    });
    expect(chosenValue(variable({}), ["a", "b"], ["b", "a"]).values).toEqual(["b"]);
  });
});

describe("drawing", () => {
  test("legends, reducers and thresholds", () => {
    expect(legendText("{{ hostname }} gpu {{gpu}}{{none}}", { hostname: "n1", gpu: "2" })).toBe("n1 gpu 2");
    expect(legendText("__auto", {})).toBeUndefined();
    const values = [3, Number.NaN, 1, 2, Number.NaN];
    expect(
      (["lastNotNull", "min", "max", "mean", "sum", "range"] as const).map((by) => reduce(values, by)),
    ).toEqual([2, 1, 3, 2, 6, 2]);
    expect(reduce([Number.NaN], "max")).toBeUndefined();
    const steps = [
      { color: "green", value: undefined },
      { color: "red", value: 10 },
    ];
    expect([9.9, 10, 11].map((value) => stepOf(value, steps)?.color)).toEqual(["green", "red", "red"]);
  });
});

describe("the dashboards that come with the cluster", () => {
  const world = createWorld("flagship-leak", 1);
  world.advance(world.openAtMs);
  const dashboards = provisionedDashboards.map(opened);

  test("have their own uid, and panels that do not overlap", () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
    for (const { title, panels } of dashboards) {
      for (const a of panels) {
        for (const b of panels) {
          const apart =
            a === b ||
            a.grid.x + a.grid.w <= b.grid.x ||
            b.grid.x + b.grid.w <= a.grid.x ||
            a.grid.y + a.grid.h <= b.grid.y ||
            b.grid.y + b.grid.h <= a.grid.y;
          expect(apart, `${title}: ${a.title} and ${b.title}`).toBe(true);
        }
      }
    }
  });

  test.each(dashboards.map((one) => [one.title, one] as const))(
    "%s: every query returns data",
    (_title, one) => {
      const variables = new Map<string, VariableValue>();
      for (const variable of one.variables) {
        const asked = variableQuery(variable);
        if (asked === undefined) continue;
        const result = query(world.source, { expr: asked.expr, timeMs: world.nowMs });
        if (result.status === "error") throw new Error(result.error);
        const options = result.series.map(({ labels }) => labels.get(asked.label) ?? "");
        expect(options.length, variable.name).toBeGreaterThan(0);
        variables.set(variable.name, chosenValue(variable, options, variable.current));
      }
      for (const { title, type, targets } of one.panels) {
        if (type === "text") continue;
        expect(targets.length, title).toBeGreaterThan(0);
        for (const { expr } of targets) {
          const text = interpolate(expr, variables, times);
          expect(parse(text).errors, text).toEqual([]);
          const result = query(world.source, { expr: text, timeMs: world.nowMs });
          if (result.status === "error") throw new Error(`${text}: ${result.error}`);
          expect(result.series.length, `${title}: ${text}`).toBeGreaterThan(0);
        }
      }
    },
  );
});
