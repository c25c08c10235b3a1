import { readFileSync } from "node:fs";
import { join } from "node:path";
import { didYouMean } from "../labs/load/did-you-mean.ts";
import { type Command, Misuse } from "./command.ts";
import { commands } from "./commands/index.ts";
import { repositoryRoot } from "./load-labs.ts";

/**
 * The headless door. Returns the exit code: 0 yes, 1 no (the query, answer or contract failed), 2 misuse,
 * 3 a bug of ours. A closed pipe ends the program quietly.
 */
export async function main(argv: readonly string[]): Promise<number> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const [first] = argv;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    process.stdout.write(overview());
    return first === undefined ? 2 : 0;
  }
  if (first === "--version" || first === "version") {
    process.stdout.write(`${packageVersion()}\n`);
    return 0;
  }
  const command = find(argv);
  if (command === undefined) {
    const near = didYouMean(
      argv.slice(0, 2).join(" "),
      commands.map(({ name }) => name),
    );
    const nearFirst = didYouMean(
      first,
      commands.map(({ name }) => name),
    );
    const suggestion = nearFirst ?? near;
    process.stderr.write(
      `unknown command "${first}"${suggestion === undefined ? "" : `; did you mean "${suggestion}"?`}\n${overview()}`,
    );
    return 2;
  }
  const rest = argv.slice(command.name.split(" ").length);
  if (rest[0] === "--help" || rest[0] === "-h") {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  return guarded(command, rest);
}

async function guarded(command: Command, argv: readonly string[]): Promise<number> {
  try {
    return await command.run(argv);
  } catch (error) {
    if (error instanceof Misuse) {
      process.stderr.write(`${error.message}\n${error.showUsage ? `usage: ${command.usage}\n` : ""}`);
      return 2;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `This is a bug of Nines. Please report it with the command you ran and these lines:\n${text}\n`,
    );
    return 3;
  }
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(repositoryRoot(), "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function find(argv: readonly string[]): Command | undefined {
  return commands.find(({ name }) => name.split(" ").every((word, i) => argv[i] === word));
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `nines COMMAND [ARGUMENTS]\n\n${lines.join("\n")}\n\nnines COMMAND --help prints how to use it.\n`;
}
