import type { ParseError } from "./ast.ts";
import { decodeRune, fromByteText } from "./byte-text.ts";
import { quoteGo, quoteRune } from "./go-quote.ts";
import { type HistogramDescription, parseHistogramDescription } from "./histogram-description.ts";
import { parseNumber } from "./number-literal.ts";
import { parseError } from "./positions.ts";
import { isAlpha, isDigit, isSpace, scanSeriesNumber } from "./scan-number.ts";

/** One value of a series at one interval. */
export type SequenceValue =
  | { readonly kind: "omitted" }
  | { readonly kind: "stale" }
  | { readonly kind: "float"; readonly value: number }
  | HistogramValue;

/** A native histogram: `base`, to which `delta` is added (or from which it is taken) `times` times. */
export interface HistogramValue {
  readonly kind: "histogram";
  readonly base: HistogramDescription;
  readonly delta: HistogramDescription | undefined;
  readonly sign: "+" | "-";
  readonly times: number;
}

/** Most values one series may expand to; Prometheus has no limit and would take the memory. */
const MAX_VALUES = 1_000_000;

/** Reads the values of a series description from byte text. */
export class SeriesValueParser {
  readonly errors: ParseError[] = [];
  private readonly source: string;
  private position: number;

  constructor(source: string, position: number) {
    this.source = source;
    this.position = position;
  }

  /** All values up to the end of the text; what follows an error is not read. */
  parse(): SequenceValue[] {
    const values: SequenceValue[] = [];
    while (this.errors.length === 0) {
      const before = this.position;
      this.skipSpaces();
      if (this.position >= this.source.length) return values;
      if (this.position === before) {
        this.unexpected();
        break;
      }
      this.item(values);
      if (values.length > MAX_VALUES) this.fail(before, `more than ${MAX_VALUES} values`);
    }
    return values;
  }

  private fail(start: number, message: string): void {
    if (this.errors.length > 0) return;
    this.errors.push(parseError(this.source, { start, end: this.position }, message));
  }

  private at(): string {
    return this.source.charAt(this.position);
  }

  private skipSpaces(): void {
    while (isSpace(this.source.charCodeAt(this.position))) this.position++;
  }

  private item(into: SequenceValue[]): void {
    if (this.source.startsWith("{{", this.position)) {
      this.histogram(into);
      return;
    }
    if (this.at() === "_") {
      this.position++;
      const times = this.at() === "x" ? this.repetition() : 1;
      for (let i = 0; i < times; i++) into.push({ kind: "omitted" });
      return;
    }
    const start = this.position;
    if (isAlpha(this.source.charCodeAt(start)) && this.word() === "stale") {
      into.push({ kind: "stale" });
      return;
    }
    this.position = start;
    this.floats(into);
  }

  private word(): string {
    const start = this.position;
    while (/[a-zA-Z0-9_:]/.test(this.at())) this.position++;
    return this.source.slice(start, this.position);
  }

  private floats(into: SequenceValue[]): void {
    let value = this.signedNumber();
    if (value === undefined) return;
    const step = this.at() === "+" || this.at() === "-" ? this.signedNumber() : 0;
    if (step === undefined) return;
    if (this.at() !== "x") {
      if (step === 0) into.push({ kind: "float", value });
      else this.unexpected();
      return;
    }
    // One value more than asked for: the one at time zero.
    const times = this.repetition();
    for (let i = 0; i <= times && this.errors.length === 0; i++) {
      into.push({ kind: "float", value });
      value += step;
    }
  }

  private signedNumber(): number | undefined {
    const sign = this.at();
    if (sign === "+" || sign === "-") this.position++;
    const value = this.number();
    return value === undefined ? undefined : sign === "-" ? -value : value;
  }

  private number(): number | undefined {
    const start = this.position;
    const code = this.source.charCodeAt(start);
    if (isAlpha(code)) {
      const word = this.word();
      if (/^(?:inf|nan)$/i.test(word)) return /^inf$/i.test(word) ? Number.POSITIVE_INFINITY : Number.NaN;
      this.position = start + word.length;
      const shown = `unexpected identifier ${quoteGo(word)} in series values`;
      this.fail(start, `${shown}, expected number or "stale"`);
      return undefined;
    }
    if (!isDigit(code) && !(this.at() === "." && isDigit(this.source.charCodeAt(start + 1)))) {
      this.unexpected();
      return undefined;
    }
    const { kind, end } = scanSeriesNumber(this.source, start);
    this.position = end;
    const text = fromByteText(this.source.slice(start, end));
    if (kind === "bad") {
      this.position = this.source.length;
      this.fail(start, `bad number syntax: ${quoteGo(text)}`);
      return undefined;
    }
    const parsed = parseNumber(text);
    if ("value" in parsed) return parsed.value;
    this.fail(start, `error parsing number: ${parsed.error}`);
    return undefined;
  }

  /** The count behind an `x`. */
  private repetition(): number {
    this.position++;
    const start = this.position;
    const { end } = scanSeriesNumber(this.source, start);
    this.position = end;
    const text = this.source.slice(start, end);
    if (/^\d+$/.test(text) && Number(text) <= MAX_VALUES) return Number(text);
    if (text === "") this.unexpected();
    const why = /^\d+$/.test(text) ? "value out of range" : "invalid syntax";
    const problem = `strconv.ParseUint: parsing ${quoteGo(text)}: ${why}`;
    this.fail(start, `invalid repetition in series values: ${problem}`);
    return 0;
  }

  private histogram(into: SequenceValue[]): void {
    const base = this.literal();
    if (base === undefined) return;
    const sign = this.at() === "-" ? "-" : "+";
    const grows = this.at() === "+" || this.at() === "-";
    if (grows) this.position++;
    const delta = grows ? this.literal() : undefined;
    if (grows && delta === undefined) return;
    if (this.at() !== "x") {
      if (grows) this.unexpected();
      else into.push({ kind: "histogram", base, delta, sign, times: 0 });
      return;
    }
    const times = this.repetition();
    for (let i = 0; i <= times && this.errors.length === 0; i++) {
      into.push({ kind: "histogram", base, delta, sign, times: i });
    }
  }

  private literal(): HistogramDescription | undefined {
    if (!this.source.startsWith("{{", this.position)) {
      this.unexpected();
      return undefined;
    }
    const start = this.position;
    const close = this.source.indexOf("}}", start);
    const end = close < 0 ? this.source.length : close;
    const parsed = parseHistogramDescription(fromByteText(this.source.slice(start + 2, end)));
    this.position = Math.min(end + 2, this.source.length);
    if (typeof parsed === "string") this.fail(start, parsed);
    else if (close < 0) this.fail(start, "histogram description incomplete unexpected: '�'");
    else return parsed;
    return undefined;
  }

  private unexpected(): void {
    const start = this.position;
    if (start >= this.source.length) {
      this.fail(start, "unexpected end of input in series values");
      return;
    }
    const { code, width } = decodeRune(this.source, start);
    this.position = start + width;
    const char = String.fromCodePoint(code);
    if (char === "+" || char === "-") this.fail(start, `unexpected <op:${char}> in series values`);
    else if (isAlpha(code) || isDigit(code)) this.fail(start, `unexpected ${quoteGo(char)} in series values`);
    else this.fail(start, `unexpected character in series sequence: ${quoteRune(code)}`);
  }
}
