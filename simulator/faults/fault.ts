import type { FaultTarget, PlannedFault, RunningFault } from "../cluster/planned-fault.ts";

/** Values a learner, a lab or a scenario may give a fault. */
export type FaultValues = Readonly<Record<string, string | number>>;

/** What a parameter may be. */
export type ParamRule =
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly whole?: boolean }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "text"; readonly pattern: RegExp; readonly expected: string };

/**
 * Something that goes wrong. `start` edits parameters of the state equations and returns what is running;
 * it never writes a metric, a log line or a span.
 */
interface FaultDefinition<Id extends string, Params extends FaultValues> {
  readonly id: Id;
  readonly title: string;
  /** Metrics in which it shows; each is in the vocabulary. */
  readonly visibleIn: readonly string[];
  readonly defaults: Params;
  readonly rules: { readonly [K in keyof Params]: ParamRule };
  start(target: FaultTarget, params: Params, changeId: string | undefined): RunningFault;
}

/** A fault of the list: what it is, and a way to plan it with values from outside. */
export interface Fault<Id extends string> {
  readonly id: Id;
  readonly title: string;
  readonly visibleIn: readonly string[];
  readonly defaults: FaultValues;
  /** Checks the values and returns the fault ready to begin at `atMs`. Throws for a wrong value. */
  plan(atMs: number, given: FaultValues, changeId?: string): PlannedFault;
}

/** Makes a fault of its definition. */
export function defineFault<Id extends string, Params extends FaultValues>(
  definition: FaultDefinition<Id, Params>,
): Fault<Id> {
  const { id, title, visibleIn, defaults } = definition;
  return {
    id,
    title,
    visibleIn,
    defaults,
    plan(atMs, given, changeId) {
      const params = readParams(definition, given);
      const begin: PlannedFault["begin"] = (target, ticket) => definition.start(target, params, ticket);
      return { id, atMs, params, begin, ...(changeId === undefined ? {} : { changeId }) };
    },
  };
}

/** Fills in defaults and checks every value; the error names the fault, the parameter and what it must be. */
function readParams<Params extends FaultValues>(
  definition: FaultDefinition<string, Params>,
  given: FaultValues,
): Params {
  const { id, defaults, rules } = definition;
  for (const name of Object.keys(given)) {
    if (name in defaults) continue;
    throw new Error(`fault ${id}: unknown parameter "${name}"; it has ${Object.keys(defaults).join(", ")}.`);
  }
  const params = { ...defaults, ...given };
  for (const [name, rule] of Object.entries<ParamRule>(rules)) {
    const wrong = complaint(rule, params[name]);
    if (wrong !== undefined) throw new Error(`fault ${id}: ${name} must be ${wrong}, got ${params[name]}.`);
  }
  return params;
}

/** What the value must be, when it is not. */
function complaint(rule: ParamRule, value: string | number | undefined): string | undefined {
  if (rule.kind === "choice") return rule.of.includes(String(value)) ? undefined : rule.of.join(" or ");
  if (rule.kind === "text") return rule.pattern.test(String(value)) ? undefined : rule.expected;
  const number = typeof value === "number" ? value : Number.NaN;
  const { min, max, whole = false } = rule;
  const inRange = number >= min && number <= max && (!whole || Number.isInteger(number));
  return inRange ? undefined : `${whole ? "a whole number " : ""}${min}..${max}`;
}
