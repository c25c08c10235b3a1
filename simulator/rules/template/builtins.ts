import { fromByteText, toByteText } from "../../promql/parse/byte-text.ts";
import { FunctionError, type TemplateFunction } from "./function-types.ts";
import { plain, sprintf } from "./go-format.ts";
import { GoInt, GoList, GoMap, type GoValue, isTrue, nil, none, typeName } from "./go-value.ts";
import { queryEscape } from "./url-escape.ts";

const HTML: Readonly<Record<string, string>> = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

const JS_ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
  "<": "\\u003C",
  ">": "\\u003E",
  "&": "\\u0026",
  "=": "\\u003D",
};

/** Go's built-in template functions, `and` and `or` aside. Source: text/template/funcs.go. */
export const BUILTINS: Readonly<Record<string, TemplateFunction>> = {
  not: { params: ["any"], call: ([value = nil]) => !isTrue(value) },
  len: { params: ["any"], call: ([value = nil]) => new GoInt(lengthOf(value)) },
  index: { params: ["any"], rest: "any", call: ([value = nil, ...keys]) => keys.reduce(indexInto, value) },
  slice: { params: ["any"], rest: "any", call: ([value = nil, ...bounds]) => sliceOf(value, bounds) },
  print: { params: [], rest: "any", call: sprint },
  printf: {
    params: ["string"],
    rest: "any",
    call: ([format, ...args]) => sprintf(typeof format === "string" ? format : "", args),
  },
  println: { params: [], rest: "any", call: (args) => `${args.map(plain).join(" ")}\n` },
  eq: { params: ["any"], rest: "any", call: equalsAny },
  ne: { params: ["any", "any"], call: ([a = nil, b = nil]) => !equals(a, b) },
  lt: { params: ["any", "any"], call: ([a = nil, b = nil]) => less(a, b) },
  le: { params: ["any", "any"], call: ([a = nil, b = nil]) => less(a, b) || equals(a, b) },
  gt: { params: ["any", "any"], call: ([a = nil, b = nil]) => !(less(a, b) || equals(a, b)) },
  ge: { params: ["any", "any"], call: ([a = nil, b = nil]) => !less(a, b) },
  html: {
    params: [],
    rest: "any",
    call: (args) => joined(args).replace(/[\0"'&<>]/g, (char) => HTML[char] ?? char),
  },
  js: { params: [], rest: "any", call: (args) => escapeJs(joined(args)) },
  urlquery: { params: [], rest: "any", call: (args) => queryEscape(joined(args)) },
  call: {
    params: ["any"],
    rest: "any",
    call: ([target = nil]) => {
      if (target === nil || target === none) throw new FunctionError("call of nil");
      throw new FunctionError(`non-function ${plain(target)} of type ${typeName(target)}`);
    },
  },
};

function lengthOf(value: GoValue): number {
  if (typeof value === "string") return toByteText(value).length;
  if (value instanceof GoMap) return value.entries.size;
  if (value instanceof GoList) return value.items.length;
  if (value === nil || value === none) throw new FunctionError("len of nil pointer");
  throw new FunctionError(`len of type ${typeName(value)}`);
}

function indexInto(value: GoValue, key: GoValue): GoValue {
  if (value instanceof GoMap) {
    if (typeof key !== "string") throw new FunctionError(`value has type ${typeName(key)}; should be string`);
    return value.entries.get(key) ?? (value.element === "string" ? "" : none);
  }
  if (value instanceof GoList) {
    const item = value.items[position(key, value.items.length)];
    return item ?? nil;
  }
  if (typeof value === "string") {
    const bytes = toByteText(value);
    return new GoInt(bytes.charCodeAt(position(key, bytes.length)));
  }
  if (value === nil || value === none) throw new FunctionError("index of untyped nil");
  throw new FunctionError(`can't index item of type ${typeName(value)}`);
}

function position(key: GoValue, length: number): number {
  if (!(key instanceof GoInt)) throw new FunctionError(`cannot index slice/array with type ${typeName(key)}`);
  if (key.value < 0 || key.value >= length) throw new FunctionError(`index out of range: ${key.value}`);
  return key.value;
}

function sliceOf(value: GoValue, bounds: readonly GoValue[]): GoValue {
  const numbers = bounds.map((bound) => {
    if (!(bound instanceof GoInt))
      throw new FunctionError(`cannot index slice/array with type ${typeName(bound)}`);
    return bound.value;
  });
  if (numbers.length > 3) throw new FunctionError(`too many slice indexes: ${numbers.length}`);
  const bytes = typeof value === "string" ? toByteText(value) : "";
  const length =
    typeof value === "string" ? bytes.length : value instanceof GoList ? value.items.length : undefined;
  if (length === undefined) throw new FunctionError(`can't slice item of type ${typeName(value)}`);
  const [from = 0, to = length] = numbers;
  for (const bound of [from, to]) {
    if (bound < 0 || bound > length) throw new FunctionError(`index out of range: ${bound}`);
  }
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`);
  return value instanceof GoList
    ? new GoList(value.items.slice(from, to))
    : fromByteText(bytes.slice(from, to));
}

/** `fmt.Sprint`: a space between operands when neither is a string. */
function sprint(args: readonly GoValue[]): string {
  let text = "";
  args.forEach((arg, index) => {
    const before = args[index - 1];
    if (index > 0 && typeof arg !== "string" && typeof before !== "string") text += " ";
    text += plain(arg);
  });
  return text;
}

function joined(args: readonly GoValue[]): string {
  return args.length === 1 ? plain(args[0] ?? nil) : sprint(args);
}

function escapeJs(text: string): string {
  return text.replace(/[\\'"<>&=\p{Cc}]/gu, (char) => {
    const named = JS_ESCAPES[char];
    if (named !== undefined) return named;
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `\\u${code}`;
  });
}

type Kind = "bool" | "int" | "float" | "string";

function kindOf(value: GoValue): Kind {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float";
  if (typeof value === "string") return "string";
  if (value instanceof GoInt) return "int";
  throw new FunctionError("invalid type for comparison");
}

function equalsAny(args: readonly GoValue[]): boolean {
  const [first = nil, ...others] = args;
  if (others.length === 0) throw new FunctionError("missing argument for comparison");
  return others.some((other) => equals(first, other));
}

function equals(a: GoValue, b: GoValue): boolean {
  const empty = (value: GoValue) => value === nil || value === none;
  if (empty(a) || empty(b)) return empty(a) && empty(b);
  if (kindOf(a) !== kindOf(b)) throw new FunctionError("incompatible types for comparison");
  return raw(a) === raw(b);
}

function less(a: GoValue, b: GoValue): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) throw new FunctionError("incompatible types for comparison");
  if (kind === "bool") throw new FunctionError("invalid type for comparison");
  const x = raw(a);
  const y = raw(b);
  return typeof x === "string" && typeof y === "string" ? x < y : Number(x) < Number(y);
}

function raw(value: GoValue): string | number | boolean {
  if (value instanceof GoInt) return value.value;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : "";
}
