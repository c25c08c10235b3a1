import type { Labels } from "../../tsdb/labels.ts";
import { parseDuration } from "../parse/duration.ts";
import { parseSeriesDescription } from "../parse/series-description.ts";
import type { SequenceValue } from "../parse/series-values.ts";

/** An error of a `.test` file at a line, from 1. */
export class TestLineError extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** The trimmed lines of a `.test` file; comment lines are blank. */
export class TestLines {
  private readonly lines: readonly string[];
  private index = 0;

  constructor(text: string) {
    this.lines = text.split("\n").map((line) => {
      const trimmed = line.trim();
      return trimmed.startsWith("#") ? "" : trimmed;
    });
  }

  /** Number of the line returned last, from 1. */
  get number(): number {
    return this.index;
  }

  /** The next line; undefined at the end of the file. */
  next(): string | undefined {
    return this.lines[this.index++];
  }

  /** The next line of the block that `next` began; undefined, and still to be read, when the block is over. */
  nextOfBlock(): string | undefined {
    const line = this.lines[this.index];
    if (line === undefined || line === "") return undefined;
    this.index++;
    return line;
  }

  fail(message: string): never {
    throw new TestLineError(this.index, message);
  }

  /** A duration in milliseconds; `what` names it in the error. */
  duration(text: string, what: string): number {
    const parsed = parseDuration(text);
    if ("ms" in parsed) return parsed.ms;
    return this.fail(`invalid ${what} definition "${text}": ${parsed.error}`);
  }

  /** The metric and values of a series line. */
  series(line: string): { labels: Labels; values: readonly SequenceValue[] } {
    const { labels, values, errors } = parseSeriesDescription(line);
    const first = errors[0];
    return first === undefined ? { labels, values } : this.fail(`parse error: ${first.message}`);
  }
}
