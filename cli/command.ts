/** One subcommand of `nines`. Results go to standard output and nothing else does. */
export interface Command {
  /** Words after `nines`, for example `query` or `rules check`. */
  readonly name: string;
  readonly summary: string;
  /** Usage lines, printed by `--help` and after a misuse. */
  readonly usage: string;
  /** Returns the exit code: 0 yes, 1 no. Throws `Misuse` for wrong use; any other throw is a bug of ours. */
  run(argv: readonly string[]): Promise<number>;
}

/** Wrong use of the command line or input that cannot be read: one line and exit code 2. */
export class Misuse extends Error {
  /** Whether the command's usage helps; it does not when a file is missing or malformed. */
  readonly showUsage: boolean;

  constructor(message: string, showUsage = true) {
    super(message);
    this.showUsage = showUsage;
  }
}
