import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { parseRuleFile, type WorldChange } from "../../../simulator/index.ts";
import type { PostmortemDocument, TextSpan } from "./document.ts";
import { readDurations, readNumber } from "./read-values.ts";

/**
 * What an action item would really change, as a YAML block named by the table's `change` column. In
 * life this is a pull request; here the same seed is run again with it.
 */
export interface ExecutableChange {
  readonly id: string;
  readonly at: TextSpan;
  /** Changes of the cluster, the pipeline or the rule file. */
  readonly world: readonly WorldChange[];
  /** A shipped rule with another `for`, in seconds. */
  readonly ruleFor: readonly { readonly alert: string; readonly seconds: number }[];
  /** Somebody answers a page within this many seconds instead of as it was. */
  readonly acknowledgeWithinSeconds: number | undefined;
  /** Names of the changes, in the order they are written. */
  readonly names: readonly string[];
}

/** A change block that cannot be read, in words. */
export interface ChangeProblem {
  readonly id: string;
  readonly message: string;
  readonly at: TextSpan;
}

/** Longest change block, in characters. */
const longestBlock = 8_192;
/** A pod of this service needs 30 s from start to Ready (06 section 4.2); the pace counts from its start. */
const startSeconds = 30;

type Reading = {
  readonly world?: WorldChange;
  readonly ruleFor?: { alert: string; seconds: number };
  readonly ack?: number;
};
type Reader = (value: unknown) => Reading | undefined;

const readers: Readonly<Record<string, { readonly example: string; readonly read: Reader }>> = {
  rules: {
    example: "rules: | followed by a rule file",
    read: (value) => (typeof value === "string" ? { world: { kind: "add-rules", text: value } } : undefined),
  },
  "container-memory-limit": {
    example: "container-memory-limit: 8GiB",
    read: (value) => bytes(value, (n) => ({ world: { kind: "container-memory-limit", bytes: n } })),
  },
  "gpu-memory-cap": {
    example: "gpu-memory-cap: 90%",
    read(value) {
      const share = readShare(value);
      return share === undefined ? undefined : { world: { kind: "gpu-memory-cap", share } };
    },
  },
  "cache-bound": {
    example: "cache-bound: 4GiB",
    read: (value) => bytes(value, (n) => ({ world: { kind: "cache-bound", mebibytes: n / 1_048_576 } })),
  },
  "restart-before": {
    example: "restart-before: 20000 requests",
    read(value) {
      const requests = count(value);
      return requests === undefined ? undefined : { world: { kind: "restart-before", requests } };
    },
  },
  "rollout-pace": {
    example: "rollout-pace: 30s",
    read(value) {
      const seconds = duration(value);
      return seconds === undefined || seconds < startSeconds
        ? undefined
        : { world: { kind: "rollout-pace", minReadySeconds: seconds - startSeconds } };
    },
  },
  canary: {
    example: "canary: { replicas: 1, hold: 20m }",
    read(value) {
      const replicas = count(field(value, "replicas"));
      const holdSeconds = duration(field(value, "hold"));
      if (replicas === undefined || replicas < 1 || holdSeconds === undefined) return undefined;
      return { world: { kind: "canary", replicas, holdSeconds } };
    },
  },
  "auto-rollback": {
    example: "auto-rollback: { alert: HighBurnRate, after: 2m }",
    read(value) {
      const alert = field(value, "alert");
      const delaySeconds = duration(field(value, "after"));
      if (typeof alert !== "string" || delaySeconds === undefined) return undefined;
      return { world: { kind: "auto-rollback", alert, delaySeconds } };
    },
  },
  "soak-test": {
    example: "soak-test: { rps: 20, for: 30m }",
    read(value) {
      const requestsPerSecond = count(field(value, "rps"));
      const seconds = duration(field(value, "for"));
      if (requestsPerSecond === undefined || seconds === undefined) return undefined;
      return { world: { kind: "soak-test", requestsPerSecond, minutes: seconds / 60 } };
    },
  },
  "observe-latency": {
    example: "observe-latency: all",
    read: (value) =>
      value === "all" || value === "success"
        ? { world: { kind: "observe-latency", outcomes: value } }
        : undefined,
  },
  "rule-for": {
    example: "rule-for: { alert: HighModelLatency, for: 2m }",
    read(value) {
      const alert = field(value, "alert");
      const seconds = duration(field(value, "for"));
      return typeof alert !== "string" || seconds === undefined ? undefined : { ruleFor: { alert, seconds } };
    },
  },
  "acknowledge-within": {
    example: "acknowledge-within: 5m",
    read(value) {
      const ack = duration(value);
      return ack === undefined ? undefined : { ack };
    },
  },
};

/** The kinds of change a block may hold, each with an example, for the template and for messages. */
export const changeExamples: readonly string[] = Object.values(readers).map((reader) => reader.example);

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function duration(value: unknown): number | undefined {
  if (typeof value === "number") return value >= 0 && Number.isFinite(value) ? value : undefined;
  return typeof value === "string" ? readDurations(value)[0] : undefined;
}

function count(value: unknown): number | undefined {
  const n = typeof value === "string" ? readNumber(value) : value;
  return typeof n === "number" && Number.isFinite(n) && n > 0 ? n : undefined;
}

const byteUnits: Readonly<Record<string, number>> = {
  ki: 1024,
  mi: 1_048_576,
  gi: 1_073_741_824,
  k: 1e3,
  m: 1e6,
  g: 1e9,
};

function bytes(value: unknown, use: (n: number) => Reading): Reading | undefined {
  const match =
    typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*(ki|mi|gi|k|m|g)?b?$/i.exec(value.trim()) : null;
  const n =
    match === null ? count(value) : Number(match[1]) * (byteUnits[(match[2] ?? "").toLowerCase()] ?? 1);
  return n === undefined || n <= 0 ? undefined : use(n);
}

function readShare(value: unknown): number | undefined {
  const percent = typeof value === "string" ? /^(\d+(?:\.\d+)?)\s*%$/.exec(value.trim())?.[1] : undefined;
  const share = percent === undefined ? count(value) : Number(percent) / 100;
  return share !== undefined && share > 0 && share <= 1 ? share : undefined;
}

/** Reads every named YAML block of the Action items section. */
export function readChanges(document: PostmortemDocument): {
  readonly changes: ReadonlyMap<string, ExecutableChange>;
  readonly problems: readonly ChangeProblem[];
} {
  const changes = new Map<string, ExecutableChange>();
  const problems: ChangeProblem[] = [];
  for (const fence of document.sections.actions?.fences ?? []) {
    const id = /^ya?ml\s+(\S+)$/.exec(fence.info)?.[1];
    if (id === undefined) continue;
    const read = readChange(id, fence.text, fence.at);
    if ("message" in read) problems.push(read);
    else if (!changes.has(id)) changes.set(id, read);
  }
  return { changes, problems };
}

/** Reads one YAML block: a map from names of changes to their values. Never throws. */
export function readChange(id: string, text: string, at: TextSpan): ExecutableChange | ChangeProblem {
  if (text.length > longestBlock)
    return { id, at, message: `${id} has ${text.length} characters; at most ${longestBlock}.` };
  const document = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) return { id, at, message: `${id} is not YAML: ${error.message}` };
  if (!isMap(document.contents))
    return { id, at, message: `${id} is empty; write for example: ${changeExamples[1]}` };
  const world: WorldChange[] = [];
  const ruleFor: { alert: string; seconds: number }[] = [];
  const names: string[] = [];
  let acknowledgeWithinSeconds: number | undefined;
  for (const pair of document.contents.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : "";
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (reader === undefined) {
      return {
        id,
        at,
        message: `${id}: “${key}” is no change that can be replayed; ${Object.keys(readers).join(", ")} are.`,
      };
    }
    const value: unknown = isScalar(pair.value) || pair.value === null ? pair.value?.value : pair.value;
    const plain =
      typeof value === "object" && value !== null ? document.toJS({ maxAliasCount: 0 })[key] : value;
    if (key === "rules" && typeof plain === "string") {
      const [broken] = parseRuleFile(plain, id).errors;
      if (broken !== undefined)
        return { id, at, message: `${id}: Prometheus would not load these rules: ${broken.text}` };
    }
    const reading = reader.read(plain);
    if (reading === undefined) return { id, at, message: `${id}: write it as: ${reader.example}` };
    if (reading.world !== undefined) world.push(reading.world);
    if (reading.ruleFor !== undefined) ruleFor.push(reading.ruleFor);
    acknowledgeWithinSeconds = reading.ack ?? acknowledgeWithinSeconds;
    names.push(key);
  }
  return { id, at, world, ruleFor, acknowledgeWithinSeconds, names };
}
