import { relabel as applyRules, Labels, readRelabelFile, relabelText } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { readFlags } from "../read-flags.ts";
import { readTextFile } from "../read-values.ts";

export const relabel: Command = {
  name: "relabel",
  summary: "show what relabelling rules do to one target's labels, step by step",
  usage: "nines relabel --config FILE [--job NAME] [--metrics] --labels JSON",
  async run(argv) {
    const flags = readFlags(argv, {
      config: { type: "string" },
      job: { type: "string" },
      metrics: { type: "boolean" },
      labels: { type: "string" },
    });
    const file = flags.text("config");
    if (file === undefined) throw new Misuse("--config is missing");
    const job = flags.text("job");
    const read = readRelabelFile(readTextFile(file), {
      metrics: flags.on("metrics"),
      ...(job === undefined ? {} : { job }),
    });
    if (!read.ok) throw new Misuse(`${file}:${read.line}: ${read.error}`, false);
    process.stdout.write(relabelText(applyRules(readLabels(flags.text("labels")), read.configs)));
    return 0;
  },
};

function readLabels(text: string | undefined): Labels {
  if (text === undefined) throw new Misuse("--labels is missing");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Misuse(`--labels: not JSON; write for example '{"job":"api"}'`, false);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Misuse(`--labels: expected an object of strings, for example '{"job":"api"}'`, false);
  }
  for (const [name, label] of Object.entries(value)) {
    if (typeof label !== "string") throw new Misuse(`--labels: "${name}" is not a string`, false);
  }
  return Labels.of(value as Record<string, string>);
}
