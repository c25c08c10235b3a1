import type { CheckParams } from "../check-schema.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import { LabWorlds, type WorldCache } from "./world-supply.ts";

export interface PrepareOptions {
  readonly seeds: readonly number[];
  readonly cache: WorldCache;
  /** Seed of the learner's own run, for checks about it. */
  readonly ownSeed: number;
  /** Awaited between slices of simulation; reject to stop. Worlds finished by then are kept. */
  readonly breathe: () => Promise<void>;
}

/**
 * Simulates the hidden worlds of a step before anybody asks for a grade, so that the first Check does not
 * wait for them. Worlds that depend on what the learner does cannot be prepared.
 */
export async function prepareStep(lab: CompiledLab, stepId: string, options: PrepareOptions): Promise<void> {
  const step = lab.steps.find((one) => one.id === stepId);
  const worlds = new LabWorlds(lab, options.cache, options.breathe);
  for (const params of step?.checks ?? []) {
    const { names, seeds } = needed(params, options);
    for (const seed of seeds) for (const name of names) await worlds.open(name, seed);
  }
}

function needed(
  params: CheckParams,
  { seeds, ownSeed }: PrepareOptions,
): { names: readonly string[]; seeds: readonly number[] } {
  switch (params.kind) {
    case "promql-result":
      return { names: params.worlds, seeds };
    case "alert-battery":
      return { names: [...params.fires.map(({ world }) => world), ...params.silent], seeds };
    case "prometheus-config":
      return { names: params.asks.mode === "relabel" ? params.asks.worlds : [], seeds };
    case "number":
      return { names: [params.world], seeds: [ownSeed] };
    default:
      return { names: [], seeds: [] };
  }
}
