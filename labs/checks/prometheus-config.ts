import { readPrometheusConfig } from "../../simulator/index.ts";
import { type Check, type CheckOutcome, finding } from "./check.ts";
import { judgeRelabel, relabelCodes } from "./prometheus-config/judge-relabel.ts";
import { judgeSharding, shardingCodes } from "./prometheus-config/judge-sharding.ts";
import { lineSpan } from "./rule-lint/locate.ts";

const kind = "prometheus-config";

/**
 * Loads a prometheus.yml as the server would and looks at what it does: which series are left and whether
 * queries still answer the same, or which of several servers scrapes what.
 */
export const prometheusConfig: Check<"prometheus-config"> = {
  kind,
  codes: [...new Set(["not-loaded", ...relabelCodes, ...shardingCodes])],
  async run(answer, { asks }, context): Promise<CheckOutcome> {
    if (answer.trim() === "")
      return notLoaded("The file is empty: a server started with it scrapes nothing.");
    const loaded = readPrometheusConfig(answer);
    if (!loaded.ok) {
      const at = lineSpan(answer, loaded.line);
      return notLoaded(loaded.error, at === undefined ? {} : { at });
    }
    return asks.mode === "relabel"
      ? judgeRelabel(loaded.config, asks, context)
      : judgeSharding(answer, asks, context);
  },
};

function notLoaded(text: string, more: { at?: { start: number; end: number } } = {}): CheckOutcome {
  return {
    findings: [finding(kind, "not-loaded", text, { params: { error: text }, ...more })],
    parts: [{ name: "Loads", score: 0, weight: 1, value: "no" }],
    worlds: [],
  };
}
