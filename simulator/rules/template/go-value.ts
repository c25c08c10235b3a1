/**
 * Values of a running template, with as much of Go's types as templates can notice. A JavaScript number is
 * a float64 and a boolean a bool; `nil` is an untyped nil, and `none` is what a missing map entry of
 * interface type gives.
 */
export type GoValue =
  | string
  | number
  | boolean
  | GoInt
  | GoMap
  | GoList
  | GoSample
  | GoStruct
  | GoTime
  | GoDuration
  | typeof nil
  | typeof none;

export const nil = Symbol("nil");
export const none = Symbol("no value");

/** A whole number; `digits` spells it exactly where a JavaScript number cannot. */
export class GoInt {
  readonly value: number;
  readonly type: "int" | "int64" | "int32";
  readonly digits: string;

  constructor(value: number, type: "int" | "int64" | "int32" = "int", digits = String(value)) {
    this.value = value;
    this.type = type;
    this.digits = digits;
  }
}

/** `map[string]string` or `map[string]interface {}`. */
export class GoMap {
  readonly entries: ReadonlyMap<string, GoValue>;
  readonly element: "string" | "interface {}";

  constructor(entries: ReadonlyMap<string, GoValue>, element: "string" | "interface {}" = "string") {
    this.entries = entries;
    this.element = element;
  }
}

/** The result of `query`. */
export class GoList {
  readonly items: readonly GoSample[];

  constructor(items: readonly GoSample[]) {
    this.items = items;
  }
}

/** One element of a query result: `.Labels` and `.Value`. */
export class GoSample {
  readonly labels: GoMap;
  readonly value: number;

  constructor(labels: GoMap, value: number) {
    this.labels = labels;
    this.value = value;
  }
}

/** The data of an alert template: `.Labels`, `.ExternalLabels`, `.ExternalURL`, `.Value`. */
export class GoStruct {
  readonly fields: ReadonlyMap<string, GoValue>;

  constructor(fields: ReadonlyMap<string, GoValue>) {
    this.fields = fields;
  }
}

/** `time.Time` in UTC, milliseconds since the epoch. */
export class GoTime {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** `time.Duration` in nanoseconds. */
export class GoDuration {
  readonly nanoseconds: number;

  constructor(nanoseconds: number) {
    this.nanoseconds = nanoseconds;
  }
}

/** Go's name of a value's type. */
export function typeName(value: GoValue): string {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "float64";
  if (typeof value === "boolean") return "bool";
  if (value === nil) return "<nil>";
  if (value === none) return "interface {}";
  if (value instanceof GoInt) return value.type;
  if (value instanceof GoMap) return `map[string]${value.element}`;
  if (value instanceof GoList) return "template.queryResult";
  if (value instanceof GoSample) return "*template.sample";
  if (value instanceof GoTime) return "*time.Time";
  if (value instanceof GoDuration) return "*time.Duration";
  return "struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }";
}

/** Whether a value counts as true in `if`, `with`, `and`, `or`, `not`. */
export function isTrue(value: GoValue): boolean {
  if (typeof value === "string") return value !== "";
  if (typeof value === "number") return value !== 0;
  if (typeof value === "boolean") return value;
  if (value === nil || value === none) return false;
  if (value instanceof GoInt) return value.value !== 0;
  if (value instanceof GoMap) return value.entries.size > 0;
  if (value instanceof GoList) return value.items.length > 0;
  return true;
}
