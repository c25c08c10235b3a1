import type { Action } from "../world-types.ts";

/** Text fields each kind of action must have. */
const textFields = {
  command: ["line"],
  deploy: ["deployment", "version"],
  rollback: ["deployment"],
  inject: ["fault"],
  recover: ["fault"],
  "config-edit": ["file", "text"],
  "file-write": ["path", "text"],
  acknowledge: ["alert"],
  note: ["text"],
  close: [],
  "model-report": [],
} as const satisfies Record<Action["kind"], readonly string[]>;

/**
 * Reads a recorded action log: a JSON array, oldest first. Throws `Action 3: …` with what is wrong.
 * Numbers inside reports and fault parameters are checked where they are used.
 */
export function parseActionLog(json: unknown): readonly Action[] {
  if (!Array.isArray(json)) throw new Error("An action log is a list of actions.");
  let last = 0;
  return json.map((entry: unknown, index) => {
    const where = `Action ${index + 1}`;
    if (!isAction(entry, where)) throw new Error(`${where} is not an action.`);
    if (entry.atMs < last) throw new Error(`${where} is before the one that precedes it.`);
    last = entry.atMs;
    return entry;
  });
}

function isAction(entry: unknown, where: string): entry is Action {
  if (typeof entry !== "object" || entry === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...entry };
  const { kind: given, atMs } = fields;
  const kind = Object.keys(textFields).find((name): name is Action["kind"] => name === given);
  if (kind === undefined)
    throw new Error(
      `${where}: unknown kind "${String(given)}"; kinds are ${Object.keys(textFields).join(", ")}.`,
    );
  if (!Number.isInteger(atMs)) throw new Error(`${where}: atMs must be whole milliseconds since the epoch.`);
  for (const name of textFields[kind]) {
    if (typeof fields[name] !== "string") throw new Error(`${where}: ${kind} needs the text "${name}".`);
  }
  return true;
}
