import { expect, test } from "vitest";
import { parseSelector } from "./selector.ts";

const labels = { app: "bert", tier: "gpu" };

test.each([
  ["", true],
  ["app=bert", true],
  ["app==bert,tier=gpu", true],
  ["app=bert,tier=cpu", false],
  ["app!=bert", false],
  ["zone!=a", true],
  ["app in (bert, resnet)", true],
  ["app notin (bert)", false],
  ["zone notin (a)", true],
  ["tier", true],
  ["!tier", false],
  ["!zone", true],
  ["zone in (a)", false],
])("%s", (text, expected) => {
  const selector = parseSelector(text);
  expect(selector.ok && selector.matches(labels)).toBe(expected);
});

test.each(["a=b=c", "=x", "a in", ",", "a in (b", "ü=1"])("%s cannot be read", (text) => {
  const selector = parseSelector(text);
  expect(selector.ok ? "" : selector.error).toContain("unable to parse requirement");
});

test("a label named like something every object has is absent", () => {
  const selector = parseSelector("constructor");
  expect(selector.ok && selector.matches(labels)).toBe(false);
});
