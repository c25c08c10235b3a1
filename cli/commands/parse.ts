import {
  childrenOf,
  type Expr,
  parse as parsePromql,
  prettyPrint,
  printExpr,
  toAstJson,
} from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { readFlags } from "../read-flags.ts";

export const parse: Command = {
  name: "parse",
  summary: "print the syntax tree of a PromQL expression, or its parse error",
  usage: "nines parse EXPR [--json | --format]",
  async run(argv) {
    const flags = readFlags(argv, { json: { type: "boolean" }, format: { type: "boolean" } });
    const [text] = flags.words;
    if (text === undefined) throw new Misuse("EXPR is missing");
    const { ast, errors } = parsePromql(text);
    const [first] = errors;
    if (first !== undefined || ast === undefined) {
      process.stderr.write(
        `${first?.text ?? "unknown position: parse error: no expression found in input"}\n`,
      );
      return 1;
    }
    if (flags.on("json")) process.stdout.write(`${JSON.stringify(toAstJson(ast))}\n`);
    else if (flags.on("format")) process.stdout.write(`${prettyPrint(ast)}\n`);
    else process.stdout.write(tree(ast, 0));
    return 0;
  },
};

/** One node a line, indented, with its kind, byte range and own text. */
function tree(node: Expr, depth: number): string {
  const line = `${"  ".repeat(depth)}${node.kind} [${node.span.start},${node.span.end}) ${printExpr(node)}\n`;
  return (
    line +
    childrenOf(node)
      .map((child) => tree(child, depth + 1))
      .join("")
  );
}
