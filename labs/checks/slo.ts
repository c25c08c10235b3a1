import type { SloParams } from "../check-schema.ts";
import { type Check, type CheckContext, type CheckOutcome, finding, type WorldRow } from "./check.ts";
import { showNumber } from "./compare-results.ts";
import { baseStage, telemetryStage } from "./promql-result/relations.ts";
import { readPromql } from "./read-promql.ts";
import { diagnose, restartBlind, type SloFailure } from "./slo/diagnose.ts";
import { evidenceOf } from "./slo/evidence.ts";
import { type MeasuredWorld, measurePoints } from "./slo/measure-points.ts";

const kind = "slo";

/**
 * Grades a query about an objective by the ledger, which counted every request: the burn rate of a window,
 * or the share of the period's budget that is left. Any query that says the same is right, whichever
 * metric it reads. Of the rules of 04 section 4.5 these are the ones about a query. Each world is also asked with a staging copy of its telemetry beside it.
 */
export const slo: Check<"slo"> = {
  kind,
  codes: [
    "does-not-parse",
    "evaluation-error",
    "no-series",
    "not-one-number",
    "other-job",
    "events-ratio",
    "burn-factor",
    "good-for-bad",
    "unit-interval",
    "window",
    "event-weighted",
    "raw-counter",
    "clamped",
    "used-for-left",
    "percent",
    "budget-factor",
    "double-counted",
    "forgets",
    "no-data",
    "wrong-value",
    "right",
  ],
  async run(answer, params, context) {
    const read = readPromql(kind, answer);
    if ("problem" in read) return outcome([read.problem], [], []);
    const { ast } = read;
    const { measured, rows } = await measureAll(answer, params, context);
    const wrong = measured.find(isWrong);
    const failure: SloFailure | undefined = wrong && { answer, ast, params, measured: wrong };
    const diagnosis = failure === undefined ? restartBlind(ast, answer) : diagnose(failure);
    if (diagnosis === undefined) return outcome([praise(params)], measured, rows);
    const { what, message, params: said, at } = diagnosis;
    const evidence = failure && evidenceOf(failure);
    const more = { params: said, evidence, ...(at === undefined ? {} : { at }) };
    return outcome([finding(kind, what, message, more)], measured, rows);
  },
};

function isWrong({ points, error, several }: MeasuredWorld): boolean {
  return error !== undefined || several !== undefined || points.some(({ ok }) => !ok);
}

async function measureAll(
  answer: string,
  params: SloParams,
  context: CheckContext,
): Promise<{ readonly measured: readonly MeasuredWorld[]; readonly rows: readonly WorldRow[] }> {
  const measured: MeasuredWorld[] = [];
  const rows: WorldRow[] = [];
  for (const name of params.worlds) {
    const seeds: { seed: number; ok: boolean }[] = [];
    let first: MeasuredWorld | undefined;
    for (const seed of context.seeds) {
      const one = measurePoints(baseStage(await context.supply.open(name, seed)), answer, params);
      await context.breathe();
      first ??= one;
      measured.push(one);
      seeds.push({ seed, ok: !isWrong(one) });
    }
    if (first === undefined) continue;
    const last = first.points.at(-1);
    rows.push({ name: first.stage.title, wants: shown(last?.truth), seeds, yours: shown(last?.yours) });
  }
  // A staging copy is told from production by its job alone, as in any shared Prometheus.
  for (const name of params.worlds) {
    const hidden = await context.supply.open(name, context.seeds[0] ?? 0);
    measured.push(measurePoints(telemetryStage("add-decoys", hidden), answer, params));
    await context.breathe();
  }
  return { measured, rows };
}

function shown(value: number | undefined): string {
  return value === undefined ? "nothing" : showNumber(Number(value.toPrecision(4)));
}

function praise({ measures }: SloParams) {
  const text =
    measures === "burn"
      ? "Failures over requests, over what may fail: 1 spends the budget in exactly 30 days, in every world."
      : "Right before the first failure, after the last one, and below zero.";
  return finding(kind, "right", text, { type: "celebratory" });
}

function outcome(
  findings: CheckOutcome["findings"],
  measured: readonly MeasuredWorld[],
  worlds: readonly WorldRow[],
): CheckOutcome {
  const right = measured.filter((one) => !isWrong(one)).length;
  const score = measured.length === 0 ? 0 : Math.round((100 * right) / measured.length);
  const part = {
    name: "Agrees with what was counted",
    score,
    weight: 1,
    value: `${right} of ${measured.length} worlds`,
  };
  return { findings, parts: [part], worlds };
}
