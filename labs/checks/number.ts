import { query } from "../../simulator/index.ts";
import type { NumberParams } from "../check-schema.ts";
import { factNames, readFact } from "../grader/fact-values.ts";
import { resolveInstant } from "../grader/instants.ts";
import { type Check, type CheckOutcome, finding, type HiddenWorld } from "./check.ts";
import { showNumber } from "./compare-results.ts";
import { readScalars } from "./read-scalar.ts";
import { showTime } from "./show-time.ts";

const kind = "number";

/** Units people write for one another: how many of the right one each is. */
const unitFamilies: readonly Readonly<Record<string, number>>[] = [
  {
    ms: 0.001,
    s: 1,
    sec: 1,
    seconds: 1,
    second: 1,
    min: 60,
    minutes: 60,
    minute: 60,
    m: 60,
    h: 3600,
    hours: 3600,
    hour: 3600,
  },
  { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, B: 1, bytes: 1 },
];

/**
 * Grades one number about the learner's own run: its truth is a fact of the ledger or an expression read
 * at a moment, on the learner's seed. Traps recognise the number a known mistake leads to; their codes
 * are the lab's own.
 */
export const numberCheck: Check<"number"> = {
  kind,
  codes: ["does-not-parse", "wrong-value", "percent-for-ratio", "minutes-for-seconds"],
  async run(answer, params, context) {
    const seed = context.run?.seed ?? context.lab.play.seed;
    const hidden = await context.supply.open(params.world, seed);
    const truth = truthOf(params, hidden);
    const read = readNumber(answer, params.unit);
    if ("problem" in read) {
      return outcome(0, read.problem, [
        finding(kind, "does-not-parse", read.problem, { params: { unit: params.unit } }),
      ]);
    }
    const { value } = read;
    const shown = withUnit(value, params.unit);
    if (near(value, truth, params.tolerance)) return outcome(100, shown, []);
    return outcome(0, shown, [mistake(value, truth, params, hidden)]);
  },
};

function outcome(score: number, value: string, findings: CheckOutcome["findings"]): CheckOutcome {
  return { findings, parts: [{ name: "The number", score, weight: 1, value }], worlds: [] };
}

function near(value: number, truth: number, tolerance: NumberParams["tolerance"]): boolean {
  const away = Math.abs(value - truth);
  const allowed = Math.max(tolerance.absolute ?? 0, (tolerance.relative ?? 0) * Math.abs(truth));
  return away <= allowed || value === truth;
}

function truthOf(params: NumberParams, hidden: HiddenWorld): number {
  const { truth } = params;
  if ("fact" in truth) {
    const value = readFact(hidden.facts, truth.fact);
    if (value === undefined)
      throw new Error(`"${truth.fact}" is not a fact of this world; ${factNames.join(", ")} are`);
    return value;
  }
  const timeMs = resolveInstant(truth.at, hidden);
  if (timeMs === undefined) throw new Error(`"${truth.at}" never comes in world "${hidden.name}"`);
  const result = query(hidden.world.source, { expr: truth.expr, timeMs });
  const value = result.status === "success" ? result.series[0]?.values[0] : undefined;
  if (value === undefined || !Number.isFinite(value)) {
    throw new Error(`the lab's truth ${truth.expr} has no value at ${showTime(timeMs)} in "${hidden.name}"`);
  }
  return value;
}

/** `46.7 %`, `1,234`, `54 s`, `0.9 min` where seconds are asked: a number and perhaps its unit. */
function readNumber(answer: string, unit: string): { value: number } | { problem: string } {
  const scalars = readScalars(answer);
  const text = (scalars[0] ?? "").replace(/\s+/g, " ");
  const match = /^([+-]?(?:\d[\d ,_']*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?) ?([a-zA-Z%][a-zA-Z%/ -]*)?$/.exec(
    text,
  );
  if (scalars.length !== 1 || match === null) {
    const example = unit === "" ? "42" : `42 ${unit}`;
    return {
      problem:
        text === ""
          ? `Write a number such as ${example}.`
          : `“${short(text)}” is not a number such as ${example}.`,
    };
  }
  const value = Number((match[1] ?? "").replace(/[ ,_']/g, ""));
  const written = (match[2] ?? unit).trim();
  if (written.toLowerCase() === unit.toLowerCase()) return { value };
  for (const family of unitFamilies) {
    const [from, to] = [family[written], family[unit]];
    if (from !== undefined && to !== undefined) return { value: (value * from) / to };
  }
  return { problem: `The step asks for ${unit === "" ? "a bare number" : unit}, not ${short(written)}.` };
}

function mistake(
  value: number,
  truth: number,
  params: NumberParams,
  hidden: HiddenWorld,
): CheckOutcome["findings"][number] {
  const shown = withUnit(value, params.unit);
  const base = { answer: value, unit: params.unit };
  const trap = (params.traps ?? []).find((one) => Math.abs(one.value - value) <= one.within);
  if (trap !== undefined) {
    const message = `${shown} is ${trap.means}.`;
    return finding(kind, trap.code, message, { params: base });
  }
  const share = params.unit === "%" || params.unit === "";
  if (
    share &&
    (near(value, truth * 100, loosen(params, 100)) || near(value, truth / 100, loosen(params, 0.01)))
  ) {
    const message = `${shown} is ${value > truth ? "a percentage where a ratio" : "a ratio where a percentage"} was asked.`;
    return finding(kind, "percent-for-ratio", message, { params: base });
  }
  if (params.unit === "s" && near(value, truth / 60, loosen(params, 1 / 60))) {
    return finding(
      kind,
      "minutes-for-seconds",
      `${shown} would be right in minutes; the step asks for seconds.`,
      { params: base },
    );
  }
  const way = value > truth ? "less" : "more";
  const message = `${shown} is not what happened in “${hidden.title}”; it was ${way}.`;
  return finding(kind, "wrong-value", message, { params: { ...base, way } });
}

function loosen(params: NumberParams, factor: number): NumberParams["tolerance"] {
  return { relative: params.tolerance.relative ?? 0, absolute: (params.tolerance.absolute ?? 0) * factor };
}

function withUnit(value: number, unit: string): string {
  return unit === "" ? showNumber(value) : `${showNumber(value)} ${unit}`;
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
