import { goExponent, goFixed, goFloat, goQuote } from "../../promql/engine/go-text.ts";
import { compareCodePoints } from "../../tsdb/labels.ts";
import { durationText, timeText } from "./go-time.ts";
import {
  GoDuration,
  GoInt,
  GoList,
  GoMap,
  GoSample,
  type GoStruct,
  GoTime,
  type GoValue,
  nil,
  none,
  typeName,
} from "./go-value.ts";

/**
 * Formats like Go's `fmt.Sprintf`: `%v %d %s %q %e %f %g %t %x %c %T %%` with flags, width and precision.
 * Mistakes print as Go prints them: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA int=1)`.
 */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let text = "";
  let used = 0;
  const verbs = /%([-+# 0]*)(\d+|\*)?(?:\.(\d+|\*)?)?(?:(.)|$)/gsu;
  let at = 0;
  for (let found = verbs.exec(format); found !== null; found = verbs.exec(format)) {
    text += format.slice(at, found.index);
    at = verbs.lastIndex;
    const [whole, flags = "", widthText, precisionText, verb] = found;
    if (verb === undefined) {
      text += "%!(NOVERB)";
      break;
    }
    if (verb === "%") {
      text += "%";
      continue;
    }
    const star = (part: string | undefined): number | undefined => {
      if (part !== "*") return part === undefined ? undefined : Number(part);
      const arg = args[used++];
      return arg instanceof GoInt ? arg.value : undefined;
    };
    const width = star(widthText);
    if (width !== undefined && Math.abs(width) > MAX_WIDTH) {
      text += "%!(BADWIDTH)";
      continue;
    }
    const precision = whole.includes(".") ? (star(precisionText) ?? 0) : undefined;
    if (used >= args.length) {
      text += `%!${verb}(MISSING)`;
      continue;
    }
    text += formatOne({ flags, width, precision, verb }, args[used++] ?? nil);
  }
  text += format.slice(at);
  if (used < args.length) {
    const extra = args.slice(used).map((arg) => (arg === nil ? "<nil>" : `${plainType(arg)}=${plain(arg)}`));
    text += `%!(EXTRA ${extra.join(", ")})`;
  }
  return text;
}

/** Go refuses wider fields. */
const MAX_WIDTH = 1_000_000;

interface Verb {
  readonly flags: string;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly verb: string;
}

function formatOne(verb: Verb, value: GoValue): string {
  const body = verbBody(verb, value);
  const zero = verb.flags.includes("0") && !verb.flags.includes("-") && isNumber(value);
  return pad(body, verb, zero);
}

function isNumber(value: GoValue): boolean {
  return (typeof value === "number" && Number.isFinite(value)) || value instanceof GoInt;
}

function pad(body: string, { flags, width }: Verb, zero: boolean): string {
  const missing = (width ?? 0) - [...body].length;
  if (missing <= 0) return body;
  if (flags.includes("-")) return body + " ".repeat(missing);
  if (!zero) return " ".repeat(missing) + body;
  const sign = /^[-+ ]/.exec(body)?.[0] ?? "";
  return sign + "0".repeat(missing) + body.slice(sign.length);
}

function verbBody(spec: Verb, value: GoValue): string {
  const { verb, precision } = spec;
  if (verb === "T") return plainType(value);
  if (verb === "v") return cut(spec, value);
  if (typeof value === "string") return stringVerb(spec, value) ?? wrong(verb, value);
  if (typeof value === "number") {
    if (!/[eEfFgGbxX]/.test(verb)) return wrong(verb, value);
    return signed(spec, formatFloat(value, verb, precision));
  }
  if (value instanceof GoInt) return integerVerb(spec, value.value) ?? wrong(verb, value);
  if (typeof value === "boolean") return verb === "t" ? String(value) : wrong(verb, value);
  // A type with a String method is a string to the string verbs.
  if (value instanceof GoDuration || value instanceof GoTime)
    return stringVerb(spec, plain(value)) ?? wrong(verb, value);
  if (value instanceof GoMap && verb !== "s") return mapText(value, (item) => verbBody(spec, item));
  return verb === "s" ? plain(value) : wrong(verb, value);
}

function cut(spec: Verb, value: GoValue): string {
  if (typeof value === "number") return signed(spec, formatFloat(value, "g", spec.precision));
  if (value instanceof GoInt) return signed(spec, String(value.value));
  if (typeof value === "string" && spec.flags.includes("#")) return goQuote(value);
  return plain(value);
}

function stringVerb({ verb, precision, flags }: Verb, text: string): string | undefined {
  const short = precision === undefined ? text : [...text].slice(0, precision).join("");
  if (verb === "s") return short;
  if (verb === "q") return flags.includes("#") && !short.includes("`") ? `\`${short}\`` : goQuote(short);
  if (verb === "x" || verb === "X") {
    const hex = [...new TextBytes(short)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return verb === "X" ? hex.toUpperCase() : hex;
  }
  return undefined;
}

/** UTF-8 bytes of a string. */
class TextBytes {
  private readonly escaped: string;

  constructor(text: string) {
    this.escaped = encodeURIComponent(text);
  }

  *[Symbol.iterator](): Generator<number> {
    for (let i = 0; i < this.escaped.length; i++) {
      if (this.escaped.charAt(i) !== "%") yield this.escaped.charCodeAt(i);
      else {
        yield Number.parseInt(this.escaped.slice(i + 1, i + 3), 16);
        i += 2;
      }
    }
  }
}

function integerVerb(spec: Verb, value: number): string | undefined {
  const base = ({ d: 10, b: 2, o: 8, x: 16, X: 16 } as Record<string, number>)[spec.verb];
  if (base !== undefined) {
    const digits = Math.abs(value)
      .toString(base)
      .padStart(spec.precision ?? 0, "0");
    const prefix = spec.flags.includes("#") && base === 16 ? `0${spec.verb}` : "";
    const body = prefix + (spec.verb === "X" ? digits.toUpperCase() : digits);
    return signed(spec, value < 0 ? `-${body}` : body);
  }
  if (spec.verb === "c") return String.fromCodePoint(value);
  if (spec.verb === "q") return `'${String.fromCodePoint(value)}'`;
  return undefined;
}

function signed({ flags }: Verb, body: string): string {
  // NaN and +Inf carry no sign of their own choice in Go: a plus shows only with the flag.
  if (body === "+Inf") return body;
  if (body.startsWith("-")) return body;
  if (flags.includes("+")) return `+${body}`;
  return flags.includes(" ") ? ` ${body}` : body;
}

function wrong(verb: string, value: GoValue): string {
  return value === nil ? `%!${verb}(<nil>)` : `%!${verb}(${plainType(value)}=${plain(value)})`;
}

function plainType(value: GoValue): string {
  return typeName(value);
}

/** `strconv.FormatFloat` for the verbs e, f and g; without a precision the shortest digits for g, else 6. */
export function formatFloat(value: number, verb: string, precision: number | undefined): string {
  if (!Number.isFinite(value)) return goFloat(value);
  const lower = verb.toLowerCase();
  let text: string;
  if (lower === "e") text = exponential(value, precision ?? 6);
  else if (lower === "f") text = fixed(value, precision ?? 6);
  else text = precision === undefined ? goFloat(value) : general(value, precision);
  return verb === "E" || verb === "G" ? text.toUpperCase() : text;
}

function exponential(value: number, precision: number): string {
  const [mantissa = "", exponent = "0"] = roundedExponential(value, precision).split("e");
  return `${mantissa}e${goExponent(Number(exponent))}`;
}

/** `%.Pg`: P significant digits, trailing zeros dropped, an exponent below 1e-4 and from 10^P. */
function general(value: number, precision: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const digits = Math.max(precision, 1);
  const [mantissa = "", exponentText = "0"] = roundedExponential(value, digits - 1).split("e");
  const exponent = Number(exponentText);
  const trimmed = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  const shown = trimmed.replace(/[-.]/g, "").length;
  const threshold = digits > shown && shown >= exponent + 1 ? shown : digits;
  if (exponent < -4 || exponent >= threshold) return `${trimmed}e${goExponent(exponent)}`;
  return goFixed(Number(`${trimmed}e${exponent}`));
}

/** `toExponential`, but exact halves go to the even digit as in Go. */
function roundedExponential(value: number, precision: number): string {
  const limited = Math.min(precision, 100);
  const text = value.toExponential(limited);
  const exact = value.toExponential(100);
  const [digits = "", exponent = "0"] = exact.split("e");
  const rest = digits.replace(/[-.]/g, "").slice(limited + 1);
  if (!/^50*$/.test(rest)) return text;
  const kept = digits.replace(/[-.]/g, "").slice(0, limited + 1);
  if (Number(kept.at(-1)) % 2 !== 0) return text;
  const sign = value < 0 ? "-" : "";
  const body = limited === 0 ? kept : `${kept.charAt(0)}.${kept.slice(1)}`;
  return `${sign}${body}e${exponent}`;
}

function fixed(value: number, precision: number): string {
  if (Math.abs(value) >= 1e21)
    return BigInt(value).toString() + (precision > 0 ? `.${"0".repeat(precision)}` : "");
  const limited = Math.min(precision, 100);
  const text = value.toFixed(limited);
  const exact = value.toFixed(100);
  const point = exact.indexOf(".");
  const rest = exact.slice(point + 1 + limited);
  if (!/^50*$/.test(rest)) return Object.is(value, -0) ? `-${text}` : text;
  const kept = exact.slice(0, limited === 0 ? point : point + 1 + limited);
  return Number(kept.at(-1)) % 2 === 0 ? kept : text;
}

/** A value as `{{ . }}` prints it (`%v`). */
export function plain(value: GoValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return goFloat(value);
  if (typeof value === "boolean") return String(value);
  if (value === nil) return "<nil>";
  if (value === none) return "<no value>";
  if (value instanceof GoInt) return value.digits;
  if (value instanceof GoMap) return mapText(value, plain);
  if (value instanceof GoDuration) return durationText(value.nanoseconds);
  if (value instanceof GoTime) return timeText(value.ms);
  if (value instanceof GoSample) return `{${mapText(value.labels, plain)} ${goFloat(value.value)}}`;
  // Go prints the addresses of the samples, which differ from run to run; their contents are shown instead.
  if (value instanceof GoList) return `[${value.items.map((one) => `&${plain(one)}`).join(" ")}]`;
  return `{${fieldsText(value)}}`;
}

function fieldsText(value: GoStruct): string {
  return [...value.fields.values()].map(plain).join(" ");
}

function mapText(map: GoMap, print: (item: GoValue) => string): string {
  const entries = [...map.entries].sort((a, b) => compareCodePoints(a[0], b[0]));
  return `map[${entries.map(([name, value]) => `${print(name)}:${print(value)}`).join(" ")}]`;
}
