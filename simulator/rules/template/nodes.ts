/** The tree of a Go template. `position` is an offset in the whole text, prefix included. */
export type Node = TextNode | ActionNode | BranchNode | TemplateNode | LoopNode;

export interface TextNode {
  readonly kind: "text";
  readonly text: string;
}

export interface ActionNode {
  readonly kind: "action";
  readonly pipe: PipeNode;
}

export interface BranchNode {
  readonly kind: "if" | "range" | "with";
  readonly position: number;
  readonly pipe: PipeNode;
  readonly list: readonly Node[];
  readonly elseList: readonly Node[] | undefined;
}

export interface TemplateNode {
  readonly kind: "template";
  readonly position: number;
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface LoopNode {
  readonly kind: "break" | "continue";
}

export interface PipeNode {
  readonly kind: "pipe";
  readonly position: number;
  readonly assigns: boolean;
  /** Variables set by the pipe, `$x`. */
  readonly variables: readonly string[];
  readonly commands: readonly CommandNode[];
}

export interface CommandNode {
  readonly kind: "command";
  readonly position: number;
  readonly args: readonly [ArgNode, ...ArgNode[]];
}

export type ArgNode =
  | { readonly kind: "identifier"; readonly position: number; readonly name: string }
  | { readonly kind: "dot"; readonly position: number }
  | { readonly kind: "nil"; readonly position: number }
  | { readonly kind: "variable"; readonly position: number; readonly path: readonly string[] }
  | { readonly kind: "field"; readonly position: number; readonly path: readonly string[] }
  | {
      readonly kind: "chain";
      readonly position: number;
      readonly of: ArgNode;
      readonly path: readonly string[];
    }
  | { readonly kind: "bool"; readonly position: number; readonly value: boolean }
  | {
      readonly kind: "number";
      readonly position: number;
      readonly text: string;
      readonly value: number;
      readonly isInt: boolean;
    }
  | { readonly kind: "string"; readonly position: number; readonly quoted: string; readonly value: string }
  | PipeNode;

/** Prints a node as Go's error texts show it between `<` and `>`. */
export function printNode(node: ArgNode | CommandNode | BranchNode | TemplateNode): string {
  switch (node.kind) {
    case "identifier":
      return node.name;
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "variable":
      return node.path.join(".");
    case "field":
      return node.path.map((name) => `.${name}`).join("");
    case "chain":
      return `${node.of.kind === "pipe" ? `(${printNode(node.of)})` : printNode(node.of)}.${node.path.join(".")}`;
    case "bool":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return node.quoted;
    case "command":
      return node.args.map((arg) => (arg.kind === "pipe" ? `(${printNode(arg)})` : printNode(arg))).join(" ");
    case "pipe": {
      const sets =
        node.variables.length > 0 ? `${node.variables.join(", ")} ${node.assigns ? "=" : ":="} ` : "";
      return sets + node.commands.map(printNode).join(" | ");
    }
    case "template":
      return `{{template ${JSON.stringify(node.name)}${node.pipe === undefined ? "" : ` ${printNode(node.pipe)}`}}}`;
    case "if":
    case "range":
    case "with":
      return `{{${node.kind} ${printNode(node.pipe)}}}`;
  }
}
