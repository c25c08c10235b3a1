import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { CompiledLab } from "../compiled-lab.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";
import { checkLab } from "./check-lab.ts";
import { checkLabSet } from "./check-lab-set.ts";
import { contractLine } from "./report.ts";
import { staleLines, worldsLock } from "./worlds-lock.ts";

const right = 'sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
const cache = new WorldCache();

interface Changes {
  readonly starter?: string;
  readonly solutions?: readonly string[];
  readonly mistakes?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly hint?: string;
  readonly fields?: object;
}

function labOf(changes: Changes = {}): CompiledLab {
  const solutions = changes.solutions ?? [right, `${right} + 0`];
  const mistakes = changes.mistakes ?? {
    "promql-result/labels-lost": 'sum(rate(http_requests_total{job="ml-serving"}[5m]))',
    "promql-result/raw-counter": 'sum by (pod) (http_requests_total{job="ml-serving"})',
    "promql-result/wrong-scale": `60 * ${right}`,
  };
  return compileLab("00-contract", {
    "labs/00-contract/lab.yaml": stringify({
      format: 1,
      id: "contract",
      title: "Contract",
      section: 0,
      minutes: 1,
      level: "beginner",
      features: [1],
      teaches: ["test.contract"],
      play: { world: "calm", seed: 1 },
      worlds: { calm: { scenario: "flagship-healthy", title: "A calm day", until: "13:00" } },
      steps: [
        {
          id: "step",
          answer: "promql",
          starter: changes.starter ?? "http_requests_total",
          checks: [
            {
              kind: "promql-result",
              reference: right,
              worlds: ["calm"],
              at: ["12:45", "12:50", "end"],
              ranges: [],
            },
          ],
        },
      ],
      ...changes.fields,
    }),
    "content/labs/00-contract.md": `---\ntitle: C\nsummary: C.\n---\n\n## Step {#step}\n\n${changes.body ?? "Do it."}\n\n### Hints\n\n1. ${changes.hint ?? "Counters grow."}\n`,
    ...Object.fromEntries(
      solutions.map((answer, i) => [
        `labs/00-contract/solutions/0${i}.yaml`,
        stringify({ name: "S", why: "S.", steps: { step: answer } }),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(mistakes).map(([finding, answer], i) => [
        `labs/00-contract/mistakes/${i}.yaml`,
        stringify({ step: "step", finding, why: "M.", answer }),
      ]),
    ),
  });
}

async function failuresOf(changes: Changes, lock?: string): Promise<readonly string[]> {
  const { failures } = await checkLab(labOf(changes), { cache, lock });
  return failures
    .filter((one) => one.severity === "failure")
    .map((one) => `${one.item} ${contractLine(one)}`);
}

test("a lab that keeps the contract", async () => {
  expect(await failuresOf({})).toEqual([]);
  expect(await checkLab(labOf(), { cache })).toMatchObject({
    solutions: { right: 2, of: 2 },
    mistakes: { caught: 3, of: 3 },
  });
});

describe("each item says what to do next", () => {
  test.each<[string, Changes, RegExp]>([
    ["a starter that passes", { starter: right }, /^1 .*step: the starter gives pass.*; change the starter/],
    [
      "a solution that fails",
      { solutions: [right, `2 * ${right}`] },
      /^2 .*01\.yaml: step "step" gives fail.*; mend/,
    ],
    [
      "a mistake with another code",
      { mistakes: { "promql-result/wrong-value": `60 * ${right}` } },
      /^3 .*0\.yaml: expected promql-result\/wrong-value, got promql-result\/wrong-scale/,
    ],
    [
      "a mistake that passes",
      { mistakes: { "promql-result/wrong-value": right } },
      /^3 .*got pass with 100 of 100/,
    ],
    ["too few mistakes", { mistakes: {} }, /^4 .*0 recorded mistakes, at least 3 are needed/],
    [
      "solutions that do not differ",
      { solutions: [right, right.replace(", ", ",")] },
      /^4 .*fewer than two solutions/,
    ],
    [
      "a name nobody exports",
      { body: "See `http_request_total`." },
      /^6 .*no exporter emits http_request_total/,
    ],
    ["a dead selector in a fence", { body: '```promql\nup{job="x"}\n```' }, /^6 .*never equals "x"/],
    ["a fence that does not parse", { body: "```promql\nsum(\n```" }, /^7 .*does not parse/],
    ["a fence without data", { body: "```promql\nup > 1\n```" }, /^7 .*returns nothing in the play world/],
    [
      "a fence that should be empty",
      { body: "```promql empty\nup\n```" },
      /^7 .*returns data, and its fence says empty/,
    ],
    ["an unknown word after promql", { body: "```promql emty\nup\n```" }, /^7 .*a promql fence says "emty"/],
    [
      "a hint that gives the answer",
      { hint: `Write \`${right}\`.` },
      /^7 .*hint 1 holds 24 characters of a solution/,
    ],
  ])("%s", async (_, changes, line) => {
    expect((await failuresOf(changes)).some((one) => line.test(one))).toBe(true);
  });

  test("a trap may name what does not exist", async () => {
    expect(await failuresOf({ body: "```promql trap\nhttp_request_total\n```" })).toEqual([]);
  });

  test("a lock of another world", async () => {
    const fresh = await worldsLock(labOf(), [11]);
    expect(fresh).toMatch(/^calm 11 [0-9a-f]{32}\n$/);
    expect(staleLines(fresh, fresh)).toEqual([]);
    expect(staleLines("calm 11 0\n", fresh)).toEqual(["calm 11"]);
    const lock = (await worldsLock(labOf(), [11, 23, 42])).replace(/(calm 23 ).*/, "$10");
    expect((await failuresOf({}, lock)).filter((one) => one.startsWith("8"))).toEqual([
      expect.stringMatching(/world and seed "calm 23" differ.*; see what changed/),
    ]);
  });
});

describe("all labs together", () => {
  const lab = (id: string, fields: Partial<CompiledLab>): CompiledLab => ({
    ...labOf(),
    id,
    slug: `00-${id}`,
    ...fields,
  });

  test.each<[string, readonly CompiledLab[], RegExp]>([
    ["one id twice", [lab("a", {}), lab("a", { slug: "01-a" })], /"a" is the id of 00-a too; rename one/],
    [
      "an unknown need",
      [lab("a", { needs: ["first-lok"] })],
      /"first-lok" is not a lab; did you mean "first-look"\?; mend/,
    ],
    ["a circle", [lab("a", { needs: ["b"] }), lab("b", { needs: ["a"] })], /cycle a -> b -> a; remove one/],
    ["too long", [lab("a", { minutes: 241 })], /241 minutes in all/],
  ])("%s", (_, labs, line) => {
    expect(checkLabSet(labs, ["first-look"]).map(contractLine).join("\n")).toMatch(line);
  });

  test("nothing to say about labs that fit", () => {
    expect(checkLabSet([lab("a", {}), lab("b", { needs: ["a"] })], [])).toEqual([]);
  });
});
