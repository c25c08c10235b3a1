import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { labFiles } from "../cli/load-labs.ts";
import { parseRuleFile } from "../simulator/index.ts";
import { runRules } from "./checks/alert-battery/run-rules.ts";
import { LabWorlds, WorldCache } from "./grader/world-supply.ts";
import { compileLab } from "./load/compile-lab.ts";

const slug = "03-alert-fatigue";
const lab = compileLab(slug, labFiles(fileURLToPath(new URL("..", import.meta.url)), slug));

/** What the lab says of the file as the team shipped it: how often it rings in a day, and for what. */
test("the six rules ring 224 times in 24 hours, and ten of those are about users", {
  timeout: 180_000,
}, async () => {
  const starter = lab.steps.find(({ id }) => id === "ten-a-day")?.starter ?? "";
  const { groups } = parseRuleFile(starter, "rules.yml");
  const supply = new LabWorlds(lab, new WorldCache(), async () => undefined);
  const rings = new Map<string, number>();
  let [hours, pages, right] = [0, 0, 0];
  for (const name of Object.keys(lab.worlds)) {
    const hidden = await supply.open(name, 1);
    const run = runRules(hidden, groups, ["critical"]);
    hours += (hidden.endMs - hidden.startMs) / 3_600_000;
    pages += run.pages.length;
    const incident = name === "bad-route" || name === "incident";
    right += run.pages.filter(
      ({ rule, firedMs }) =>
        incident &&
        ["PodSlow", "RequestFailed"].includes(rule) &&
        firedMs >= (hidden.facts.impact?.startMs ?? Number.POSITIVE_INFINITY),
    ).length;
    rings.set(name, run.pages.filter(({ rule }) => rule === "NodeLoadHigh").length);
  }
  expect(hours).toBe(24);
  expect({ pages, right }).toEqual({ pages: 224, right: 10 });
  expect(rings.get("calm")).toBe(44);
});
