import { RE2JS, RE2JSException } from "re2js";
import { compareCodePoints } from "../../tsdb/labels.ts";
import type { Json } from "../kube/manifest.ts";
import type { JqExpr } from "./parse.ts";

/** A run-time error in jq's words, for example `Cannot index number with "x"`. */
export class JqError extends Error {}

/** Most values one program may produce; a real jq has no such limit. */
const maxValues = 200_000;

/** Every value the program yields for one input. Throws a `JqError`. */
export function evaluateJq(expr: JqExpr, input: Json): Json[] {
  const values = outputs(expr, input);
  if (values.length > maxValues) throw new JqError(`the program yields more than ${maxValues} values`);
  return values;
}

function outputs(expr: JqExpr, input: Json): Json[] {
  switch (expr.kind) {
    case "identity":
      return [input];
    case "literal":
      return [expr.value];
    case "pipe":
      return evaluateJq(expr.left, input).flatMap((value) => evaluateJq(expr.right, value));
    case "comma":
      return [...evaluateJq(expr.left, input), ...evaluateJq(expr.right, input)];
    case "field":
      return evaluateJq(expr.of, input).flatMap((value) =>
        attempt(expr.quiet, () => [fieldOf(value, expr.name)]),
      );
    case "index":
      return evaluateJq(expr.of, input).flatMap((value) =>
        attempt(expr.quiet, () => [itemOf(value, expr.index)]),
      );
    case "each":
      return evaluateJq(expr.of, input).flatMap((value) => attempt(expr.quiet, () => childrenOf(value)));
    case "array":
      return [expr.items === undefined ? [] : evaluateJq(expr.items, input)];
    case "object":
      return objects(expr.fields, input);
    case "binary":
      return binary(expr, input);
    case "call":
      return call(expr.name, expr.args, input);
  }
}

function attempt(quiet: boolean, run: () => Json[]): Json[] {
  if (!quiet) return run();
  try {
    return run();
  } catch (error) {
    if (error instanceof JqError) return [];
    throw error;
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value);
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return isList(value) ? "array" : typeof value;
}

function shown(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 11 ? `${text.slice(0, 10)}...` : text;
}

function fieldOf(value: Json, name: string): Json {
  if (value === null) return null;
  if (!isObject(value)) throw new JqError(`Cannot index ${typeName(value)} with "${name}"`);
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

function itemOf(value: Json, index: number): Json {
  if (value === null) return null;
  if (!isList(value)) throw new JqError(`Cannot index ${typeName(value)} with number`);
  return value.at(index) ?? null;
}

function childrenOf(value: Json): Json[] {
  if (isList(value)) return [...value];
  if (isObject(value)) return Object.values(value);
  throw new JqError(`Cannot iterate over ${typeName(value)}${value === null ? "" : ` (${shown(value)})`}`);
}

function objects(fields: readonly { readonly key: string; readonly value: JqExpr }[], input: Json): Json[] {
  let made: { [key: string]: Json }[] = [{}];
  for (const { key, value } of fields) {
    const choices = evaluateJq(value, input);
    made = made.flatMap((object) => choices.map((choice) => ({ ...object, [key]: choice })));
    if (made.length > maxValues) throw new JqError(`the program yields more than ${maxValues} values`);
  }
  return made;
}

function truthy(value: Json): boolean {
  return value !== null && value !== false;
}

function binary(expr: Extract<JqExpr, { kind: "binary" }>, input: Json): Json[] {
  const { operator, left, right } = expr;
  if (operator === "//") {
    const good = evaluateJq(left, input).filter(truthy);
    return good.length > 0 ? good : evaluateJq(right, input);
  }
  const lefts = evaluateJq(left, input);
  if (operator === "and")
    return lefts.flatMap((a) => (truthy(a) ? evaluateJq(right, input).map(truthy) : [false]));
  if (operator === "or")
    return lefts.flatMap((a) => (truthy(a) ? [true] : evaluateJq(right, input).map(truthy)));
  const rights = evaluateJq(right, input);
  if (lefts.length * rights.length > maxValues)
    throw new JqError(`the program yields more than ${maxValues} values`);
  return rights.flatMap((b) => lefts.map((a) => apply(operator, a, b)));
}

function apply(operator: string, a: Json, b: Json): Json {
  if (operator === "+") return add(a, b);
  if (operator === "-") {
    if (typeof a === "number" && typeof b === "number") return a - b;
    throw new JqError(`${typeName(a)} (${shown(a)}) and ${typeName(b)} (${shown(b)}) cannot be subtracted`);
  }
  const order = compareJson(a, b);
  if (operator === "==") return order === 0;
  if (operator === "!=") return order !== 0;
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (typeof a === "string" && typeof b === "string") return a + b;
  if (isList(a) && isList(b)) return [...a, ...b];
  if (isObject(a) && isObject(b)) return { ...a, ...b };
  throw new JqError(`${typeName(a)} (${shown(a)}) and ${typeName(b)} (${shown(b)}) cannot be added`);
}

const typeOrder = ["null", "boolean", "number", "string", "array", "object"];

/** jq's total order: null, false, true, numbers, strings, arrays, objects. */
function compareJson(a: Json, b: Json): number {
  const byType = typeOrder.indexOf(typeName(a)) - typeOrder.indexOf(typeName(b));
  if (byType !== 0) return byType;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareCodePoints(a, b);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (a === null || b === null) return 0;
  if (isList(a) && isList(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compareJson(a[i] ?? null, b[i] ?? null);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  return compareCodePoints(JSON.stringify(a), JSON.stringify(b));
}

function call(name: string, args: readonly JqExpr[], input: Json): Json[] {
  const [argument] = args;
  if (argument !== undefined) {
    switch (name) {
      case "select":
        return evaluateJq(argument, input).flatMap((value) => (truthy(value) ? [input] : []));
      case "map":
        return [childrenOf(input).flatMap((value) => evaluateJq(argument, value))];
      case "has":
        return evaluateJq(argument, input).map(
          (key) => isObject(input) && typeof key === "string" && Object.hasOwn(input, key),
        );
      case "test":
      case "startswith":
      case "endswith":
      case "contains":
        return evaluateJq(argument, input).map((value) => textTest(name, input, value));
      case "sort_by":
        return [
          [...childrenOf(input)].sort((a, b) =>
            compareJson(evaluateJq(argument, a), evaluateJq(argument, b)),
          ),
        ];
    }
  } else {
    const plain = plainCall(name, input);
    if (plain !== undefined) return plain;
  }
  throw new JqError(`${name}/${args.length} is not defined`);
}

function plainCall(name: string, input: Json): Json[] | undefined {
  switch (name) {
    case "length":
      return [lengthOf(input)];
    case "not":
      return [!truthy(input)];
    case "empty":
      return [];
    case "keys":
      if (isList(input)) return [input.map((_, i) => i)];
      if (isObject(input)) return [Object.keys(input).sort(compareCodePoints)];
      throw new JqError(`${typeName(input)} (${shown(input)}) has no keys`);
    case "type":
      return [typeName(input)];
    case "add":
      return [childrenOf(input).reduce<Json>(add, null)];
    case "first":
      return [itemOf(input, 0)];
    case "last":
      return [itemOf(input, -1)];
    case "sort":
      return [[...childrenOf(input)].sort(compareJson)];
    case "unique":
      return [
        [...childrenOf(input)]
          .sort(compareJson)
          .filter((value, i, all) => i === 0 || compareJson(value, all[i - 1] ?? null) !== 0),
      ];
    case "tonumber": {
      const number = Number(input);
      if (
        (typeof input === "string" && input.trim() !== "" && !Number.isNaN(number)) ||
        typeof input === "number"
      )
        return [number];
      throw new JqError(`${typeName(input)} (${shown(input)}) cannot be parsed as a number`);
    }
    case "tostring":
      return [typeof input === "string" ? input : JSON.stringify(input)];
    default:
      return undefined;
  }
}

function lengthOf(value: Json): number {
  if (value === null) return 0;
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "string") return [...value].length;
  if (isList(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new JqError(`boolean (${value}) has no length`);
}

function textTest(name: string, input: Json, wanted: Json): boolean {
  if (typeof input !== "string" || typeof wanted !== "string") {
    throw new JqError(`${name}() requires string inputs`);
  }
  if (name === "startswith") return input.startsWith(wanted);
  if (name === "endswith") return input.endsWith(wanted);
  if (name === "contains") return input.includes(wanted);
  try {
    return RE2JS.compile(wanted.slice(0, 4096)).matcher(input).find();
  } catch (error) {
    if (error instanceof RE2JSException)
      throw new JqError(`${wanted} (at offset 0) is not a valid regex: ${error.message}`);
    throw error;
  }
}
