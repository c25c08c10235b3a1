import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";

const world = "leak";
const steps = [
  {
    id: "logql-result",
    answer: "logql",
    checks: [{ reference: '{level="error"}', worlds: [world], at: ["14:14", "14:16"] }],
  },
  {
    id: "promql-result",
    answer: "promql",
    checks: [{ reference: "sum(up)", worlds: [world], at: ["13:00", "14:20", "end"], ranges: [] }],
  },
  { id: "rule-lint", answer: "rules", checks: [{ world }] },
  {
    id: "alert-battery",
    answer: "rules",
    checks: [{ fires: [{ world, lead: "1m" }], silent: [], par: { lead: "2m", samples: 100 } }],
  },
  {
    id: "world-state",
    answer: "actions",
    checks: [
      { world, conditions: [{ id: "up", text: "All targets answer", expr: "min(up) == bool 1", for: "1m" }] },
    ],
  },
  {
    id: "number",
    answer: "number",
    checks: [{ world, truth: { fact: "failed-requests" }, unit: "requests", tolerance: { relative: 0.01 } }],
  },
  {
    id: "classify",
    answer: "pick",
    checks: [{ truth: ["a"], options: ["a", "b"].map((id) => ({ id, text: id, why: id })) }],
  },
  {
    id: "trace-pick",
    answer: "trace",
    checks: [{ world, from: "14:15", to: "14:20", longerThan: "500ms" }],
  },
  {
    id: "counterfactual",
    answer: "change",
    checks: [{ world, offers: ["cache-bound"], wants: "prevents" }],
  },
  {
    id: "slo",
    answer: "promql",
    checks: [{ measures: "burn", worlds: [world], at: ["13:00", "14:20", "end"] }],
  },
  {
    id: "blameless-text",
    answer: "text",
    checks: [{ facts: [{ fact: "14:15", also: ["75 min"] }], because: "It says what." }],
  },
  { id: "postmortem", answer: "postmortem", checks: [{ world }] },
];

const lab = compileLab("00-random", {
  "labs/00-random/lab.yaml": stringify({
    format: 1,
    id: "random",
    title: "Random",
    section: 0,
    minutes: 1,
    level: "beginner",
    features: [1],
    teaches: ["test.random"],
    play: { world, seed: 1 },
    worlds: { [world]: { scenario: "flagship-leak", title: "The incident", until: "14:25" } },
    steps: steps.map((step) => ({
      ...step,
      checks: step.checks.map((check) => ({ kind: step.id, ...check })),
    })),
  }),
  "content/labs/00-random.md": `---\ntitle: Random\nsummary: Random.\n---\n${steps
    .map(({ id }) => `\n## Step {#${id}}\n\nDo it.\n`)
    .join("")}`,
});

/** Pieces of the languages learners write in, so that a good part of the soup gets past the parsers. */
const pieces = [
  "up",
  "sum",
  "rate(",
  "http_requests_total",
  "{",
  "}",
  '{job="ml-serving"}',
  "[5m]",
  "(",
  ")",
  " by (pod) ",
  " / ",
  " > 0",
  "1e400",
  "NaN",
  "-",
  "offset 5m",
  "@ 0",
  "groups:\n",
  "  - name: a\n",
  "    rules:\n",
  "      - alert: A\n",
  "        expr: up\n",
  "        for: 1m\n",
  "- ",
  "command: kubectl get pods\n",
  "at: noon\n",
  "[a]",
  "b",
  ",",
  "75 min",
  "14:15",
  "%",
  "# Postmortem\n",
  "## Impact\n",
  "## Timeline\n",
  "## Causes\n",
  "## Action items\n",
  "\n",
  "| claim | value | query |\n|---|---|---|\n",
  "| impact start | 14:15 | `up` |\n",
  "```causes\na -> b\n```\n",
  "| id | action | owner | change |\n|---|---|---|---|\n| 1 | x | y | C1 |\n",
  "\u0000",
  "\ud800",
  "🔥",
  "&a *a",
  "__proto__",
  "constructor",
  "\t",
  "'",
  '"',
  "\\",
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 24 }).map((list) => list.join(""));
const answers = fc.oneof(
  { weight: 3, arbitrary: soup },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
);

test("1,000 random answers get a verdict, whatever they hold", async () => {
  const cache = new WorldCache();
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lab.steps.map(({ id }) => id)), answers, async (id, answer) => {
      const { status, score, findings } = await grade(lab, id, answer, { seeds: [11], cache });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      expect(status, findings[0]?.message).not.toBe("error");
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
    }),
    { numRuns: 1000, seed: 4 },
  );
  expect(statuses.get("fail") ?? 0).toBeGreaterThan(900);
});
