import { expect, test } from "vitest";
import type { CodeBehaviourParams } from "../../../labs/check-schema.ts";
import type { CompiledStep } from "../../../labs/compiled-lab.ts";
import { apiOf, codeCheck } from "./api.ts";

const params: CodeBehaviourParams = {
  kind: "code-behaviour",
  handler: "predict",
  requests: 20,
  failing: 5,
  rows: 4,
  features: 2,
  expect: [],
};

test("a step's API names its own handler, and tensors where the model takes them", () => {
  expect(apiOf(params)[0]?.call).toBe("predict(rows, { id, headers })");
  expect(apiOf(params).map(({ call }) => call)).toContain("model.predict(rows)");
  expect(apiOf({ ...params, inFlight: 8 }).map(({ call }) => call)).toContain("await model.predict(rows)");
  expect(apiOf({ ...params, tensors: true }).map(({ about }) => about)).toContain("tidy");
});

test("the check of code is found among others", () => {
  const step = { checks: [{ kind: "classify", options: [], truth: [] }, params] } as unknown as CompiledStep;
  expect(codeCheck(step)).toBe(params);
  expect(codeCheck(undefined)).toBeUndefined();
});
