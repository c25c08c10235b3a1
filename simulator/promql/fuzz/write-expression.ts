import { Random } from "../differential/random.ts";
import type { ValueType } from "../parse/ast.ts";
import { type FunctionSignature, functionSignatures } from "../parse/signatures.ts";

/** Expressions of every construct the language has, right in their types and otherwise arbitrary. */

const SIGNATURES = [...functionSignatures.values()];
const SELECTORS = ["m", "m", "c_total", "h", "mixed", "b_bucket", "nothing", '{__name__=~"m|c_total"}'];
const MATCHERS = ['a="1"', 'a!="2"', 'a=~"1|2"', 'b!~"x.*"', 'le="1"', '"b"=""', 'a=~".+"'];
const LABELS = ["a", "b", "le", '"with.dot"', "__name__"];
const DURATIONS = [
  "30s",
  "1m",
  "90s",
  "2m",
  "5m",
  "1m30s",
  "60",
  "step()+1m",
  "2m*1.5",
  "max_of(step(), 1m)",
];
const STRINGS = ['"x"', '"a"', '"(.*)"', '"$1"', "'b'", '""', '"__name__"', '"("', '"dst"'];
const NUMBERS = ["0", "1", "2", "0.5", "-1", "1e3", "0x1F", "Inf", "NaN", "-Inf", "5m", "1_000", "0.9"];
const ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"];
const COMPARISON = ["==", "!=", ">", "<", ">=", "<="];
const AGGREGATES = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
const WITH_PARAMETER = ["topk", "bottomk", "quantile", "limitk", "limit_ratio", "count_values"];

class Writer {
  private readonly random: Random;

  constructor(random: Random) {
    this.random = random;
  }

  write(type: ValueType, depth: number): string {
    switch (type) {
      case "string":
        return this.random.pick(STRINGS);
      case "scalar":
        return this.scalar(depth);
      case "matrix":
        return this.matrix(depth);
      case "vector":
        return this.vector(depth);
    }
  }

  private vector(depth: number): string {
    const { random } = this;
    if (depth <= 0) return this.instant();
    switch (random.below(8)) {
      case 0:
        return this.instant();
      case 1:
      case 2:
      case 3:
        return this.call("vector", depth);
      case 4:
        return this.aggregate(depth);
      case 5:
        return `${random.pick(["-", "+", ""])}(${this.vector(depth - 1)})`;
      default:
        return this.binary(depth);
    }
  }

  private scalar(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.5)) return random.pick(NUMBERS);
    if (random.chance(0.6)) return this.call("scalar", depth);
    const op = random.pick([...ARITHMETIC, "== bool", "> bool"]);
    return `(${this.scalar(depth - 1)} ${op} ${this.scalar(depth - 1)})`;
  }

  private matrix(depth: number): string {
    const { random } = this;
    const range = random.pick(DURATIONS);
    if (depth <= 0 || random.chance(0.7)) {
      return `${this.selector()}[${range}]${random.chance(0.1) ? random.pick([" anchored", " smoothed"]) : ""}${this.modifiers()}`;
    }
    const step = random.pick(["", "30s", "1m", "45s", "7s"]);
    return `(${this.vector(depth - 1)})[${range}:${step}]${this.modifiers()}`;
  }

  private selector(): string {
    const { random } = this;
    const name = random.pick(SELECTORS);
    const matchers = random.some(MATCHERS, 0.12).join(",");
    if (matchers === "") return name;
    return name.endsWith("}") ? `${name.slice(0, -1)},${matchers}}` : `${name}{${matchers}}`;
  }

  private instant(): string {
    const smoothed = this.random.chance(0.04) ? " smoothed" : "";
    return `${this.selector()}${smoothed}${this.modifiers()}`;
  }

  private modifiers(): string {
    const { random } = this;
    const parts: string[] = [];
    if (random.chance(0.15)) parts.push(` offset ${random.pick(["1m", "-90s", "5m", "30", "-(30)"])}`);
    if (random.chance(0.1)) parts.push(` @ ${random.pick(["300", "455.5", "start()", "end()", "-20"])}`);
    return random.chance(0.5) ? parts.reverse().join("") : parts.join("");
  }

  private call(type: ValueType, depth: number): string {
    const { random } = this;
    const one = random.pick(SIGNATURES.filter(({ returnType }) => returnType === type));
    const args = argumentTypes(one, random).map((arg) => this.write(arg, depth - 1));
    return `${one.name}(${args.join(", ")})`;
  }

  private aggregate(depth: number): string {
    const { random } = this;
    const labels = random.some(LABELS, 0.3).join(", ");
    const clause = random.chance(0.4) ? "" : `${random.pick([" by", " without"])} (${labels})`;
    const inner = this.vector(depth - 1);
    if (random.chance(0.6)) return `${random.pick(AGGREGATES)}${clause} (${inner})`;
    const op = random.pick(WITH_PARAMETER);
    const parameter = op === "count_values" ? '"v"' : this.scalar(depth - 1);
    return `${op}${clause} (${parameter}, ${inner})`;
  }

  private binary(depth: number): string {
    const { random } = this;
    const left = this.vector(depth - 1);
    const right = random.chance(0.35) ? this.scalar(depth - 1) : this.vector(depth - 1);
    const labels = random.some(LABELS.slice(0, 3), 0.5).join(", ");
    const matching = random.chance(0.4) ? "" : ` ${random.pick(["on", "ignoring"])} (${labels})`;
    if (random.chance(0.25)) {
      return `(${left}) ${random.pick(["and", "or", "unless"])}${matching} (${this.vector(depth - 1)})`;
    }
    const comparing = random.chance(0.4);
    const op = comparing ? random.pick(COMPARISON) : random.pick([...ARITHMETIC, ">/", "</"]);
    const bool = comparing && random.chance(0.3) ? " bool" : "";
    const grouping = matching !== "" && random.chance(0.3) ? this.grouping() : "";
    return `(${left}) ${op}${bool}${right.includes("(") ? matching + grouping : ""} (${right})`;
  }

  private grouping(): string {
    const { random } = this;
    const side = random.pick([" group_left", " group_right", " fill(0)", " fill_left(1)"]);
    return side.startsWith(" group") && random.chance(0.5) ? `${side} (b)` : side;
  }
}

function argumentTypes({ argTypes, variadic }: FunctionSignature, random: Random): readonly ValueType[] {
  if (variadic === 0) return argTypes;
  const last = argTypes.at(-1);
  if (last === undefined || random.chance(0.3)) return argTypes.slice(0, -1);
  const more = random.below(variadic === -1 ? 3 : Math.min(variadic, 2));
  return [...argTypes, ...new Array<ValueType>(more).fill(last)];
}

/** Expression number `seed`: the same for the same seed. */
export function writeExpression(seed: number): string {
  const random = new Random(seed);
  const type = random.pick<ValueType>(["vector", "vector", "vector", "vector", "vector", "scalar"]);
  return new Writer(random).write(type, 1 + random.below(4));
}
