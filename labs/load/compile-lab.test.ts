import { describe, expect, test } from "vitest";
import { AuthorError } from "./author-error.ts";
import { compileLab } from "./compile-lab.ts";

const slug = "07-requests";
const labYaml = `format: 1
id: requests
title: Requests
section: 1
minutes: 5
level: beginner
features: [1]
teaches: [promql.rate]
play: {world: base, seed: 7}
worlds:
  base: {scenario: flagship-healthy, title: A calm day}
  later:
    like: base
    until: "15:00"
    actions: [{at: "13:40", command: kubectl get pods}]
steps:
  - id: per-pod
    answer: promql
    checks:
      - kind: promql-result
        reference: sum by (pod) (rate(http_requests_total[5m]))
        worlds: [base, later]
        at: [start+40m, fault+5m, end]
`;
const prose = `---
title: Requests
summary: Who gets how many.
---

## Per pod {#per-pod}

Draw requests per second.

\`\`\`promql
http_requests_total
\`\`\`

### Hints

1. Which metric counts?
2. \`rate\` turns it into a speed.

### Approaches

Any of two.
`;
const base: Record<string, string> = {
  [`labs/${slug}/lab.yaml`]: labYaml,
  [`labs/${slug}/solutions/01-rate.yaml`]:
    "name: Rate\nwhy: It grows.\nsteps: {per-pod: {file: ./rate.promql}}\n",
  [`labs/${slug}/solutions/rate.promql`]: "sum by (pod) (rate(http_requests_total[5m]))\n",
  [`labs/${slug}/mistakes/raw.yaml`]:
    "step: per-pod\nfinding: promql-result/raw-counter\nwhy: It only grows.\nanswer: http_requests_total\n",
  [`content/labs/${slug}.md`]: prose,
};

const compile = (changes: Record<string, string | undefined> = {}) => {
  const files = Object.fromEntries(
    Object.entries({ ...base, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return compileLab(slug, files);
};

/** Lines of the author error a change of the files leads to. */
function errors(changes: Record<string, string | undefined>): readonly string[] {
  try {
    compile(changes);
  } catch (error) {
    if (error instanceof AuthorError) return error.lines;
    throw error;
  }
  return [];
}

const yaml = (from: string | RegExp, to: string): Record<string, string> => ({
  [`labs/${slug}/lab.yaml`]: labYaml.replace(from, to),
});

describe("a lab that is right", () => {
  test("compiles to plain JSON with everything resolved", () => {
    const lab = compile();
    expect(lab).toMatchObject({
      slug,
      id: "requests",
      needs: [],
      worlds: {
        base: { scenario: "flagship-healthy", title: "A calm day", actions: [] },
        later: { scenario: "flagship-healthy", title: "later", until: "15:00" },
      },
      solutions: [{ steps: { "per-pod": "sum by (pod) (rate(http_requests_total[5m]))\n" } }],
      mistakes: [{ step: "per-pod", finding: "promql-result/raw-counter", answer: "http_requests_total" }],
    });
    expect(lab.steps[0]).toMatchObject({ id: "per-pod", starter: "", weight: 1, pass: 70 });
    expect(lab.prose.steps["per-pod"]).toMatchObject({
      title: "Per pod",
      hints: ["Which metric counts?", "`rate` turns it into a speed."],
      approaches: "Any of two.",
      background: "",
    });
    expect(JSON.parse(JSON.stringify(lab))).toEqual(JSON.parse(JSON.stringify(compile())));
  });

  test("the hash changes with what decides a grade, and with nothing else", () => {
    expect(compile(yaml("title: Requests", "title: Other")).hash).toBe(compile().hash);
    expect(compile(yaml("[5m]))", "[2m]))")).hash).not.toBe(compile().hash);
  });
});

describe("an author's mistakes say where, what and the nearest name", () => {
  test.each([
    [
      "an unknown key",
      yaml("minutes: 5", "minuts: 5"),
      `labs/${slug}/lab.yaml:5:9: minuts: "minuts" is not a key here; did you mean "minutes"?`,
    ],
    ["a missing value", yaml("minutes: 5\n", ""), `labs/${slug}/lab.yaml:1:1: minutes: missing`],
    [
      "an unknown check",
      yaml("promql-result", "promql-reslt"),
      `labs/${slug}/lab.yaml:20:15: steps[0].checks[0].kind: "promql-reslt" is not a check kind; did you mean "promql-result"?`,
    ],
    [
      "an unknown level",
      yaml("beginner", "beginer"),
      `labs/${slug}/lab.yaml:6:8: level: "beginer" is not one of beginner, intermediate, advanced; did you mean "beginner"?`,
    ],
    [
      "an unknown world",
      yaml("[base, later]", "[base, latr]"),
      `labs/${slug}/lab.yaml:20:9: steps[0].checks[0]: "latr" is not a world of this lab; did you mean "later"?`,
    ],
    [
      "a bad instant",
      yaml("fault+5m", "falt+5m"),
      `labs/${slug}/lab.yaml:23:25: steps[0].checks[0].at[1]: "falt+5m" is not an instant such as start+1h, fault+5m, 14:20 or end`,
    ],
    [
      "another id than the folder",
      yaml("id: requests", "id: request"),
      `labs/${slug}/lab.yaml:2:5: id: "request" differs from the folder's name "07-requests"`,
    ],
    [
      "an answer the check cannot read",
      yaml("answer: promql", "answer: rules"),
      `labs/${slug}/lab.yaml:20:9: steps[0].checks[0]: promql-result reads promql, this step's answer is rules`,
    ],
    [
      "worlds in a circle",
      yaml("{scenario: flagship-healthy, title: A calm day}", "{like: later}"),
      `labs/${slug}/lab.yaml:11:9: worlds.base: like goes round in a circle`,
    ],
    [
      "a file that does not belong",
      { [`labs/${slug}/notes.txt`]: "" },
      `labs/${slug}/notes.txt: not part of a lab; delete it or move it to content/`,
    ],
    [
      "a solution to no step",
      { [`labs/${slug}/solutions/01-rate.yaml`]: "name: a\nwhy: b\nsteps: {per-pd: x}\n" },
      `labs/${slug}/solutions/01-rate.yaml:3:17: steps.per-pd: "per-pd" is not a step; did you mean "per-pod"?`,
    ],
    [
      "a step without prose",
      { [`content/labs/${slug}.md`]: prose.replace("{#per-pod}", "{#per-node}") },
      `labs/${slug}/lab.yaml: step "per-pod" has no section {#per-pod} in content/labs/${slug}.md; add it`,
    ],
    [
      "prose without a heading id",
      { [`content/labs/${slug}.md`]: prose.replace(" {#per-pod}", "") },
      `content/labs/${slug}.md:6:1: a step heading reads "## Title {#step-id}"`,
    ],
    [
      "HTML in prose",
      { [`content/labs/${slug}.md`]: prose.replace("Any of two.", "<b>Any</b>\n\n<div>x</div>") },
      `content/labs/${slug}.md:23:1: HTML is not allowed; write Markdown`,
    ],
    [
      "no prose at all",
      { [`content/labs/${slug}.md`]: undefined },
      `content/labs/${slug}.md: missing; npm run new:lab writes one to start from`,
    ],
  ] as const)("%s", (_, changes, line) => {
    expect(errors(changes)).toContain(line);
  });

  test("YAML that does not parse names its place", () => {
    expect(errors(yaml("minutes: 5", "minutes: [5"))[0]).toMatch(/^labs\/07-requests\/lab\.yaml:\d+:\d+: /);
  });

  test("all mistakes come together", () => {
    const changes = { ...yaml("[base, later]", "[bas, latr]"), [`labs/${slug}/x.txt`]: "" };
    expect(errors(changes)).toHaveLength(3);
  });

  test("too much prose before the hints is refused", () => {
    const long = prose.replace("Draw requests per second.", "word ".repeat(121));
    expect(errors({ [`content/labs/${slug}.md`]: long })[0]).toContain(
      "121 words before its hints; at most 120",
    );
  });
});
