/** Mistakes of a lab's author. All of a lab's mistakes are thrown together, one line each. */
export class AuthorError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "AuthorError";
    this.lines = lines;
  }
}
