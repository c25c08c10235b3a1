import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeQueries, encodeQueries, plainQuery, type QueryLink } from "./query-url.ts";

const anyQuery: fc.Arbitrary<QueryLink> = fc
  .record({
    expr: fc.string({ maxLength: 200 }),
    tab: fc.constantFrom("table", "graph", "explain"),
    showTree: fc.boolean(),
    rangeInput: fc.option(fc.constantFrom("5m", "1h30m", "2d"), { nil: undefined }),
    endMs: fc.option(
      fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
      { nil: undefined },
    ),
    resType: fc.constantFrom("auto", "fixed", "custom"),
    resDensity: fc.constantFrom("low", "medium", "high"),
    resStep: fc.integer({ min: 1, max: 5000 }),
    showExemplars: fc.boolean(),
    yAxisMin: fc.option(fc.integer(), { nil: undefined }),
    displayMode: fc.constantFrom("lines", "stacked", "heatmap"),
  })
  // A density belongs to `auto`, a step to the other two, as in Prometheus.
  .map((link) => ({
    ...link,
    resDensity: link.resType === "auto" ? link.resDensity : "medium",
    resStep: link.resType === "auto" ? undefined : link.resStep,
  })) as fc.Arbitrary<QueryLink>;

describe("query links", () => {
  it("come back as they went", () => {
    fc.assert(
      fc.property(fc.array(anyQuery, { maxLength: 8 }), (queries) => {
        const decoded = decodeQueries(encodeQueries(queries, { lab: "first-look" }));
        expect(decoded.queries).toEqual(queries);
        expect(decoded.ignored).toEqual([]);
      }),
    );
  });

  it("read what a Prometheus 3 server writes", () => {
    const { queries, ignored } = decodeQueries(
      "g0.expr=rate%28up%5B5m%5D%29&g0.show_tree=0&g0.tab=graph&g0.end_input=2025-10-15+14%3A31%3A00&g0.moment_input=2025-10-15+14%3A31%3A00&g0.range_input=1h30m&g0.res_type=auto&g0.res_density=high&g0.display_mode=lines&g0.show_exemplars=0&g0.y_axis_min=",
    );
    expect(ignored).toEqual([]);
    expect(queries).toEqual([
      {
        ...plainQuery("rate(up[5m])"),
        rangeInput: "1h30m",
        endMs: Date.UTC(2025, 9, 15, 14, 31),
        resDensity: "high",
      },
    ]);
  });

  it("read what older servers wrote", () => {
    const { queries } = decodeQueries("g0.expr=up&g0.tab=1&g0.stacked=1&g0.step_input=30");
    expect(queries[0]).toMatchObject({
      tab: "table",
      displayMode: "stacked",
      resType: "custom",
      resStep: 30,
    });
  });

  it("list what they do not know, once, and go on", () => {
    const { queries, ignored } = decodeQueries(
      "g0.expr=up&g0.foo=1&g0.tab=pie&g0.constructor=1&utm=x&n.lab=a",
    );
    expect(queries).toEqual([plainQuery("up")]);
    expect(ignored).toEqual(["g0.foo=1", "g0.tab=pie", "g0.constructor=1", "utm=x"]);
  });

  it("stop at eight queries and at ten kilobytes", () => {
    const many = Array.from({ length: 23 }, (_, i) => `g${i}.expr=up`).join("&");
    expect(decodeQueries(many)).toMatchObject({ count: 23 });
    expect(decodeQueries(many).queries).toHaveLength(8);
    const long = decodeQueries(`g0.expr=${"é".repeat(6000)}`);
    expect(long.tooLong).toEqual([{ index: 0, bytes: 12_000 }]);
    expect(long.queries).toEqual([]);
  });

  it("never throw, whatever the address holds", () => {
    fc.assert(
      fc.property(fc.webQueryParameters(), (params) => {
        expect(decodeQueries(params).queries.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
