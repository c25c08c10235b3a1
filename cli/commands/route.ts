import { parseAlertmanagerConfig, showRoutes, testRoutes } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { readFlags } from "../read-flags.ts";
import { readTextFile } from "../read-values.ts";

export const route: Command = {
  name: "route",
  summary: "show which receivers an alert reaches, as amtool config routes test does",
  usage: "nines route --config alertmanager.yml [--tree] [--verify.receivers A,B] [LABEL=VALUE…]",
  async run(argv) {
    const flags = readFlags(argv, {
      config: { type: "string" },
      tree: { type: "boolean" },
      "verify.receivers": { type: "string" },
    });
    const file = flags.text("config");
    if (file === undefined) throw new Misuse("--config is missing");
    const read = parseAlertmanagerConfig(readTextFile(file));
    if (!read.ok) throw new Misuse(`${file}:${read.line}: ${read.error}`, false);
    if (flags.words.length === 0) {
      process.stdout.write(showRoutes(read.config.route));
      return 0;
    }
    const verify = flags.text("verify.receivers");
    const output = testRoutes(read.config.route, flags.words, {
      tree: flags.on("tree"),
      ...(verify === undefined ? {} : { verifyReceivers: verify }),
    });
    process.stdout.write(output.stdout);
    process.stderr.write(output.stderr);
    return output.exitCode;
  },
};
