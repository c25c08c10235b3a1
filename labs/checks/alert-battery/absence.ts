import { parse, type RuleGroup } from "../../../simulator/index.ts";
import type { Finding } from "../../finding.ts";
import { finding, type HiddenWorld, type Part } from "../check.ts";
import { metricsOf } from "../expression/walk.ts";
import { showMs, showTime } from "../show-time.ts";
import { derivedSource } from "../sources/derived-source.ts";
import { vanishedSource } from "../sources/vanished-source.ts";
import { alertEvidence } from "./evidence.ts";
import { runRules } from "./run-rules.ts";

/** An alert about a metric that vanished must come within this time; a page about silence may be slower than one about harm. */
const deadlineMs = 15 * 60_000;

/**
 * Takes the rules' own metrics away half-way through a world, as when an exporter drops out of discovery,
 * and waits for any page. No series, no alert: a rule that only compares falls silent.
 */
export function testAbsence(
  hidden: HiddenWorld,
  groups: readonly RuleGroup[],
  severities: readonly string[] | undefined,
): { readonly finding: Finding | undefined; readonly part: Part } {
  const atMs = hidden.startMs + Math.floor((hidden.endMs - hidden.startMs) / 2);
  const gone = new Set(
    groups.flatMap((group) =>
      group.rules.flatMap((rule) => {
        const { ast } = parse(rule.expr);
        return ast === undefined ? [] : [...metricsOf(ast)];
      }),
    ),
  );
  const change = `without ${[...gone].join(" ")} from ${atMs}`;
  const source = derivedSource(hidden.world.source, change, (original) =>
    vanishedSource(original, (metric) => gone.has(metric), atMs),
  );
  const run = runRules(hidden, groups, severities, source);
  const page = run.pages.find(({ firedMs }) => firedMs >= atMs && firedMs <= atMs + deadlineMs);
  const name = "Notices that its metric is gone";
  if (page !== undefined) {
    const value = `after ${showMs(page.firedMs - atMs)}`;
    return { finding: undefined, part: { name, score: 100, weight: 1, value } };
  }
  const time = showTime(atMs);
  const message = `The metric vanished at ${time} and no alert followed. No series, no alert: add a rule with absent().`;
  const wanted = `an alert before ${showTime(atMs + deadlineMs)}`;
  const evidence = alertEvidence(run, groups, undefined, "no page", wanted);
  return {
    finding: finding("alert-battery", "silent-on-absence", message, { params: { time }, evidence }),
    part: { name, score: 0, weight: 1, value: "no" },
  };
}
