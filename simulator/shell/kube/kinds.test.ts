import { expect, test } from "vitest";
import { findKind, objectName, qualifiedPlural } from "./kinds.ts";

test.each(["deploy", "deployment", "deployments", "deployments.apps", "deployment.v1.apps", "Deployments"])(
  "%s is a Deployment",
  (word) => {
    expect(findKind(word)?.kind).toBe("Deployment");
  },
);

test("what is no type", () => {
  for (const word of ["podz", "", "deploy.batch", "pods.apps"]) expect(findKind(word)).toBeUndefined();
});

test("names as kubectl prints them", () => {
  const deployment = findKind("deploy");
  const pod = findKind("po");
  if (deployment === undefined || pod === undefined) throw new Error("types are missing");
  expect([objectName(deployment, "x"), objectName(pod, "y")]).toEqual(["deployment.apps/x", "pod/y"]);
  expect([qualifiedPlural(deployment), qualifiedPlural(pod)]).toEqual(["deployments.apps", "pods"]);
});
