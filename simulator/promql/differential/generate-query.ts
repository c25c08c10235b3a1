import {
  type Chosen,
  type MetricKind,
  pickTime,
  writeModifiers,
  writeSelector,
} from "./generate-selector.ts";
import { Random } from "./random.ts";

/** A query for both engines; times and step are Unix seconds. */
export type GeneratedQuery = { readonly expr: string } & (
  | { readonly time: number }
  | { readonly start: number; readonly end: number; readonly step: number }
);

const ALL: readonly MetricKind[] = ["counter", "bucket", "gauge", "gauge", "integer", "odd"];
const RANGES = ["30s", "1m", "90s", "2m", "5m", "10m", "30m", "1h"];
const NUMBERS = [
  "0",
  "1",
  "-1",
  "2",
  "0.5",
  ".25",
  "3.14",
  "100",
  "1e3",
  "0x1F",
  "Inf",
  "-Inf",
  "NaN",
  "-0.1",
];
const ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"];
const COMPARISON = ["==", "!=", ">", "<", ">=", "<="];
const SERVER_LABELS = ["job", "instance"];

/** Query number `seed`: the same for the same seed. */
export function generateQuery(seed: number): GeneratedQuery {
  const random = new Random(seed);
  const writer = new QueryWriter(random);
  const time = pickTime(random);
  if (random.chance(0.6)) {
    const expr = random.chance(0.05) ? writer.matrix(ALL) : writer.top();
    return { expr, time };
  }
  const step = random.pick([30, 60, 120, 300]);
  return { expr: writer.top(), start: time, end: time + step * (1 + random.below(30)), step };
}

class QueryWriter {
  private readonly random: Random;
  private subqueries = 0;

  constructor(random: Random) {
    this.random = random;
  }

  top(): string {
    const { random } = this;
    if (random.chance(0.06)) return `${random.pick(["sort", "sort_desc"])}(${this.vector(2)})`;
    return random.chance(0.04) ? this.scalar(2) : this.vector(3);
  }

  /** An expression that yields a vector. */
  vector(depth: number): string {
    const { random } = this;
    if (depth <= 0) return random.chance(0.6) ? this.instant(ALL) : this.rangeCall();
    const kinds: readonly (readonly [number, () => string])[] = [
      [8, () => this.instant(ALL)],
      [22, () => this.rangeCall()],
      [20, () => this.aggregation(depth)],
      [12, () => this.withScalar(depth)],
      [16, () => this.twoVectors(depth)],
      [8, () => this.mathCall(depth)],
      [4, () => this.labelCall(depth)],
      [4, () => this.absent()],
      [6, () => this.quantileOfBuckets()],
      [4, () => this.dateCall(depth)],
      [2, () => `-${this.instant(ALL)}`],
      [2, () => `vector(${this.scalar(depth - 1)})`],
      [2, () => `(${this.vector(depth - 1)})`],
    ];
    let left = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, write] of kinds) {
      left -= weight;
      if (left < 0) return write();
    }
    return this.instant(ALL);
  }

  private instant(kinds: readonly MetricKind[]): string {
    return `${writeSelector(this.random, kinds).text}${writeModifiers(this.random)}`;
  }

  matrix(kinds: readonly MetricKind[]): string {
    const { random } = this;
    return `${writeSelector(random, kinds).text}[${random.pick(RANGES)}]${writeModifiers(random)}`;
  }

  private rangeCall(): string {
    const { random } = this;
    if (this.subqueries < 2 && random.chance(0.18)) return this.overSubquery();
    if (random.chance(0.45)) {
      const name = random.pick([
        "rate",
        "rate",
        "rate",
        "increase",
        "increase",
        "irate",
        "resets",
        "changes",
      ]);
      return `${name}(${this.matrix(random.chance(0.05) ? ["young"] : ["counter", "bucket"])})`;
    }
    return this.overTime((kinds) => this.matrix(kinds));
  }

  private overTime(matrix: (kinds: readonly MetricKind[]) => string): string {
    const { random } = this;
    const gauges: readonly MetricKind[] = random.chance(0.15) ? ["odd"] : ["gauge", "integer"];
    switch (random.below(8)) {
      case 0:
        return `quantile_over_time(${random.pick(["0.5", "0.9", "0", "1", "0.25"])}, ${matrix(gauges)})`;
      case 1:
        return `predict_linear(${matrix(["gauge"])}, ${random.pick(["60", "3600", "-300", "0"])})`;
      case 2:
        return `${random.pick(["delta", "idelta", "deriv"])}(${matrix(gauges)})`;
      case 3:
        return `${random.pick(["count_over_time", "present_over_time", "last_over_time"])}(${matrix(ALL)})`;
      default: {
        const name = random.pick(["avg", "sum", "min", "max", "stddev", "stdvar"]);
        return `${name}_over_time(${matrix(gauges)})`;
      }
    }
  }

  /**
   * A subquery. Its steps lie on multiples of half a minute and the query's times do not, so no step lies on
   * the edge of the window. Inside another subquery only an odd offset keeps it so, and not all get one.
   */
  private overSubquery(): string {
    const { random } = this;
    const range = random.pick(["5m", "10m", "30m", "1h"]);
    const step = random.pick(["30s", "1m", "2m", "5m", ""]);
    const nested = this.subqueries > 0;
    const inside = (kinds: readonly MetricKind[]): string => {
      this.subqueries++;
      const inner = random.chance(0.4) ? this.instant(kinds) : this.vector(1);
      this.subqueries--;
      const text = /^[a-z_]+(\{[^}]*\})?$/.test(inner) ? inner : `(${inner})`;
      const modifiers = nested && random.chance(0.7) ? " offset 11s" : writeModifiers(random);
      return `${text}[${range}:${step}]${modifiers}`;
    };
    return this.overTime(inside);
  }

  private aggregation(depth: number): string {
    const { random } = this;
    const op = random.pick([
      "sum",
      "sum",
      "avg",
      "min",
      "max",
      "count",
      "group",
      "stddev",
      "stdvar",
      "param",
    ]);
    if (op === "param") return this.aggregationWithParameter(depth);
    return this.grouped(op, this.vector(depth - 1));
  }

  private aggregationWithParameter(depth: number): string {
    const { random } = this;
    if (random.chance(0.15)) return this.grouped("count_values", this.instant(["integer"]), '"value"');
    if (random.chance(0.3)) {
      return this.grouped(
        "quantile",
        this.vector(depth - 1),
        random.pick(["0.5", "0.9", "0", "1", "2", "-1"]),
      );
    }
    // Which of equal values stay has changed since 2.42, and within a subquery nothing would show it.
    if (this.subqueries > 0) return this.grouped("quantile", this.vector(depth - 1), "0.75");
    return this.grouped(
      random.pick(["topk", "bottomk"]),
      this.vector(depth - 1),
      random.pick(["1", "2", "5", "0"]),
    );
  }

  private grouped(op: string, inner: string, parameter?: string): string {
    const { random } = this;
    const names = random.some(
      ["job", "instance", "method", "code", "sensor", "queue", "le", "missing"],
      0.25,
    );
    const clause = random.chance(0.25) ? "" : `${random.pick(["by", "without"])} (${names.join(", ")})`;
    const args = parameter === undefined ? `(${inner})` : `(${parameter}, ${inner})`;
    if (clause === "") return `${op}${args}`;
    return random.chance(0.5) ? `${op} ${clause} ${args}` : `${op}${args} ${clause}`;
  }

  private withScalar(depth: number): string {
    const { random } = this;
    const vector = this.operand(this.vector(depth - 1));
    const scalar = this.operand(this.scalar(1));
    const compare = random.chance(0.4);
    const op = compare ? random.pick(COMPARISON) : random.pick(ARITHMETIC);
    const bool = compare && random.chance(0.3) ? " bool" : "";
    return random.chance(0.7) ? `${vector} ${op}${bool} ${scalar}` : `${scalar} ${op}${bool} ${vector}`;
  }

  /** Parentheses most of the time; without them both parsers must agree on what binds tighter. */
  private operand(text: string): string {
    return this.random.chance(0.75) ? `(${text})` : text;
  }

  private twoVectors(depth: number): string {
    switch (this.random.below(9)) {
      case 0:
      case 6:
      case 7:
        return this.ofTwoAggregates(depth);
      case 1:
        return this.ofOneSelectorTwice();
      case 2:
        return this.withBuildInfo();
      case 3:
        return this.withShareOfTotal();
      case 8:
        return this.ofOneSelectorTwice();
      case 4:
        return this.ofSets(depth);
      default:
        return `${this.operand(this.vector(depth - 1))} ${this.operator()} ${this.operand(this.vector(depth - 1))}`;
    }
  }

  private operator(): string {
    const { random } = this;
    if (random.chance(0.65)) return random.pick(ARITHMETIC);
    return `${random.pick(COMPARISON)}${random.chance(0.3) ? " bool" : ""}`;
  }

  private ofTwoAggregates(depth: number): string {
    const { random } = this;
    const by = random.pick(["job", "instance", "job, instance", ""]);
    const side = (): string =>
      `${random.pick(["sum", "avg", "max", "min", "count"])} by (${by}) (${this.vector(depth - 2)})`;
    const on = random.chance(0.4) ? ` on (${by})` : "";
    return `${side()} ${this.operator()}${on} ${side()}`;
  }

  private ofOneSelectorTwice(): string {
    const { random } = this;
    const { text } = writeSelector(random, ALL);
    const ignoring = random.pick(["", "", " ignoring (missing)", " ignoring ()"]);
    return `${text} ${this.operator()}${ignoring} ${text} offset ${random.pick(["30s", "5m", "30m"])}`;
  }

  private withBuildInfo(): string {
    const { random } = this;
    const chosen: Chosen = writeSelector(random, ["counter", "bucket"]);
    const many = random.chance(0.6) ? `rate(${chosen.text}[${random.pick(RANGES)}])` : chosen.text;
    const include = random.pick(["", "()", "(version)", "(version, region)", "(region, version, missing)"]);
    const op = random.pick(["*", "*", "/", "+", ">", "<="]);
    const on = `on (${SERVER_LABELS.join(", ")})`;
    return random.chance(0.6)
      ? `${many} ${op} ${on} group_left ${include} build_info`
      : `build_info ${op} ${on} group_right ${include} ${many}`;
  }

  private withShareOfTotal(): string {
    const { random } = this;
    const range = random.pick(RANGES);
    const many = `sum by (job, code) (rate(http_requests_total[${range}]))`;
    const one = `sum by (job) (rate(http_requests_total[${range}]))`;
    const matching = random.pick([
      "ignoring (code) group_left",
      "on (job) group_left",
      "on (job) group_left (code)",
    ]);
    return `${many} / ${matching} ${one}`;
  }

  private ofSets(depth: number): string {
    const { random } = this;
    const names = random.some(["job", "instance", "method", "code", "queue"], 0.4).join(", ");
    const matching = random.chance(0.4) ? "" : ` ${random.pick(["on", "ignoring"])} (${names})`;
    const op = random.pick(["and", "or", "unless"]);
    return `${this.operand(this.vector(depth - 1))} ${op}${matching} ${this.operand(this.vector(depth - 1))}`;
  }

  private mathCall(depth: number): string {
    const { random } = this;
    const inner = this.vector(depth - 1);
    switch (random.below(7)) {
      case 0:
        return `round(${inner}${random.pick(["", ", 0.1", ", 5", ", 1024"])})`;
      case 1:
        return `clamp(${inner}, ${random.pick(["0", "-5", "1e3"])}, ${random.pick(["10", "1", "1e6"])})`;
      case 2:
        return `${random.pick(["clamp_min", "clamp_max"])}(${inner}, ${random.pick(NUMBERS)})`;
      default: {
        const names = [
          "abs",
          "ceil",
          "floor",
          "sqrt",
          "ln",
          "log2",
          "log10",
          "exp",
          "sgn",
          "sin",
          "cos",
          "atan",
        ];
        return `${random.pick([...names, "tanh", "rad", "deg", "asinh"])}(${inner})`;
      }
    }
  }

  private labelCall(depth: number): string {
    const { random } = this;
    const inner = this.vector(depth - 1);
    const to = random.pick(["copy", "job", "instance", "__name__"]);
    if (random.chance(0.3)) {
      return `label_join(${inner}, "${to}", "${random.pick(["-", "", "::"])}", "job", "instance", "missing")`;
    }
    const [replacement, expression] = random.pick([
      ["$1", "(.*)-(.*)"],
      ["$" + "{2}_$1", "([a-z]+)-(\\\\d+)"],
      ["fixed", ".*"],
      ["$3", "(.)(.)?.*"],
      ["", "api.*"],
      ["$$x$1y", "(a).*"],
      ["$" + "{name}", "(?P<name>..).*"],
    ]);
    const from = random.pick(["instance", "job", "code", "missing"]);
    return `label_replace(${inner}, "${to}", "${replacement}", "${from}", "${expression}")`;
  }

  private absent(): string {
    const { random } = this;
    if (random.chance(0.5)) return `absent(${this.instant(ALL)})`;
    if (random.chance(0.3)) return `absent(sum(${this.instant(ALL)}))`;
    return `absent_over_time(${this.matrix(ALL)})`;
  }

  private quantileOfBuckets(): string {
    const { random } = this;
    const q = random.pick(["0.5", "0.9", "0.99", "0", "1", "-1", "2", "NaN"]);
    const buckets = `request_seconds_bucket${random.pick(["", '{job="api"}', '{le!="0.5"}', '{le=~"0.1|2.5"}'])}`;
    const rate = random.chance(0.8) ? `rate(${buckets}[${random.pick(RANGES)}])` : buckets;
    const by = random.pick(["", "le", "le, job", "le, instance", "job"]);
    return `histogram_quantile(${q}, ${by === "" ? rate : `sum by (${by}) (${rate})`})`;
  }

  private dateCall(depth: number): string {
    const { random } = this;
    if (random.chance(0.4)) return `timestamp(${this.instant(ALL)})`;
    const name = random.pick([
      "hour",
      "minute",
      "month",
      "year",
      "day_of_week",
      "day_of_month",
      "days_in_month",
    ]);
    if (random.chance(0.3)) return `${name}()`;
    return `${name}(${random.chance(0.5) ? `timestamp(${this.instant(ALL)})` : this.vector(depth - 1)})`;
  }

  private scalar(depth: number): string {
    const { random } = this;
    if (depth <= 0 || random.chance(0.6)) return random.pick(NUMBERS);
    switch (random.below(5)) {
      case 0:
        return "time()";
      case 1:
        return "pi()";
      case 2:
        return `scalar(${random.chance(0.5) ? `sum(${this.instant(ALL)})` : this.vector(1)})`;
      case 3:
        return `${random.pick(["-", "+"])}(${this.scalar(depth - 1)})`;
      default: {
        const op = random.pick([...ARITHMETIC, "== bool", "> bool"]);
        return `${this.scalar(depth - 1)} ${op} ${this.scalar(depth - 1)}`;
      }
    }
  }
}
