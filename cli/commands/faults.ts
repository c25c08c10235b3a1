import { faults as all } from "../../simulator/index.ts";
import type { Command } from "../command.ts";
import { readFlags } from "../read-flags.ts";

export const faults: Command = {
  name: "faults",
  summary: "list the faults, their parameters and where they show",
  usage: "nines faults [--json]",
  async run(argv) {
    const flags = readFlags(argv, { json: { type: "boolean" } });
    const rows = all.map(({ id, title, visibleIn, defaults }) => ({
      id,
      title,
      parameters: defaults,
      visibleIn,
    }));
    if (flags.on("json")) {
      process.stdout.write(`${JSON.stringify(rows)}\n`);
      return 0;
    }
    for (const { id, title, parameters, visibleIn } of rows) {
      const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
      process.stdout.write(`${id}: ${title}\n  ${values.join(" ")}\n  shows in ${visibleIn.join(", ")}\n`);
    }
    return 0;
  },
};
