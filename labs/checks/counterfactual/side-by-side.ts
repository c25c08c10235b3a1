import type { Counterexample } from "../../finding.ts";
import type { BeforeAndAfter } from "../before-and-after.ts";
import type { HiddenWorld } from "../check.ts";

const stepMs = 60_000;
/** The graph begins this long before the first failure of the run as it was. */
const leadMs = 20 * 60_000;

/** Both worlds on one axis: failed requests per second, as it was and with the change. */
export function sideBySide({ seed, before, after }: BeforeAndAfter, wanted: string): Counterexample {
  const first = before.facts.impact?.startMs ?? before.startMs;
  const fromMs = Math.max(before.startMs, first - leadMs);
  const toMs = before.endMs;
  const marks = [
    ...before.facts.pages.slice(0, 1).map((page) => ({ atMs: page.deliveredMs, text: "page, as it was" })),
    ...after.facts.pages
      .slice(0, 1)
      .map((page) => ({ atMs: page.deliveredMs, text: "page, with the change" })),
  ];
  return {
    world: before.title,
    scenario: before.scenario,
    seed,
    fromMs,
    toMs,
    lines: [
      { name: "with the change", role: "yours", ...failures(after, fromMs, toMs) },
      { name: "as it was", role: "context", ...failures(before, fromMs, toMs) },
    ],
    marks,
    unit: "requests/s",
    seen: `${after.facts.failedRequests.toLocaleString("en-US")} failed requests`,
    wanted,
  };
}

/** Failed requests per second, averaged over each minute. */
function failures(
  { facts: { totals } }: HiddenWorld,
  fromMs: number,
  toMs: number,
): { readonly timesMs: number[]; readonly values: number[] } {
  const timesMs: number[] = [];
  const values: number[] = [];
  let at = 0;
  const failedBy = (ms: number): number => {
    while (at < totals.atMs.length && (totals.atMs[at] ?? 0) <= ms) at++;
    return totals.failed[at - 1] ?? 0;
  };
  let last = failedBy(fromMs);
  for (let ms = fromMs + stepMs; ms <= toMs; ms += stepMs) {
    const failed = failedBy(ms);
    timesMs.push(ms);
    values.push((failed - last) / (stepMs / 1000));
    last = failed;
  }
  return { timesMs, values };
}
