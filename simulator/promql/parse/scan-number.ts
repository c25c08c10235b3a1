/**
 * The shapes of numbers and durations, read as Prometheus's lexer reads them: what it accepts here may
 * still be refused when the number is parsed, and where it gives up decides the text of the error.
 */
export interface NumberScan {
  readonly kind: "number" | "duration" | "bad";
  /** Just behind the token, or behind the character that made it bad. */
  readonly end: number;
}

/** Reads a number or duration that starts at `start` of the byte text. */
export function scanNumberOrDuration(source: string, start: number): NumberScan {
  const scanner = new Scanner(source, start);
  if (scanner.number(false)) return { kind: "number", end: scanner.position };
  if (scanner.restOfDuration()) return { kind: "duration", end: scanner.position };
  return { kind: "bad", end: scanner.position };
}

/** Reads a number of a series description, where `x` ends a number and hexadecimal is unknown. */
export function scanSeriesNumber(source: string, start: number): NumberScan {
  const scanner = new Scanner(source, start);
  return { kind: scanner.number(true) ? "number" : "bad", end: scanner.position };
}

export function isAlpha(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 13;
}

const DECIMAL = "0123456789";
const HEXADECIMAL = "0123456789abcdefABCDEF";

class Scanner {
  readonly source: string;
  position: number;

  constructor(source: string, position: number) {
    this.source = source;
    this.position = position;
  }

  private atEnd(): boolean {
    return this.position >= this.source.length;
  }

  private is(set: string): boolean {
    return !this.atEnd() && set.includes(this.source.charAt(this.position));
  }

  private accept(set: string): boolean {
    if (!this.is(set)) return false;
    this.position++;
    return true;
  }

  private acceptRun(set: string): void {
    while (this.accept(set));
  }

  private atWordCharacter(): boolean {
    const code = this.source.charCodeAt(this.position);
    return isAlpha(code) || isDigit(code);
  }

  number(inSeries: boolean): boolean {
    const start = this.position;
    let digits = DECIMAL;
    if (!inSeries && this.accept("0") && this.accept("xX")) {
      this.accept("_");
      digits = HEXADECIMAL;
    }
    this.accept(".");
    this.accept(digits);
    if (!this.tail(digits) || this.position === start) return false;
    if (inSeries && this.is("x")) return true;
    return !this.atWordCharacter();
  }

  /** Digits, dots, exponents and underscores in an order that can be a number. */
  private tail(digits: string): boolean {
    let seenDot = false;
    let seenExponent = false;
    while (this.is(`${digits}._eE`)) {
      if ((seenDot && this.accept(".")) || (seenExponent && this.accept("eE"))) return false;
      if (this.accept(".")) {
        seenDot = true;
        if (this.accept("_.") || digits === HEXADECIMAL) return false;
      } else if (this.accept("eE")) {
        seenExponent = true;
        this.accept("+-");
        if (this.accept("._eE") || this.atEnd()) return false;
      } else if (this.accept("_")) {
        if (this.accept("._eE") || this.atEnd()) return false;
      } else this.acceptRun(digits);
    }
    return true;
  }

  /** The unit behind the digits read so far, and further pairs of digits and unit. */
  restOfDuration(): boolean {
    if (!this.accept("smhdwy")) return false;
    this.accept("s");
    while (this.accept(DECIMAL)) {
      this.acceptRun(DECIMAL);
      // A year can only come first.
      if (!this.accept("smhdw")) return false;
      this.accept("s");
    }
    if (!this.atWordCharacter()) return true;
    this.position++;
    return false;
  }
}
