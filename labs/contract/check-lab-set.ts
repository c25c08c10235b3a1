import type { CompiledLab } from "../compiled-lab.ts";
import { didYouMean } from "../load/did-you-mean.ts";
import type { ContractFailure } from "./report.ts";

/** Minutes a learner needs for all labs of the core (05). */
const mostMinutes = 240;

/** Item 5, the part about all labs together: ids unique, `needs` known and without circles, minutes within bounds. */
export function checkLabSet(
  labs: readonly CompiledLab[],
  knownIds: readonly string[],
): readonly ContractFailure[] {
  const failures: ContractFailure[] = [];
  const add = (lab: string, where: string, message: string, next: string): void => {
    failures.push({ item: 5, lab, where, message, next, severity: "failure" });
  };
  const byId = new Map<string, CompiledLab>();
  for (const lab of labs) {
    const other = byId.get(lab.id);
    if (other !== undefined) add(lab.slug, "id", `"${lab.id}" is the id of ${other.slug} too`, "rename one");
    byId.set(lab.id, lab);
  }
  for (const lab of labs) {
    for (const need of [...lab.needs, ...lab.suggests]) {
      if (byId.has(need) || knownIds.includes(need)) continue;
      const near = didYouMean(need, [...byId.keys(), ...knownIds]);
      const hint = near === undefined ? "" : `; did you mean "${near}"?`;
      add(lab.slug, "needs", `"${need}" is not a lab${hint}`, "mend the id");
    }
    const circle = circleFrom(lab, byId);
    if (circle !== undefined) add(lab.slug, "needs", `cycle ${circle.join(" -> ")}`, "remove one");
  }
  const minutes = labs.reduce((sum, lab) => sum + lab.minutes, 0);
  if (minutes > mostMinutes)
    add("index.ts", "minutes", `${minutes} minutes in all; at most ${mostMinutes}`, "shorten a lab");
  return failures;
}

function circleFrom(
  start: CompiledLab,
  byId: ReadonlyMap<string, CompiledLab>,
): readonly string[] | undefined {
  const seen = new Set<string>();
  const visit = (lab: CompiledLab, way: readonly string[]): readonly string[] | undefined => {
    for (const need of lab.needs) {
      if (need === start.id) return [...way, need];
      const next = byId.get(need);
      if (next === undefined || seen.has(need)) continue;
      seen.add(need);
      const found = visit(next, [...way, need]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start.id]);
}
