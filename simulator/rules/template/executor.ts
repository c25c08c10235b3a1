import { toByteText } from "../../promql/parse/byte-text.ts";
import { compareCodePoints } from "../../tsdb/labels.ts";
import { callFunction } from "./call.ts";
import { TemplateExecError } from "./exec-error.ts";
import type { TemplateContext } from "./function-types.ts";
import { plain } from "./go-format.ts";
import { timeMethod } from "./go-methods.ts";
import {
  GoDuration,
  GoInt,
  GoList,
  GoMap,
  GoSample,
  GoStruct,
  GoTime,
  type GoValue,
  isTrue,
  nil,
  none,
  typeName,
} from "./go-value.ts";
import {
  type ArgNode,
  type BranchNode,
  type CommandNode,
  type Node,
  type PipeNode,
  printNode,
  type TemplateNode,
} from "./nodes.ts";
import type { ParsedTemplate } from "./parser.ts";

/** Go stops at 100,000 nested templates; a browser's stack ends sooner. */
const MAX_DEPTH = 500;
/** Most actions one template may run, so that nested loops end. Go has no such limit. */
const MAX_STEPS = 200_000;
/** Longest output of one template, in UTF-16 units, so that loops cannot fill the memory. */
const MAX_OUTPUT = 1_000_000;

/**
 * Runs a parsed template over its data and returns the text. Throws `TemplateExecError` with Go's message
 * `template: NAME:LINE:COL: executing "NAME" at <WHAT>: WHY`.
 */
export function executeTemplate(template: ParsedTemplate, data: GoValue, context: TemplateContext): string {
  const executor = new Executor(template, context);
  return executor.run(data);
}

interface Variable {
  readonly name: string;
  value: GoValue;
}

type Place = ArgNode | CommandNode | BranchNode | TemplateNode;

class LoopSignal extends Error {
  readonly kind: "break" | "continue";

  constructor(kind: "break" | "continue") {
    super(kind);
    this.kind = kind;
  }
}

class Executor {
  private readonly template: ParsedTemplate;
  private readonly context: TemplateContext;
  private variables: Variable[] = [];
  private output = "";
  private place: Place | undefined;
  private running: string;
  private depth = 0;
  private steps = 0;

  constructor(template: ParsedTemplate, context: TemplateContext) {
    this.template = template;
    this.context = context;
    this.running = template.name;
  }

  run(data: GoValue): string {
    this.variables = [{ name: "$", value: data }];
    this.walk(this.template.root, data);
    return this.output;
  }

  private walk(nodes: readonly Node[], dot: GoValue): void {
    for (const node of nodes) {
      this.count();
      switch (node.kind) {
        case "text":
          this.write(node.text);
          break;
        case "action": {
          const value = this.pipeline(dot, node.pipe);
          if (node.pipe.variables.length === 0) this.write(plain(value));
          break;
        }
        case "if":
        case "with":
          this.branch(node, dot);
          break;
        case "range":
          this.range(node, dot);
          break;
        case "template":
          this.call(node, dot);
          break;
        case "break":
        case "continue":
          throw new LoopSignal(node.kind);
      }
    }
  }

  private count(): void {
    this.steps++;
    if (this.steps > MAX_STEPS) throw this.failure("too many steps (Nines stops at 200,000)");
  }

  private write(text: string): void {
    this.output += text;
    if (this.output.length > MAX_OUTPUT)
      throw this.failure("output too long (Nines stops at 1,000,000 characters)");
  }

  private branch(node: BranchNode, dot: GoValue): void {
    const mark = this.variables.length;
    const value = this.pipeline(dot, node.pipe);
    if (isTrue(value)) this.walk(node.list, node.kind === "with" ? value : dot);
    else if (node.elseList !== undefined) this.walk(node.elseList, dot);
    this.variables.length = mark;
  }

  private range(node: BranchNode, dot: GoValue): void {
    const mark = this.variables.length;
    const value = this.pipeline(dot, node.pipe);
    const entries = this.entries(value);
    const inside = this.variables.length;
    for (const [key, element] of entries) {
      this.count();
      this.loopVariables(node.pipe, key, element);
      try {
        this.walk(node.list, element);
      } catch (signal) {
        if (!(signal instanceof LoopSignal)) throw signal;
        if (signal.kind === "break") break;
      } finally {
        this.variables.length = inside;
      }
    }
    if (entries.length === 0 && node.elseList !== undefined) this.walk(node.elseList, dot);
    this.variables.length = mark;
  }

  private entries(value: GoValue): readonly (readonly [GoValue, GoValue])[] {
    if (value instanceof GoList) return value.items.map((item, index) => [new GoInt(index), item]);
    if (value instanceof GoMap) return [...value.entries].sort((a, b) => compareCodePoints(a[0], b[0]));
    if (value instanceof GoInt) {
      const count = Math.min(Math.max(value.value, 0), MAX_STEPS + 1);
      return Array.from({ length: count }, (_, index) => [new GoInt(index), new GoInt(index)]);
    }
    if (value === nil || value === none) return [];
    throw this.failure(`range can't iterate over ${plain(value)}`);
  }

  /** One variable takes the element, two take key and element. */
  private loopVariables({ variables }: PipeNode, key: GoValue, element: GoValue): void {
    const values: readonly GoValue[] = variables.length > 1 ? [key, element] : [element];
    variables.forEach((name, index) => {
      const value: GoValue = values[index] ?? nil;
      this.assign(name, value);
    });
  }

  private call(node: TemplateNode, dot: GoValue): void {
    this.place = node;
    const body = this.template.defined.get(node.name);
    if (body === undefined) throw this.failure(`template ${JSON.stringify(node.name)} not defined`);
    if (this.depth >= MAX_DEPTH) throw this.failure("exceeded maximum template depth (100000)");
    const data = node.pipe === undefined ? nil : this.pipeline(dot, node.pipe);
    const outer = { variables: this.variables, running: this.running };
    this.variables = [{ name: "$", value: data }];
    this.running = node.name;
    this.depth++;
    this.walk(body, data);
    this.depth--;
    this.variables = outer.variables;
    this.running = outer.running;
  }

  private pipeline(dot: GoValue, pipe: PipeNode): GoValue {
    this.place = pipe;
    let value: GoValue | undefined;
    for (const command of pipe.commands) value = this.command(dot, command, value);
    const result: GoValue = value ?? nil;
    for (const name of pipe.variables) {
      if (pipe.assigns) this.assign(name, result);
      else this.variables.push({ name, value: result });
    }
    return result;
  }

  private assign(name: string, value: GoValue): void {
    const known = this.variables.findLast((variable) => variable.name === name);
    if (known === undefined) throw this.failure(`undefined variable: ${name}`);
    known.value = value;
  }

  private command(dot: GoValue, command: CommandNode, final: GoValue | undefined): GoValue {
    const [first, ...rest] = command.args;
    const hasArgs = rest.length > 0 || final !== undefined;
    switch (first.kind) {
      case "identifier":
        return this.invoke(dot, first.name, first, command, rest, final);
      case "field":
      case "chain":
      case "variable":
        return this.path(dot, first, rest, final);
      case "pipe":
        if (hasArgs) throw this.noFunction(first);
        return this.pipeline(dot, first);
    }
    this.place = first;
    if (hasArgs) throw this.noFunction(first);
    if (first.kind === "nil") throw this.failure("nil is not a command");
    return this.literal(dot, first);
  }

  private noFunction(node: ArgNode): TemplateExecError {
    return this.failure(`can't give argument to non-function ${printNode(node)}`);
  }

  private literal(dot: GoValue, node: ArgNode): GoValue {
    switch (node.kind) {
      case "dot":
        return dot;
      case "bool":
      case "string":
        return node.value;
      case "number":
        return numberOf(node.text, node.value);
      default:
        return nil;
    }
  }

  /** A field, a variable with fields, or the fields of a parenthesised pipeline. */
  private path(
    dot: GoValue,
    node: ArgNode & { kind: "field" | "chain" | "variable" },
    args: readonly ArgNode[],
    final: GoValue | undefined,
  ): GoValue {
    this.place = node;
    let names = node.path;
    let value: GoValue = dot;
    if (node.kind === "variable") {
      const [variable = "$", ...fields] = node.path;
      value = this.variable(variable);
      names = fields;
    } else if (node.kind === "chain") value = this.argument(dot, node.of);
    const hasArgs = args.length > 0 || final !== undefined;
    if (names.length === 0 && hasArgs) throw this.noFunction(node);
    names.forEach((name, index) => {
      const last = index === names.length - 1;
      value = this.field(dot, value, name, last ? args : [], last ? final : undefined);
    });
    return value;
  }

  private variable(name: string): GoValue {
    const known = this.variables.findLast((variable) => variable.name === name);
    if (known === undefined) throw this.failure(`undefined variable: ${name}`);
    return known.value;
  }

  private field(
    dot: GoValue,
    receiver: GoValue,
    name: string,
    args: readonly ArgNode[],
    final: GoValue | undefined,
  ): GoValue {
    const hasArgs = args.length > 0 || final !== undefined;
    if (receiver instanceof GoTime || receiver instanceof GoDuration) {
      const values = args.map((arg) => this.argument(dot, arg));
      if (final !== undefined) values.push(final);
      const result = timeMethod(receiver, name, values);
      if (result !== undefined) return result;
    }
    if (receiver instanceof GoMap) {
      if (hasArgs) throw this.failure(`${name} is not a method but has arguments`);
      return receiver.entries.get(name) ?? (receiver.element === "string" ? "" : none);
    }
    const found = fieldOf(receiver, name);
    if (found === undefined) {
      if (receiver === nil || receiver === none)
        throw this.failure(`nil data; no entry for key ${JSON.stringify(name)}`);
      throw this.failure(`can't evaluate field ${name} in type ${typeName(receiver)}`);
    }
    if (hasArgs) throw this.failure(`${name} has arguments but cannot be invoked as function`);
    return found;
  }

  private argument(dot: GoValue, node: ArgNode): GoValue {
    this.place = node;
    switch (node.kind) {
      case "identifier":
        return this.invoke(dot, node.name, node, node, [], undefined);
      case "pipe":
        return this.pipeline(dot, node);
      case "field":
      case "chain":
      case "variable":
        return this.path(dot, node, [], undefined);
      default:
        return this.literal(dot, node);
    }
  }

  private invoke(
    dot: GoValue,
    name: string,
    identifier: ArgNode,
    whole: CommandNode | ArgNode,
    args: readonly ArgNode[],
    final: GoValue | undefined,
  ): GoValue {
    this.place = identifier;
    return callFunction(name, args, final, this.context, {
      evaluate: (arg) => this.argument(dot, arg),
      at: (node) => {
        this.place = node ?? whole;
      },
      fail: (message) => {
        throw this.failure(message);
      },
    });
  }

  private failure(message: string): TemplateExecError {
    const { name, text } = this.template;
    const position = this.place?.position ?? 0;
    const before = text.slice(0, position);
    const lineStart = before.lastIndexOf("\n") + 1;
    const line = before.split("\n").length;
    const column = toByteText(before.slice(lineStart)).length;
    const what = this.place === undefined ? "" : printNode(this.place);
    return new TemplateExecError(
      `template: ${name}:${line}:${column}: executing ${JSON.stringify(this.running)} at <${what}>: ${message}`,
    );
  }
}

/** A number literal: an int unless it is written as a float. */
function numberOf(text: string, value: number): GoValue {
  if (text.startsWith("'")) return new GoInt(value, "int32");
  const isHex = /^[-+]?0[xX]/.test(text);
  if (Number.isInteger(value) && (isHex || !/[.eEpP]/.test(text))) {
    const plainDigits = /^-?[1-9][0-9]*$/.test(text);
    return plainDigits ? new GoInt(value, "int", text) : new GoInt(value);
  }
  return value;
}

function fieldOf(receiver: GoValue, name: string): GoValue | undefined {
  if (receiver instanceof GoStruct) return receiver.fields.get(name);
  if (receiver instanceof GoSample) {
    if (name === "Labels") return receiver.labels;
    if (name === "Value") return receiver.value;
  }
  return undefined;
}
