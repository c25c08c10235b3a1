import { query } from "../../../simulator/index.ts";
import type { Counterexample } from "../../finding.ts";
import { showNumber } from "../compare-results.ts";
import { marksIn } from "../promql-result/evidence.ts";
import { showTime } from "../show-time.ts";
import type { SloFailure } from "./diagnose.ts";
import { truthAt } from "./measure-points.ts";

const stepMs = 60_000;

/** The answer and what the ledger counted, minute by minute, in the first world that disagrees. */
export function evidenceOf({ answer, measured, params }: SloFailure): Counterexample | undefined {
  const { stage, points } = measured;
  const wrong = points.find(({ ok }) => !ok);
  const [fromMs, toMs] = [points[0]?.timeMs, points.at(-1)?.timeMs];
  if (wrong === undefined || fromMs === undefined || toMs === undefined) return undefined;
  const yours = query(stage.source, { expr: answer, startMs: fromMs, endMs: toMs, stepMs });
  const [series] = yours.status === "success" ? yours.series : [];
  const times: number[] = [];
  for (let ms = fromMs; ms <= toMs; ms += stepMs) times.push(ms);
  return {
    world: stage.title,
    scenario: stage.hidden.scenario,
    seed: stage.hidden.seed,
    fromMs,
    toMs,
    lines: [
      ...(series === undefined
        ? []
        : [
            {
              name: "yours",
              role: "yours" as const,
              timesMs: [...series.timesMs],
              values: [...series.values],
            },
          ]),
      {
        name: "counted request by request",
        role: "wanted",
        timesMs: times,
        values: times.map((ms) => truthAt(measured.facts, params, ms)),
      },
    ],
    marks: marksIn(stage, fromMs, toMs),
    unit: "",
    seen: `${wrong.yours === undefined ? "nothing" : showNumber(wrong.yours)} at ${showTime(wrong.timeMs)}`,
    wanted: `${showNumber(wrong.truth)} at ${showTime(wrong.timeMs)}`,
  };
}
