import { vocabulary as metrics } from "../../simulator/index.ts";
import type { Command } from "../command.ts";
import { readFlags } from "../read-flags.ts";

export const vocabulary: Command = {
  name: "vocabulary",
  summary: "list every metric with its type, unit, labels and source",
  usage: "nines vocabulary [--json]",
  async run(argv) {
    const flags = readFlags(argv, { json: { type: "boolean" } });
    if (flags.on("json")) {
      process.stdout.write(`${JSON.stringify(metrics)}\n`);
      return 0;
    }
    const width = Math.max(...metrics.map(({ name }) => name.length));
    for (const { name, type, unit, help } of metrics) {
      process.stdout.write(`${name.padEnd(width)}  ${type.padEnd(9)}  ${unit.padEnd(10)}  ${help}\n`);
    }
    return 0;
  },
};
