import type { ParserStage } from "../ast.ts";
import type { LogEntry } from "./log-entry.ts";

/** Deepest object that `json` flattens. */
const maxDepth = 32;

/** Runs `json` or `logfmt` over the line; what cannot be read is marked, not dropped. */
export function parseLine(stage: ParserStage): (entry: LogEntry) => void {
  const { fields } = stage;
  if (stage.kind === "json") {
    const paths = fields.map(({ name, path }) => ({ name, keys: pathKeys(path) }));
    return fields.length === 0 ? flattenJson : (entry) => pickJson(entry, paths);
  }
  return (entry) => {
    const found = readLogfmt(entry.line, stage.strict);
    if (found === undefined) return entry.fail("LogfmtParserErr", "logfmt syntax error");
    if (fields.length > 0) {
      for (const { name, path } of fields) entry.extract(name, found.get(path) ?? "");
      return;
    }
    for (const [name, value] of found) {
      if (value !== "" || stage.keepEmpty) entry.extract(labelName(name), value);
    }
  };
}

function readJson(entry: LogEntry): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(entry.line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Reported below, like any other line that holds no object.
  }
  entry.fail("JSONParserErr", "Value looks like object, but can't find closing '}' symbol");
  return undefined;
}

function flattenJson(entry: LogEntry): void {
  const object = readJson(entry);
  if (object !== undefined) flatten(entry, object, "", 0);
}

function flatten(entry: LogEntry, object: object, prefix: string, depth: number): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === "" ? labelName(key) : `${prefix}_${labelName(key)}`;
    if (typeof value === "object" && value !== null) {
      // Arrays are left out, as in Loki.
      if (!Array.isArray(value) && depth < maxDepth) flatten(entry, value, name, depth + 1);
    } else if (value !== null && name !== "") entry.extract(name, String(value));
  }
}

function pickJson(entry: LogEntry, paths: readonly { name: string; keys: readonly string[] }[]): void {
  const object = readJson(entry);
  if (object === undefined) return;
  for (const { name, keys } of paths) {
    let value: unknown = object;
    for (const key of keys) {
      const holder: unknown = value;
      value =
        typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
          ? Object.entries(holder).find(([one]) => one === key)?.[1]
          : undefined;
    }
    const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
    entry.extract(name, text);
  }
}

/** Keys of a path such as `request.headers["User-Agent"]` or `servers[0]`. */
function pathKeys(path: string): string[] {
  return [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? "",
  );
}

/** `a=1 b="two words"`; text without `=` is a key without a value. Undefined when strict reading fails. */
function readLogfmt(line: string, strict: boolean): Map<string, string> | undefined {
  const found = new Map<string, string>();
  const pairs = /([^\s="]+)(=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?|(["=])/g;
  for (const [, key, assigned, quoted, plain, odd] of line.matchAll(pairs)) {
    if (odd !== undefined) {
      if (strict) return undefined;
      continue;
    }
    if (key === undefined || (assigned === undefined && strict)) continue;
    found.set(
      key,
      quoted === undefined ? (plain ?? "") : quoted.replace(/\\(["\\])/g, "$1").replaceAll("\\n", "\n"),
    );
  }
  return found;
}

/** A name that a label may have: other characters become `_`, a leading digit gets one in front. */
function labelName(key: string): string {
  const name = key.trim().replace(/[^a-zA-Z0-9_]/g, "_");
  return /^\d/.test(name) ? `_${name}` : name;
}
