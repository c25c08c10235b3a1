import { useEffect, useMemo, useState } from "react";
import {
  chosenValue,
  type Dashboard,
  filteredOptions,
  interpolate,
  listedOptions,
  type QueryTimes,
  type VariableValue,
  variableQuery,
} from "../../../simulator/index.ts";
import { ask } from "../../session/session.ts";
import { useDraft } from "../../session/use-session.ts";
import { Cancelled } from "../../session/worker-client.ts";

export interface VariableState {
  readonly options: readonly string[];
  readonly value: VariableValue;
  readonly error: string | undefined;
}

export interface Variables {
  /** Undefined until every one has its options. */
  readonly values: ReadonlyMap<string, VariableValue> | undefined;
  readonly states: ReadonlyMap<string, VariableState>;
  readonly chosen: (name: string) => readonly string[];
  readonly choose: (name: string, values: readonly string[]) => void;
}

const noValues: ReadonlyMap<string, VariableValue> = new Map();
const noStates: ReadonlyMap<string, VariableState> = new Map();

/** Asks for the options of a dashboard's variables, in order: a later one may use an earlier one. */
export function useVariables(dashboard: Dashboard | undefined, atMs: number, times: QueryTimes): Variables {
  const [stored, setStored] = useDraft(`dashboards-vars:${dashboard?.uid ?? ""}`, "{}");
  const picks = useMemo(() => readPicks(stored), [stored]);
  const [states, setStates] = useState<{
    of: Dashboard | undefined;
    map: ReadonlyMap<string, VariableState>;
  }>({
    of: undefined,
    map: noStates,
  });
  const { rangeMs, intervalMs, scrapeIntervalMs } = times;
  useEffect(() => {
    if (dashboard === undefined || atMs === 0 || dashboard.variables.length === 0) return;
    const stop = new AbortController();
    resolve(dashboard, picks, atMs, { rangeMs, intervalMs, scrapeIntervalMs }, stop.signal).then(
      (map) => setStates({ of: dashboard, map }),
      (error: unknown) => {
        if (!(error instanceof Cancelled)) throw error;
      },
    );
    return () => stop.abort();
  }, [dashboard, picks, atMs, rangeMs, intervalMs, scrapeIntervalMs]);
  const known = states.of === dashboard ? states.map : noStates;
  const values = useMemo(() => {
    if (dashboard === undefined || dashboard.variables.length === 0) return noValues;
    if (known === noStates) return undefined;
    return new Map([...known].map(([name, { value }]) => [name, value]));
  }, [dashboard, known]);
  return {
    values,
    states: known,
    chosen: (name) => picks[name] ?? dashboard?.variables.find((one) => one.name === name)?.current ?? [],
    choose: (name, list) => setStored(JSON.stringify({ ...picks, [name]: list })),
  };
}

type Picks = Readonly<Record<string, readonly string[]>>;

function readPicks(stored: string): Picks {
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== "object" || value === null) return {};
    const lists = Object.entries(value).map(([name, list]): [string, readonly string[]] => [
      name,
      Array.isArray(list) ? list.filter((one) => typeof one === "string") : [],
    ]);
    return Object.fromEntries(lists);
  } catch {
    return {};
  }
}

async function resolve(
  dashboard: Dashboard,
  picks: Picks,
  atMs: number,
  times: QueryTimes,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, VariableState>> {
  const states = new Map<string, VariableState>();
  const values = new Map<string, VariableValue>();
  for (const variable of dashboard.variables) {
    if (variable.type === "datasource") continue;
    const asked = variableQuery(variable);
    let options = listedOptions(variable) ?? [];
    let error: string | undefined;
    if (asked !== undefined) {
      const request = { expr: interpolate(asked.expr, values, times), timeMs: atMs };
      const reply = await ask("query", { request }, { slot: `dashboards/variable/${variable.name}`, signal });
      if (reply.status === "error") error = reply.error;
      else {
        const found = reply.series.flatMap(({ labels }) => labels[asked.label] ?? []);
        options = [...new Set(found)].sort();
      }
    }
    options = filteredOptions(options, variable.regex);
    const value = chosenValue(variable, options, picks[variable.name] ?? variable.current);
    states.set(variable.name, { options, value, error });
    values.set(variable.name, value);
  }
  return states;
}
