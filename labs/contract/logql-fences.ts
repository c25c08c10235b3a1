import { parseLogql, queryLogs } from "../../simulator/index.ts";
import type { HiddenWorld } from "../checks/check.ts";

const fence = /^```logql[^\n]*\n([\s\S]*?)^```/gm;
/** Log queries of the prose are asked over the last of the world's minutes. */
const rangeMs = 120_000;

/** What is wrong with the LogQL that a text shows: it does not parse, fails, or finds nothing. */
export function logqlProblems(text: string, { world, endMs }: HiddenWorld): string[] {
  return [...text.matchAll(fence)].flatMap(([, raw = ""]) => {
    const expr = raw.trim();
    const parsed = parseLogql(expr);
    if ("error" in parsed) return [`\`${expr}\` does not parse: ${parsed.error}`];
    if (world.logs === undefined)
      return [`\`${expr}\` has no logs to read: no logql-result reads this world`];
    const result =
      parsed.expr.kind === "log"
        ? queryLogs(world.logs, { expr, startMs: endMs - rangeMs, endMs, stepMs: rangeMs })
        : queryLogs(world.logs, { expr, timeMs: endMs });
    if (result.status === "error") return [`\`${expr}\` fails: ${result.error}`];
    const found = result.resultType === "streams" ? result.lines.length : result.series.length;
    return found === 0 ? [`\`${expr}\` finds nothing at the end of the world`] : [];
  });
}
