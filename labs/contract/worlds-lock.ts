import { telemetryHash } from "../../simulator/index.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import { LabWorlds, WorldCache } from "../grader/world-supply.ts";

/**
 * The text of `worlds.lock`: one line `world seed hash` for each world of the lab on each seed. A changed
 * line means that every grade in that world may change, which somebody has to look at.
 */
export async function worldsLock(
  lab: CompiledLab,
  seeds: readonly number[],
  breathe: () => Promise<void> = async () => undefined,
): Promise<string> {
  const supply = new LabWorlds(lab, new WorldCache(), breathe);
  const lines: string[] = [];
  for (const name of Object.keys(lab.worlds).sort()) {
    for (const seed of seeds)
      lines.push(`${name} ${seed} ${telemetryHash((await supply.simulate(name, seed)).world)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Lines of a lock that differ from the worlds as they are now; seeds the lock does not hold are ignored. */
export function staleLines(lock: string, fresh: string): readonly string[] {
  const key = (line: string): string => line.split(" ").slice(0, 2).join(" ");
  const locked = new Map(
    lock
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => [key(line), line]),
  );
  return fresh
    .split("\n")
    .filter((line) => line !== "" && locked.get(key(line)) !== line)
    .map(key);
}
