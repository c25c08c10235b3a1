import type { Ledger } from "../../ledger/ledger-types.ts";
import { LedgerWriter } from "../../ledger/ledger-writer.ts";
import type { Scenario } from "../../scenarios/scenario.ts";
import type { WorldOptions } from "../../world-options.ts";
import { Cluster } from "../cluster.ts";

/** A cluster with its ledger, advanced by hand. */
export interface Played {
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  /** Advances to an instant. */
  to(ms: number): void;
}

/** Builds a scenario's cluster without a world around it. */
export function play(scenario: Scenario, seed = 1, options: WorldOptions = {}): Played {
  const { id, epochMs, slo, causes, users } = scenario;
  const writer = new LedgerWriter({ scenario: id, seed, epochMs, slo, causes, users });
  const cluster = new Cluster(scenario, seed, options, writer);
  return {
    cluster,
    ledger: writer.open(),
    to: (ms) => {
      while (cluster.nowMs < ms) cluster.step();
    },
  };
}

/** The incident with a rollback at `rollbackMs`, to the scenario's end. */
export function playWithRollback(
  scenario: Scenario,
  rollbackMs: number,
  seed = 1,
  options: WorldOptions = {},
): Played {
  const played = play(scenario, seed, options);
  played.to(rollbackMs);
  played.cluster.rolloutUndo(scenario.service.deployment);
  played.to(scenario.endMs);
  return played;
}

/** Failed requests so far. */
export function failedOf({ ledger }: Played): number {
  return ledger.totals.failed.at(-1) ?? 0;
}
