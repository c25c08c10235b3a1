import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Command } from "../command.ts";
import { repositoryRoot } from "../load-labs.ts";
import { readFlags } from "../read-flags.ts";

export const serve: Command = {
  name: "serve",
  summary: "serve the built app on 127.0.0.1",
  usage: "nines serve [--port N]",
  async run(argv) {
    const flags = readFlags(argv, { port: { type: "string" } });
    const port = flags.text("port");
    const script = join(repositoryRoot(), "scripts", "serve.mjs");
    const child = spawn(process.execPath, [script, ...(port === undefined ? [] : ["--port", port])], {
      stdio: "inherit",
    });
    return new Promise((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  },
};
