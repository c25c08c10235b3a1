import { describe, expect, it } from "vitest";
import { hash32, keyOf } from "../kernel/hash.ts";
import { at } from "../scenarios/flagship.ts";
import { flagshipDiurnal } from "../scenarios/flagship-diurnal.ts";
import { flagshipLeak } from "../scenarios/flagship-leak.ts";
import { scenarios } from "../scenarios/index.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { type Played, play } from "./testdata/play.ts";

/** A word that changes when anything in the state or the ledger does. */
function fingerprint({ cluster, ledger }: Played): number {
  const text = JSON.stringify([cluster.state, ledger.records(), ledger.totals], (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  return hash32(keyOf(text), text.length, 0);
}

function run(scenario: Scenario, seed: number, stops: readonly string[]): number {
  const played = play(scenario, seed);
  for (const stop of stops) played.to(at(stop));
  return fingerprint(played);
}

describe("a run", () => {
  it.each(scenarios.map((scenario) => [scenario.id, scenario] as const))(
    "of %s repeats itself",
    (_, scenario) => {
      expect(run(scenario, 5, ["14:40"])).toBe(run(scenario, 5, ["14:40"]));
    },
  );

  it("does not depend on how its way is split", () => {
    const whole = run(flagshipDiurnal, 1, ["15:00"]);
    expect(run(flagshipDiurnal, 1, ["12:30:01", "12:47:13", "14:00", "14:59:59", "15:00"])).toBe(whole);
  });

  it("depends on the seed, in flat traffic too", () => {
    expect(run(flagshipLeak, 1, ["14:00"])).not.toBe(run(flagshipLeak, 2, ["14:00"]));
  });

  it("goes on to a new world object without a trace of the old one", () => {
    play(flagshipLeak, 1).to(at("15:00"));
    expect(run(flagshipLeak, 1, ["14:20"])).toBe(run({ ...flagshipLeak }, 1, ["14:20"]));
  });
});
