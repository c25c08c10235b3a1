import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRoute, writeRoute } from "./routes.ts";

describe("readRoute", () => {
  it.each([
    ["", { page: "home", params: "" }],
    ["#/", { page: "home", params: "" }],
    ["#/map", { page: "map", params: "" }],
    ["#/progress", { page: "progress", params: "" }],
    ["#/glossary", { page: "glossary", term: undefined, params: "" }],
    ["#/glossary/burn-rate", { page: "glossary", term: "burn-rate", params: "" }],
    ["#/lab/first-look", { page: "lab", labId: "first-look", stepId: undefined, params: "" }],
    [
      "#/lab/first-look/rate-per-pod?g0.expr=up",
      { page: "lab", labId: "first-look", stepId: "rate-per-pod", params: "g0.expr=up" },
    ],
    ["#/query?g0.expr=up", { page: "panel", panel: "query", item: undefined, params: "g0.expr=up" }],
    ["#/trace/4f3a", { page: "panel", panel: "traces", item: "4f3a", params: "" }],
    ["#/r/n1.abc.12345678", { page: "run", code: "n1.abc.12345678", params: "" }],
    ["#/nowhere/at/all", { page: "unknown", path: "/nowhere/at/all", params: "" }],
  ])("reads %s", (hash, route) => {
    expect(readRoute(hash)).toEqual(route);
  });

  it("never throws and is stable once written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const route = readRoute(`#${text}`);
        expect(readRoute(writeRoute(route))).toEqual(route);
      }),
    );
  });
});
