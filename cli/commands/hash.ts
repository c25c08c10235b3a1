import { telemetryHash } from "../../simulator/index.ts";
import type { Command } from "../command.ts";
import { openWorld, play, readActions } from "../open-world.ts";
import { readFlags } from "../read-flags.ts";
import { readSeed } from "../read-values.ts";

export const hash: Command = {
  name: "hash",
  summary: "print the hash of a world's telemetry",
  usage: "nines hash SCENARIO --seed N [--actions FILE]",
  async run(argv) {
    const flags = readFlags(argv, { seed: { type: "string" }, actions: { type: "string" } });
    const seed = readSeed(flags.text("seed"));
    const world = openWorld(flags.words[0], seed);
    play(world, readActions(flags.text("actions")), world.endMs);
    process.stdout.write(`${telemetryHash(world)}\n`);
    return 0;
  },
};
