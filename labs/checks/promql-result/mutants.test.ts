import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import type { Verdict } from "../../finding.ts";
import { grade } from "../../grader/grade.ts";
import { WorldCache } from "../../grader/world-supply.ts";
import { compileLab } from "../../load/compile-lab.ts";

const right =
  'sum by (pod) (rate(http_requests_total{job="ml-serving",status=~"5.."}[5m])) / sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))';
const [failed = "", all = ""] = right.split(" / ");
const seeds = [11];
const cache = new WorldCache();

const lab = compileLab("00-mutants", {
  "labs/00-mutants/lab.yaml": stringify({
    format: 1,
    id: "mutants",
    title: "Mutants",
    section: 0,
    minutes: 1,
    level: "beginner",
    features: [1],
    teaches: ["test.mutants"],
    play: { world: "leak", seed: 1 },
    worlds: { leak: { scenario: "flagship-leak", title: "The incident", until: "14:40" } },
    steps: [
      {
        id: "step",
        answer: "promql",
        checks: [
          { kind: "promql-result", reference: right, worlds: ["leak"], at: ["14:20", "14:31", "end"] },
        ],
      },
    ],
  }),
  "content/labs/00-mutants.md": "---\ntitle: Mutants\nsummary: Mutants.\n---\n\n## Step {#step}\n\nDo it.\n",
});

const verdictOn = (answer: string): Promise<Verdict> => grade(lab, "step", answer, { seeds, cache });

/** Replaces each occurrence of `from` in turn, and all of them together. */
function replacing(from: string, ...to: readonly string[]): string[] {
  const pieces = right.split(from);
  return to.flatMap((text) => [
    ...pieces.slice(1).map((_, k) => {
      const head = pieces.slice(0, k + 1).join(from);
      return `${head}${text}${pieces.slice(k + 1).join(from)}`;
    }),
    pieces.join(text),
  ]);
}

/** What people get wrong in a query: one window, function, label, matcher or operator at a time. The average above the line is left out: only one status fails here, so it is the sum. */
const mutants = [
  ...replacing("[5m]", "[1m]", "[2m]", "[10m]", "[20s]", "[5m] offset 5m"),
  ...replacing("rate(", "irate(", "deriv(", "resets(", "changes("),
  ...replacing("sum by (pod)", "sum", "avg by (pod)", "count by (pod)", "sum by (status)", "sum by (job)"),
  ...replacing('status=~"5.."', 'status=~"4.."', 'status!~"5.."', 'status="error"', 'status=~"2.."'),
  ...replacing('job="ml-serving"', 'job="ml"', 'job!="ml-serving"', 'app="ml-serving"'),
  ...replacing("http_requests_total", "http_request_total", "http_requests_in_flight"),
  ...replacing(" / ", " * ", " - ", " + ", " and ", " or "),
  ...[" * 100", " * 1.001", " + 0.001", " / 60", " > 0.1", " == bool 0"].map((more) => `(${right})${more}`),
  `1 - ${right}`,
  `-(${right})`,
  `${all} / ${failed}`,
  `topk(2, ${right})`,
  `avg(${right})`,
  `round(${right}, 0.1)`,
  `clamp_max(${right}, 0.1)`,
  `max_over_time((${right})[5m:15s])`,
  failed,
  all,
].filter((text) => text !== right.replace("sum", "avg"));

/** Other ways of writing the same. */
const equivalents = [
  right.replace(/\s+/g, "  \n"),
  right.replaceAll("[5m]", "[300s]"),
  right.replaceAll("[5m]", "[4m60s]"),
  right.replaceAll("rate(", "increase("),
  right.replaceAll('job="ml-serving"', 'job=~"ml-serving"'),
  right.replace('status=~"5.."', 'status=~"5[0-9][0-9]"'),
  right.replace('job="ml-serving",status=~"5.."', 'status=~"5..",job="ml-serving",'),
  right.replaceAll("http_requests_total{", '{__name__="http_requests_total",'),
  right.replace(/sum by \(pod\) \((rate\([^)]*\))\)/g, "sum($1) by (pod)"),
  right.replace(" / ", " / on (pod) "),
  right.replace(" / ", " / ignoring (status) "),
  `(${failed} / 300) / (${all} / 300)`,
  `100 * (${right}) / 100`,
  `(${right}) + 0`,
  `-(-(${right}))`,
  `${right} # failing over all`,
  `max by (pod) (${right})`,
  `(${right}) or (${right})`,
  `(${right}) and ${all}`,
  `1 - (1 - ${right})`,
  `${failed} * ${all} ^ -1`,
];

describe("mutants of a right answer", () => {
  test.each(mutants)("rejects %s", async (answer) => {
    const verdict = await verdictOn(answer);
    expect(verdict.status, JSON.stringify(verdict.parts)).toBe("fail");
    expect(verdict.findings.some(({ type }) => type === "essential")).toBe(true);
  });

  test.each(equivalents)("accepts %s", async (answer) => {
    const verdict = await verdictOn(answer);
    expect(verdict.status, verdict.findings[0]?.message).toBe("pass");
  });

  test(`${mutants.length} mutants and ${equivalents.length} equivalents are enough`, () => {
    expect(mutants.length).toBeGreaterThanOrEqual(20);
    expect(equivalents.length).toBeGreaterThanOrEqual(10);
  });
});
