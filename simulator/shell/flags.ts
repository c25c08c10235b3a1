/**
 * Command-line flags as most Go tools and GNU tools read them: `--name value`, `--name=value`, `-n value`,
 * `-nvalue`, grouped short switches, and `--` to end them.
 */

/** A flag a command knows. A `switch` takes no value unless written `--name=false`. */
export interface FlagSpec {
  readonly name: string;
  readonly short?: string;
  readonly kind: "switch" | "value";
}

export interface ParsedFlags {
  readonly ok: true;
  /** Words that are not flags, those after `--` excluded. */
  readonly args: readonly string[];
  /** Words after `--`; undefined when there was none. */
  readonly rest: readonly string[] | undefined;
  /** The last value given. */
  get(name: string): string | undefined;
  /** All values given, in order. */
  all(name: string): readonly string[];
  /** Whether a switch is on. */
  has(name: string): boolean;
}

/** What is wrong with the flags; each tool words it its own way. */
type FlagError =
  | { readonly kind: "unknown-long"; readonly name: string }
  | { readonly kind: "unknown-short"; readonly letter: string; readonly group: string }
  | { readonly kind: "missing-long"; readonly name: string }
  | { readonly kind: "missing-short"; readonly letter: string; readonly group: string };

export interface FailedFlags {
  readonly ok: false;
  readonly problem: FlagError;
}

interface FlagOptions {
  /** Stop at the first word that is not a flag, as `ssh` and `kubectl exec` do for the remote command. */
  readonly stopAtArgument?: boolean;
  /** Long flags may be written with one dash, as NVIDIA's tools and Prometheus's do. */
  readonly singleDashLong?: boolean;
}

/** Reads `argv` against the known flags. */
export function parseFlags(
  argv: readonly string[],
  specs: readonly FlagSpec[],
  options: FlagOptions = {},
): ParsedFlags | FailedFlags {
  const values = new Map<string, string[]>();
  const args: string[] = [];
  let rest: string[] | undefined;
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  let at = 0;
  while (at < argv.length) {
    const word = argv[at++] ?? "";
    if (word === "--") {
      rest = argv.slice(at);
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      args.push(word);
      if (options.stopAtArgument === true) {
        args.push(...argv.slice(at));
        break;
      }
      continue;
    }
    const long = longName(word, specs, options);
    if (long !== undefined) {
      const spec = specs.find(({ name }) => name === long.name);
      if (spec === undefined) return { ok: false, problem: { kind: "unknown-long", name: long.name } };
      if (long.value !== undefined) add(spec.name, long.value);
      else if (spec.kind === "switch") add(spec.name, "true");
      else if (at < argv.length) add(spec.name, argv[at++] ?? "");
      else return { ok: false, problem: { kind: "missing-long", name: spec.name } };
      continue;
    }
    const taken = shortGroup(word, specs, argv[at], add);
    if (typeof taken !== "number") return { ok: false, problem: taken };
    at += taken;
  }
  return {
    ok: true,
    args,
    rest,
    get: (name) => values.get(name)?.at(-1),
    all: (name) => values.get(name) ?? [],
    has: (name) => isOn(values.get(name)?.at(-1)),
  };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "false" && value !== "0";
}

function longName(
  word: string,
  specs: readonly FlagSpec[],
  options: FlagOptions,
): { name: string; value: string | undefined } | undefined {
  const double = word.startsWith("--");
  const body = word.slice(double ? 2 : 1);
  const equals = body.indexOf("=");
  const name = equals < 0 ? body : body.slice(0, equals);
  const value = equals < 0 ? undefined : body.slice(equals + 1);
  if (double) return { name, value };
  const known =
    options.singleDashLong === true && name.length > 1 && specs.some((spec) => spec.name === name);
  return known ? { name, value } : undefined;
}

/** Reads `-abc`; returns how many following words it used, 0 or 1. */
function shortGroup(
  word: string,
  specs: readonly FlagSpec[],
  next: string | undefined,
  add: (name: string, value: string) => void,
): number | FlagError {
  const group = word.slice(1);
  for (let i = 0; i < group.length; i++) {
    const letter = group.charAt(i);
    const spec = specs.find(({ short }) => short === letter);
    if (spec === undefined) return { kind: "unknown-short", letter, group };
    if (spec.kind === "switch") {
      add(spec.name, "true");
      continue;
    }
    const attached = group.slice(i + 1);
    if (attached !== "") {
      add(spec.name, attached.startsWith("=") ? attached.slice(1) : attached);
      return 0;
    }
    if (next === undefined) return { kind: "missing-short", letter, group };
    add(spec.name, next);
    return 1;
  }
  return 0;
}
