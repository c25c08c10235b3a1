import { defineFault } from "./fault.ts";
import { RunningRelease } from "./running-release.ts";

/** A release whose handler raises for a share of the requests to a route, from its first second on. */
export const errorOnRoute = defineFault({
  id: "error-on-route",
  title: "A release that fails on one route",
  visibleIn: ["http_requests_total", "model_requests_total"],
  defaults: { version: "v2.1", endpoint: "/predict", ratio: 0.3 },
  rules: {
    version: { kind: "text", pattern: /^v\d+(\.\d+)*$/, expected: "a version such as v2.1" },
    endpoint: { kind: "choice", of: ["/predict", "*"] },
    ratio: { kind: "number", min: 0.0001, max: 1 },
  },
  start: (target, { version, ratio }, changeId) =>
    new RunningRelease(target, version, changeId, (behaviour) => {
      behaviour.errorRatio = ratio;
    }),
});
