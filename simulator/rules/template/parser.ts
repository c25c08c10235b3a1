import { goQuote } from "../../promql/engine/go-text.ts";
import { unquoteGo } from "./go-string.ts";
import { lexTemplate, type Token, type TokenKind } from "./lexer.ts";
import type { ArgNode, BranchNode, CommandNode, Node, PipeNode, TemplateNode } from "./nodes.ts";
import { isKeyword, printToken, TokenCursor } from "./token-cursor.ts";

/** A parsed template: its own nodes and those it defines by name. */
export interface ParsedTemplate {
  readonly name: string;
  readonly text: string;
  readonly root: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
}

/** A template that does not parse; the message is Go's: `template: NAME:LINE: MESSAGE`. */
export class TemplateParseError extends Error {}

/** Parses a template. `functions` are the names it may call. Throws `TemplateParseError`. */
export function parseTemplate(name: string, text: string, functions: ReadonlySet<string>): ParsedTemplate {
  const parser = new Parser(name, lexTemplate(text), functions);
  const root = parser.parse();
  return { name, text, root, defined: parser.defined };
}

type Ender = { readonly kind: "end" } | { readonly kind: "else" };

const OPERANDS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  "bool",
  "charConstant",
  "dot",
  "field",
  "identifier",
  "number",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);

class Parser extends TokenCursor {
  readonly defined = new Map<string, readonly Node[]>();
  private readonly name: string;
  private readonly functions: ReadonlySet<string>;
  private variables: string[] = ["$"];
  private rangeDepth = 0;
  private actionLine = 0;

  constructor(name: string, tokens: readonly Token[], functions: ReadonlySet<string>) {
    super(tokens);
    this.name = name;
    this.functions = functions;
  }

  parse(): readonly Node[] {
    const root: Node[] = [];
    while (this.peek().kind !== "eof") {
      if (this.atDefine()) {
        this.definition();
        continue;
      }
      const node = this.textOrAction();
      if (node.kind === "end" || node.kind === "else") this.fail(`unexpected {{${node.kind}}}`);
      else root.push(node);
    }
    return root;
  }

  private atDefine(): boolean {
    if (this.peek().kind !== "leftDelim") return false;
    const at = this.at;
    this.next();
    const found = isKeyword(this.nextNonSpace(), "define");
    if (!found) this.at = at;
    return found;
  }

  private definition(): void {
    const context = "define clause";
    const outer = this.variables;
    this.variables = ["$"];
    const name = this.templateName(context);
    this.expect("rightDelim", context);
    const { list, end } = this.itemList();
    if (end.kind !== "end") this.fail(`unexpected {{${end.kind}}} in ${context}`);
    this.variables = outer;
    this.defined.set(name, list);
  }

  private itemList(): { list: readonly Node[]; end: Ender } {
    const list: Node[] = [];
    while (this.peekNonSpace().kind !== "eof") {
      const node = this.textOrAction();
      if (node.kind === "end" || node.kind === "else") return { list, end: node };
      list.push(node);
    }
    return this.fail("unexpected EOF");
  }

  private textOrAction(): Node | Ender {
    const token = this.nextNonSpace();
    if (token.kind === "text") return { kind: "text", text: token.value };
    if (token.kind !== "leftDelim") return this.unexpected(token, "input");
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Node | Ender {
    const token = this.nextNonSpace();
    if (token.kind === "keyword") {
      switch (token.value) {
        case "if":
        case "range":
        case "with":
          return this.control(token.value);
        case "else":
          return this.elseControl();
        case "end":
          this.expect("rightDelim", "end");
          return { kind: "end" };
        case "template":
          return this.templateControl();
        case "block":
          return this.blockControl();
        case "break":
        case "continue":
          return this.loopControl(token.value);
      }
    }
    this.backup();
    return { kind: "action", pipe: this.pipeline("command", "rightDelim") };
  }

  private loopControl(kind: "break" | "continue"): Node {
    const token = this.nextNonSpace();
    if (token.kind !== "rightDelim") this.unexpected(token, `{{${kind}}}`);
    if (this.rangeDepth === 0) this.fail(`{{${kind}}} outside {{range}}`);
    return { kind };
  }

  private control(kind: BranchNode["kind"]): BranchNode {
    const known = this.variables.length;
    const { position } = this.peekNonSpace();
    const pipe = this.pipeline(kind, "rightDelim");
    if (kind === "range") this.rangeDepth++;
    const { list, end } = this.itemList();
    if (kind === "range") this.rangeDepth--;
    const elseList = end.kind === "else" ? this.elseList() : undefined;
    this.variables.length = known;
    return { kind, position, pipe, list, elseList };
  }

  private elseList(): readonly Node[] {
    const next = this.peek();
    if (isKeyword(next, "if") || isKeyword(next, "with")) {
      this.next();
      return [this.control(next.value === "if" ? "if" : "with")];
    }
    const { list, end } = this.itemList();
    if (end.kind !== "end") this.fail(`expected end; found {{${end.kind}}}`);
    return list;
  }

  /** `{{else if …}}` stands for `{{else}}{{if …}}` with one end. */
  private elseControl(): Ender {
    const next = this.peekNonSpace();
    if (!isKeyword(next, "if") && !isKeyword(next, "with")) this.expect("rightDelim", "else");
    return { kind: "else" };
  }

  private templateControl(): TemplateNode {
    const context = "template clause";
    const { position } = this.peekNonSpace();
    const name = this.templateName(context);
    if (this.nextNonSpace().kind === "rightDelim")
      return { kind: "template", position, name, pipe: undefined };
    this.backup();
    return { kind: "template", position, name, pipe: this.pipeline(context, "rightDelim") };
  }

  private blockControl(): TemplateNode {
    const context = "block clause";
    const { position } = this.peekNonSpace();
    const name = this.templateName(context);
    const pipe = this.pipeline(context, "rightDelim");
    const outer = this.variables;
    this.variables = ["$"];
    const { list, end } = this.itemList();
    if (end.kind !== "end") this.fail(`unexpected {{${end.kind}}} in ${context}`);
    this.variables = outer;
    this.defined.set(name, list);
    return { kind: "template", position, name, pipe };
  }

  private templateName(context: string): string {
    const token = this.nextNonSpace();
    if (token.kind !== "string" && token.kind !== "rawString") return this.unexpected(token, context);
    return unquoteGo(token.value) ?? this.fail("invalid syntax");
  }

  private pipeline(context: string, end: TokenKind): PipeNode {
    const { position } = this.peekNonSpace();
    const variables: string[] = [];
    const assigns = this.declarations(context, variables);
    const commands: CommandNode[] = [];
    for (;;) {
      const token = this.nextNonSpace();
      if (token.kind === end) break;
      if (!OPERANDS.has(token.kind) && !isKeyword(token, "nil")) this.unexpected(token, context);
      this.backup();
      commands.push(this.command());
    }
    this.checkPipeline(commands, context);
    return { kind: "pipe", position, assigns, variables, commands };
  }

  /** Reads `$x :=`, `$x =` or, in a range, `$i, $x :=`; true for an assignment. */
  private declarations(context: string, variables: string[]): boolean {
    const first = this.peekNonSpace();
    if (first.kind !== "variable") return false;
    const at = this.at;
    this.next();
    const after = this.peekNonSpace();
    if (after.kind === "assign" || after.kind === "declare") {
      this.next();
      this.declare(first.value, variables);
      return after.kind === "assign";
    }
    if (after.kind === "char" && after.value === ",") {
      this.next();
      this.declare(first.value, variables);
      if (context !== "range" || variables.length >= 2) this.fail(`too many declarations in ${context}`);
      const second = this.peekNonSpace().kind;
      if (second !== "variable" && second !== "rightDelim" && second !== "rightParen") {
        this.fail("range can only initialize variables");
      }
      return this.declarations(context, variables);
    }
    this.at = at;
    return false;
  }

  private declare(name: string, variables: string[]): void {
    variables.push(name);
    this.variables.push(name);
  }

  private checkPipeline(commands: readonly CommandNode[], context: string): void {
    if (commands.length === 0) this.fail(`missing value for ${context}`);
    commands.slice(1).forEach(({ args: [first] }, index) => {
      if (["bool", "dot", "nil", "number", "string"].includes(first.kind)) {
        this.fail(`non executable command in pipeline stage ${index + 2}`);
      }
    });
  }

  private command(): CommandNode {
    const { position } = this.peekNonSpace();
    const args: ArgNode[] = [];
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) args.push(operand);
      const token = this.next();
      if (token.kind === "space") continue;
      if (token.kind === "rightDelim" || token.kind === "rightParen") this.backup();
      else if (token.kind !== "pipe") this.unexpected(token, "operand");
      break;
    }
    const [first, ...rest] = args;
    if (first === undefined) return this.fail("empty command");
    return { kind: "command", position, args: [first, ...rest] };
  }

  private operand(): ArgNode | undefined {
    const node = this.term();
    if (node === undefined || this.peek().kind !== "field") return node;
    const { position } = this.peek();
    const path: string[] = [];
    while (this.peek().kind === "field") path.push(this.next().value.slice(1));
    switch (node.kind) {
      case "field":
      case "variable":
        return { kind: node.kind, position, path: [...node.path, ...path] };
      case "bool":
      case "string":
      case "number":
      case "nil":
      case "dot":
        return this.fail(`unexpected . after term ${goQuote(termText(node))}`);
      default:
        return { kind: "chain", position, of: node, path };
    }
  }

  private term(): ArgNode | undefined {
    const token = this.nextNonSpace();
    const { position, value } = token;
    switch (token.kind) {
      case "identifier":
        if (!this.functions.has(value)) this.fail(`function ${goQuote(value)} not defined`);
        return { kind: "identifier", position, name: value };
      case "dot":
        return { kind: "dot", position };
      case "variable":
        if (!this.variables.includes(value)) this.fail(`undefined variable ${goQuote(value)}`);
        return { kind: "variable", position, path: [value] };
      case "field":
        return { kind: "field", position, path: [value.slice(1)] };
      case "bool":
        return { kind: "bool", position, value: value === "true" };
      case "number":
        return this.number(token);
      case "charConstant":
        return this.character(token);
      case "leftParen":
        return this.pipeline("parenthesized pipeline", "rightParen");
      case "string":
      case "rawString": {
        const text = unquoteGo(value) ?? this.fail("invalid syntax");
        return { kind: "string", position, quoted: value, value: text };
      }
      case "keyword":
        if (value === "nil") return { kind: "nil", position };
        break;
    }
    this.backup();
    return undefined;
  }

  private number({ value, position }: Token): ArgNode {
    const plain = value.replaceAll("_", "");
    const sign = plain.startsWith("-") ? -1 : 1;
    const body = plain.replace(/^[-+]/, "").replace(/^0([0-7]+)$/, "0o$1");
    const number = sign * Number(body);
    if (/^0[0-9]*[89]/.test(body) && !/[.eE]/.test(body))
      return this.fail(`integer overflow: ${goQuote(value)}`);
    if (body === "" || Number.isNaN(number)) return this.fail(`illegal number syntax: ${goQuote(value)}`);
    // Go takes `1e3` as both an integer and a float.
    return { kind: "number", position, text: value, value: number, isInt: Number.isInteger(number) };
  }

  private character({ value, position }: Token): ArgNode {
    const text = unquoteGo(`"${value.slice(1, -1).replaceAll('"', '\\"')}"`);
    const [char, ...more] = text ?? "";
    if (char === undefined || more.length > 0) return this.fail(`malformed character constant: ${value}`);
    return { kind: "number", position, text: value, value: char.codePointAt(0) ?? 0, isInt: true };
  }

  private expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace();
    return token.kind === kind ? token : this.unexpected(token, context);
  }

  private unexpected(token: Token, context: string): never {
    if (token.kind !== "error") return this.fail(`unexpected ${printToken(token)} in ${context}`);
    let extra = "";
    if (this.actionLine !== 0 && this.actionLine !== token.line) {
      extra = `${token.value.endsWith(" action") ? "" : " in action"} started at ${this.name}:${this.actionLine}`;
    }
    return this.fail(`${token.value}${extra}`);
  }

  private fail(message: string): never {
    const { line } = this.tokenAt(Math.max(this.at - 1, 0));
    throw new TemplateParseError(`template: ${this.name}:${line}: ${message}`);
  }
}

function termText(node: ArgNode): string {
  if (node.kind === "string") return node.quoted;
  if (node.kind === "number") return node.text;
  if (node.kind === "bool") return String(node.value);
  return node.kind === "nil" ? "nil" : ".";
}
