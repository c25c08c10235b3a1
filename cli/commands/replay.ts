import { openLedger, telemetryHash } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { clock, openWorld, play, readActions } from "../open-world.ts";
import { readFlags } from "../read-flags.ts";
import { readTextFile } from "../read-values.ts";

export const replay: Command = {
  name: "replay",
  summary: "replay a recorded run: its ledger, alerts and hash",
  usage: "nines replay RUN.json [--json]",
  async run(argv) {
    const flags = readFlags(argv, { json: { type: "boolean" } });
    const [path] = flags.words;
    if (path === undefined) throw new Misuse("RUN.json is missing");
    const run = readRun(path);
    const world = openWorld(run.scenario, run.seed);
    play(world, readActions(path), Math.max(world.endMs, run.untilMs ?? 0));
    const hash = telemetryHash(world);
    const ledger = openLedger(world);
    if (flags.on("json")) {
      const body = {
        scenario: run.scenario,
        seed: run.seed,
        hash,
        alerts: world.alertTransitions(),
        ledger: ledger.records(),
      };
      process.stdout.write(`${JSON.stringify(body)}\n`);
    } else {
      for (const record of ledger.records()) {
        const { seq: _seq, atMs, kind, ...rest } = record;
        process.stdout.write(`${clock(atMs)}  ${kind.padEnd(12)}${JSON.stringify(rest)}\n`);
      }
      process.stdout.write(`hash ${hash}\n`);
    }
    if (run.hash === undefined || run.hash === hash) return 0;
    process.stderr.write(`The replay ended in another state than recorded: ${hash}, recorded ${run.hash}.\n`);
    return 1;
  },
};

interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly untilMs: number | undefined;
  readonly hash: string | undefined;
}

function readRun(path: string): Run {
  let value: unknown;
  try {
    value = JSON.parse(readTextFile(path));
  } catch (error) {
    if (error instanceof Misuse) throw error;
    throw new Misuse(`${path}: not JSON`, false);
  }
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const { scenario, seed, untilMs, hash } = fields;
  if (typeof scenario !== "string") throw new Misuse(`${path}: "scenario" is missing`, false);
  if (typeof seed !== "number" || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new Misuse(
      `${path}: Seed must be a whole number from 0 to 4294967295, got "${String(seed)}".`,
      false,
    );
  }
  return {
    scenario,
    seed,
    untilMs: typeof untilMs === "number" && Number.isFinite(untilMs) ? untilMs : undefined,
    hash: typeof hash === "string" ? hash : undefined,
  };
}
