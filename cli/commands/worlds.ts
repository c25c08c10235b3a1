import { scenarios } from "../../simulator/index.ts";
import type { Command } from "../command.ts";
import { readFlags } from "../read-flags.ts";

export const worlds: Command = {
  name: "worlds",
  summary: "list the scenarios",
  usage: "nines worlds [--json]",
  async run(argv) {
    const flags = readFlags(argv, { json: { type: "boolean" } });
    if (flags.on("json")) {
      process.stdout.write(`${JSON.stringify(scenarios.map(({ id, title }) => ({ id, title })))}\n`);
      return 0;
    }
    const width = Math.max(...scenarios.map(({ id }) => id.length));
    for (const { id, title } of scenarios) process.stdout.write(`${id.padEnd(width)}  ${title}\n`);
    return 0;
  },
};
