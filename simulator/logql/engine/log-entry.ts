import type { LogLine } from "../../world-types.ts";

/** A line on its way through a pipeline: its text, and the labels it has by now. */
export class LogEntry {
  readonly source: LogLine;
  line: string;
  private own: Map<string, string> | undefined;

  constructor(source: LogLine, line: string) {
    this.source = source;
    this.line = line;
  }

  /** Labels by name, the stream's to begin with; made only once somebody asks. */
  get labels(): Map<string, string> {
    this.own ??= new Map(Object.entries(this.source.labels).filter(([, value]) => value !== ""));
    return this.own;
  }

  label(name: string): string {
    if (this.own !== undefined) return this.own.get(name) ?? "";
    return this.source.labels[name] ?? "";
  }

  /** Adds what a parser found; a name the stream already has gets `_extracted` behind it, as in Loki. */
  extract(name: string, value: string): void {
    const taken = this.source.labels[name] !== undefined && this.source.labels[name] !== "";
    this.labels.set(taken ? `${name}_extracted` : name, value);
  }

  /** Marks the line instead of dropping it (`__error__`). */
  fail(error: string, details: string): void {
    this.labels.set("__error__", error);
    this.labels.set("__error_details__", details);
  }
}
