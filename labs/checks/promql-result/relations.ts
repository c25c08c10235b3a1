import type { PromqlResultParams, RelationName } from "../../check-schema.ts";
import type { CheckContext, HiddenWorld } from "../check.ts";
import { decoySource } from "../sources/decoy-source.ts";
import { derivedSource } from "../sources/derived-source.ts";
import { renamedSource } from "../sources/renamed-source.ts";
import type { Stage } from "./failure.ts";

/** Arrivals of the traffic-scale relation, as multiples of the world's own (04 section 4.1). */
const trafficScales = [2, 0.25] as const;

/** The world as it ran. */
export function baseStage(hidden: HiddenWorld): Stage {
  return { hidden, title: hidden.title, source: hidden.world.source };
}

/**
 * Changed versions of a world under which the reference keeps its meaning. Renames and decoys change a
 * copy of the telemetry; other traffic is another run of the same seed.
 */
export async function relationStages(
  relation: RelationName,
  params: PromqlResultParams,
  context: CheckContext,
): Promise<Stage[]> {
  const seed = context.seeds[0] ?? 0;
  const stages: Stage[] = [];
  // Another run costs as much as another world, so other traffic is tried on the first world only.
  const worlds = relation === "traffic-scale" ? params.worlds.slice(0, 1) : params.worlds;
  for (const name of worlds) {
    if (relation === "traffic-scale") {
      for (const trafficScale of trafficScales) {
        const hidden = await context.supply.openWith(name, seed, { options: { trafficScale } });
        const title = `${hidden.title}, ${trafficScale === 2 ? "twice" : "a quarter of"} the traffic`;
        stages.push({ hidden, title, source: hidden.world.source });
      }
      continue;
    }
    const hidden = await context.supply.open(name, seed);
    stages.push(telemetryStage(relation, hidden));
  }
  return stages;
}

/** A relation that only changes a copy of the telemetry. */
export function telemetryStage(relation: "rename-instances" | "add-decoys", hidden: HiddenWorld): Stage {
  const build = relation === "rename-instances" ? renamedSource : decoySource;
  const how = relation === "rename-instances" ? "other pod names" : "beside a staging copy";
  return {
    hidden,
    title: `${hidden.title}, ${how}`,
    source: derivedSource(hidden.world.source, relation, build),
  };
}
