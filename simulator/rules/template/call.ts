import { goQuote } from "../../promql/engine/go-text.ts";
import { BUILTINS } from "./builtins.ts";
import { FunctionError, type Param, type TemplateContext, type TemplateFunction } from "./function-types.ts";
import { FUNCTIONS } from "./functions.ts";
import {
  GoDuration,
  GoList,
  GoSample,
  GoTime,
  type GoValue,
  isTrue,
  nil,
  none,
  typeName,
} from "./go-value.ts";
import { type ArgNode, printNode } from "./nodes.ts";

/** How a call reaches the running template. */
export interface Caller {
  evaluate(arg: ArgNode): GoValue;
  /** Moves the place shown in errors to a node, or back to the whole command. */
  at(node: ArgNode | undefined): void;
  fail(message: string): never;
}

const GO_TYPES: Readonly<Record<Param, string>> = {
  any: "interface {}",
  string: "string",
  results: "template.queryResult",
  sample: "*template.sample",
  duration: "time.Duration",
  time: "*time.Time",
};

/** Names templates may call. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(FUNCTIONS),
  ...Object.keys(BUILTINS),
  "and",
  "or",
]);

/** Calls a function by name with argument nodes and, at the end, the value piped in. */
export function callFunction(
  name: string,
  args: readonly ArgNode[],
  final: GoValue | undefined,
  context: TemplateContext,
  caller: Caller,
): GoValue {
  if (name === "and" || name === "or") return shortCircuit(name, args, final, caller);
  const target = functionNamed(name);
  if (target === undefined) return caller.fail(`${goQuote(name)} is not a defined function`);
  checkCount(name, target, args.length, final !== undefined, caller);
  const values = args.map((arg, index) => argument(arg, paramAt(target, index), caller));
  if (final !== undefined) values.push(validate(final, paramAt(target, args.length), caller));
  try {
    return target.call(values, context);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    caller.at(undefined);
    return caller.fail(`error calling ${name}: ${error.message}`);
  }
}

function functionNamed(name: string): TemplateFunction | undefined {
  if (Object.hasOwn(FUNCTIONS, name)) return FUNCTIONS[name];
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
}

function paramAt(target: TemplateFunction, index: number): Param {
  return target.params[index] ?? target.rest ?? "any";
}

function checkCount(
  name: string,
  target: TemplateFunction,
  given: number,
  piped: boolean,
  caller: Caller,
): void {
  const total = given + (piped ? 1 : 0);
  const wanted = target.params.length;
  if (target.rest !== undefined && total < wanted) {
    caller.fail(`wrong number of args for ${name}: want at least ${wanted} got ${given}`);
  }
  if (target.rest === undefined && total !== wanted) {
    caller.fail(`wrong number of args for ${name}: want ${wanted} got ${total}`);
  }
}

/** `and` and `or` evaluate arguments only until the answer is known. */
function shortCircuit(
  name: "and" | "or",
  args: readonly ArgNode[],
  final: GoValue | undefined,
  caller: Caller,
): GoValue {
  if (args.length === 0 && final === undefined) {
    return caller.fail(`wrong number of args for ${name}: want at least 1 got 0`);
  }
  let value: GoValue = nil;
  for (const arg of args) {
    value = argument(arg, "any", caller);
    if (isTrue(value) === (name === "or")) return value;
  }
  return final ?? value;
}

function argument(node: ArgNode, param: Param, caller: Caller): GoValue {
  caller.at(node);
  if (node.kind === "string" || node.kind === "number" || node.kind === "bool") {
    if (param === "any" || (param === "string" && node.kind === "string")) return caller.evaluate(node);
    if (param === "string") return caller.fail(`expected string; found ${printNode(node)}`);
    return caller.fail(`can't handle ${printNode(node)} for arg of type ${GO_TYPES[param]}`);
  }
  if (node.kind === "nil") {
    if (param === "string") return caller.fail(`cannot assign nil to ${GO_TYPES[param]}`);
    return nil;
  }
  return validate(caller.evaluate(node), param, caller);
}

function validate(value: GoValue, param: Param, caller: Caller): GoValue {
  if (param === "any") return value;
  const fits =
    (param === "string" && typeof value === "string") ||
    (param === "results" && value instanceof GoList) ||
    (param === "sample" && value instanceof GoSample) ||
    (param === "duration" && value instanceof GoDuration) ||
    (param === "time" && value instanceof GoTime);
  if (fits) return value;
  if (value === nil || value === none) return caller.fail(`invalid value; expected ${GO_TYPES[param]}`);
  return caller.fail(`wrong type for value; expected ${GO_TYPES[param]}; got ${typeName(value)}`);
}
