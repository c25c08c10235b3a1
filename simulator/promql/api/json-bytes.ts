const MINUS = 45;
const ZERO = 48;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * A growing buffer of UTF-8 JSON. Query results are mostly numbers, and writing their digits as bytes is
 * several times faster than building strings.
 */
export class JsonBytes {
  private bytes: Uint8Array;
  private length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = new Uint8Array(capacity);
  }

  /** What was written so far, as a copy. */
  take(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Text that is known to be ASCII. */
  ascii(text: string): void {
    this.reserve(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** A few bytes as they are; a loop beats `set` for so few. */
  raw(few: Uint8Array): void {
    this.reserve(few.length);
    for (let i = 0; i < few.length; i++) this.bytes[this.length++] = few[i] ?? 0;
  }

  /**
   * A JSON string as Go writes it: control characters other than tab and line ends as `\u00XX`. Messages
   * also escape `<`, `>` and `&`, as Go does by default; labels do not.
   */
  string(text: string, forHtml = false): void {
    this.reserve(text.length * 6 + 2);
    this.bytes[this.length++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const plain = code >= 32 && code < 0x80 && code !== QUOTE && code !== BACKSLASH;
      if (plain && !(forHtml && (code === 60 || code === 62 || code === 38)))
        this.bytes[this.length++] = code;
      else if (code < 0x80) this.escape(code);
      else {
        const rune = text.codePointAt(i) ?? code;
        if (rune > 0xffff) i++;
        if (forHtml && (rune === 0x2028 || rune === 0x2029)) this.ascii(`\\u${rune.toString(16)}`);
        else this.rune(rune >= 0xd800 && rune <= 0xdfff ? 0xfffd : rune);
      }
    }
    this.bytes[this.length++] = QUOTE;
  }

  private escape(code: number): void {
    if (code === QUOTE || code === BACKSLASH) this.ascii(`\\${String.fromCharCode(code)}`);
    else if (code === 10) this.ascii("\\n");
    else if (code === 13) this.ascii("\\r");
    else if (code === 9) this.ascii("\\t");
    else this.ascii(`\\u${code.toString(16).padStart(4, "0")}`);
  }

  private rune(code: number): void {
    const { bytes } = this;
    if (code < 0x800) bytes[this.length++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x10000) bytes[this.length++] = 0xe0 | (code >> 12);
      else {
        bytes[this.length++] = 0xf0 | (code >> 18);
        bytes[this.length++] = 0x80 | ((code >> 12) & 0x3f);
      }
      bytes[this.length++] = 0x80 | ((code >> 6) & 0x3f);
    }
    bytes[this.length++] = 0x80 | (code & 0x3f);
  }

  /** A whole number of magnitude below 2^53. */
  private integer(value: number): void {
    this.reserve(20);
    let rest = value;
    if (value < 0) {
      this.bytes[this.length++] = MINUS;
      rest = -value;
    }
    let digits = 1;
    for (let limit = 10; rest >= limit && digits < 16; limit *= 10) digits++;
    const end = this.length + digits;
    let at = end;
    // Nine digits at a time fit into the fast integer arithmetic of the machine.
    while (rest >= 1e9) {
      const high = Math.floor(rest / 1e9);
      let low = rest - high * 1e9;
      for (let i = 0; i < 9; i++) {
        const next = (low / 10) | 0;
        this.bytes[--at] = ZERO + low - next * 10;
        low = next;
      }
      rest = high;
    }
    let small = rest | 0;
    while (at > this.length) {
      const next = (small / 10) | 0;
      this.bytes[--at] = ZERO + small - next * 10;
      small = next;
    }
    this.length = end;
  }

  /** Unix seconds with up to three decimals, from milliseconds. */
  time(timeMs: number): void {
    const seconds = Math.trunc(timeMs / 1000);
    const fraction = Math.abs(timeMs - seconds * 1000);
    if (timeMs < 0 && seconds === 0) this.ascii("-");
    this.integer(seconds);
    if (fraction !== 0) this.ascii(`.${String(fraction).padStart(3, "0")}`);
  }

  /** A quoted sample value: shortest digits, exponents below 1e-6 and from 1e21 with two digits at least. */
  value(value: number): void {
    this.reserve(32);
    this.bytes[this.length++] = QUOTE;
    if (value % 1 === 0 && Math.abs(value) < 2 ** 53 && !Object.is(value, -0)) this.integer(value);
    else this.ascii(valueText(value));
    this.bytes[this.length++] = QUOTE;
  }
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "+Inf";
  if (Object.is(value, -0)) return "-0";
  return String(value).replace(/e([+-])(\d)$/, "e$10$2");
}
