import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { labFiles } from "../../../cli/load-labs.ts";
import type { Verdict } from "../../finding.ts";
import { grade } from "../../grader/grade.ts";
import { WorldCache } from "../../grader/world-supply.ts";
import { compileLab } from "../../load/compile-lab.ts";
import { postmortem } from "../postmortem.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const slug = "40-postmortem";
const lab = compileLab(slug, labFiles(root, slug));
const starter = lab.steps.find((step) => step.id === "write-it")?.starter ?? "";
const complete = read(`labs/${slug}/solutions/01-complete.md`);
const cache = new WorldCache();
/** Codes that occurred in any verdict of this file. */
const seen = new Set<string>();

function read(path: string): string {
  return readFileSync(`${root}/${path}`, "utf8");
}

async function verdictOn(text: string): Promise<Verdict> {
  const verdict = await grade(lab, "write-it", text, { seeds: [1], cache });
  for (const { code } of verdict.findings) seen.add(code);
  return verdict;
}

/** Codes that cost points, sorted, each once. */
function faults({ findings }: Verdict): readonly string[] {
  const costly = findings.filter(({ type }) => type === "essential" || type === "actionable");
  return [...new Set(costly.map(({ code }) => code.replace("postmortem/", "")))].sort();
}

/** Points of 100 before the score is rounded. */
function points({ parts }: Verdict): number {
  return parts.reduce((sum, { score, weight }) => sum + (score * weight) / 100, 0);
}

type Edit = readonly [from: string | RegExp, to: string];

/** One fault in a text without any; most need one edit, some a second that keeps the text consistent. */
const mutants: readonly { codes: readonly string[]; edits: readonly Edit[] }[] = [
  {
    codes: ["impact-start"],
    edits: [
      ["impact start | 14:15:00", "impact start | 14:05:00"],
      ["lasted | 75 min", "lasted | 85 min"],
      ["time to detect | 15 min 55 s", "time to detect | 25 min 55 s"],
    ],
  },
  {
    codes: ["impact-end"],
    edits: [
      ["impact end | 15:30:00", "impact end | 15:40:00"],
      ["lasted | 75 min", "lasted | 85 min"],
    ],
  },
  {
    codes: ["detection-time"],
    edits: [
      ["detected | 14:30:55", "detected | 14:20:55"],
      ["time to detect | 15 min 55 s", "time to detect | 5 min 55 s"],
    ],
  },
  { codes: ["response-time"], edits: [["acknowledged | 14:50", "acknowledged | 14:40"]] },
  { codes: ["response-time"], edits: [["mitigation started | 15:10", "mitigation started | 15:20"]] },
  { codes: ["timeline-incomplete"], edits: [[/\| 14:50 \| responder-1.*\n/, ""]] },
  {
    codes: ["timeline-row-not-in-ledger"],
    edits: [["| 14:50 | responder-1", "| 14:47 | ModelServingDown fires | ALERTS |\n| 14:50 | responder-1"]],
  },
  { codes: ["duration-disagrees"], edits: [["mitigation took | 20 min", "mitigation took | 40 min"]] },
  { codes: ["duration-disagrees"], edits: [["lasted | 75 min", "lasted | 57 min"]] },
  { codes: ["counts-disagree"], edits: [["users affected | 49,900", "users affected | 12,000"]] },
  { codes: ["sli-disagrees"], edits: [["availability | 85.1 %", "availability | 85.4 %"]] },
  { codes: ["budget-disagrees"], edits: [["30 d | 46.7 %", "30 d | 14.4 %"]] },
  { codes: ["window-unstated"], edits: [["error budget used, 30 d", "error budget used"]] },
  { codes: ["evidence-disagrees"], edits: [['status=~"5.."}[2h]', 'status=~"4.."}[2h]']] },
  { codes: ["mechanism-incomplete"], edits: [["-> http-5xx\n", "-> http-5xx\ndeploy-v2.1 -> http-5xx\n"]] },
  // The trigger's arrow is part of the mechanism, and so is every arrow of a deep chain.
  {
    codes: ["mechanism-incomplete", "wrong-trigger"],
    edits: [
      ["deploy-v2.1 -> unbounded-activation-cache\n", ""],
      ["The rollout of v2.1 set it off. Its", "Its"],
    ],
  },
  {
    codes: ["mechanism-incomplete", "why-too-shallow"],
    edits: [["unbounded-activation-cache -> gpu-memory-full\n", ""]],
  },
  {
    codes: ["cause-proximate-only"],
    edits: [
      [/- no-canary-gate.*\n/, ""],
      [/- latency-alert-waits.*\n/, ""],
      [/- late-ack.*\n/, ""],
    ],
  },
  {
    codes: ["gap-unmentioned"],
    edits: [
      ["the page waited 19 min for", "the page waited for"],
      ["unacknowledged for 19 min before", "unacknowledged before"],
    ],
  },
  {
    codes: ["claim-contradicted"],
    edits: [["- The rollback worked", "- Alerts fired on time.\n- The rollback worked"]],
  },
  {
    codes: ["red-herring"],
    edits: [["There was no traffic-burst either; traffic was flat.", "A traffic-burst came on top of it."]],
  },
  { codes: ["action-untyped"], edits: [["| sre-lead |", "| somebody |"]] },
  {
    codes: ["priorities-flat"],
    edits: [
      ["| P0 |", "| P2 |"],
      [/\| P1 \|/g, "| P2 |"],
    ],
  },
  { codes: ["no-prevent-or-detect"], edits: [["| detect |", "| mitigate |"]] },
  { codes: ["went-wrong-unanswered"], edits: [["after 5 min (W3)", "after 5 min"]] },
  { codes: ["action-no-effect"], edits: [[/\| C\d \|\n/g, "| |\n"]] },
  {
    codes: ["action-vague"],
    edits: [
      [
        "\n```yaml C1",
        "| A5 | Pay more attention to slopes (W1) | sre-lead | 2025-10-29 | P2 | process | |\n\n```yaml C1",
      ],
    ],
  },
  { codes: ["person-as-cause"], edits: [["and no test would", "responder-2 let it in, and no test would"]] },
  { codes: ["judgement-word"], edits: [["look at slopes.", "look at slopes. It was careless."]] },
  {
    codes: ["person-should-have"],
    edits: [["and no test would have shown it", "and the team should have tested it"]],
  },
  { codes: ["form"], edits: [["| status | in review |", "| status | unknown |"]] },
  { codes: ["form"], edits: [["| severity | SEV-1 |", "| severity | SEV-3 |"]] },
];

function edited(edits: readonly Edit[]): string {
  return edits.reduce((text, [from, to]) => {
    const next = text.replace(from, to);
    if (next === text) throw new Error(`the complete postmortem holds no ${String(from)}`);
    return next;
  }, complete);
}

// The first test simulates ten afternoons: seconds on an idle machine, minutes beside other work.
describe("a postmortem", { timeout: 300_000 }, () => {
  test("that is complete earns everything", async () => {
    const verdict = await verdictOn(complete);
    expect(faults(verdict)).toEqual([]);
    expect(points(verdict)).toBeGreaterThanOrEqual(95);
    expect(verdict.findings.map(({ code }) => code)).toContain("postmortem/well-told");
  });

  test.each(mutants.map((one) => [one.codes.join(" and "), one] as const))(
    "with one fault loses points for %s only",
    async (_, { codes, edits }) => {
      const verdict = await verdictOn(edited(edits));
      expect(faults(verdict), JSON.stringify(verdict.findings)).toEqual(codes);
      expect(points(verdict)).toBeLessThan(100);
    },
  );

  test("as the lesson shows it fails, with every complaint it has earned", async () => {
    const verdict = await verdictOn(read("labs/checks/testdata/postmortem/lesson-sample.md"));
    expect(verdict.status).toBe("fail");
    expect(faults(verdict)).toEqual(
      expect.arrayContaining([
        "sli-disagrees",
        "budget-disagrees",
        "window-unstated",
        "duration-disagrees",
        "claim-contradicted",
        "gap-unmentioned",
        "timeline-row-not-in-ledger",
        "cause-proximate-only",
        "action-untyped",
        "action-no-effect",
      ]),
    );
    const count = (code: string): number =>
      verdict.findings.filter((one) => one.code === `postmortem/${code}`).length;
    expect(count("claim-contradicted")).toBe(2);
    expect(count("action-untyped")).toBe(5);
    const idle = verdict.findings.filter((one) => one.code === "postmortem/action-no-effect");
    for (const action of ["Limit the memory", "Lower the bar"]) {
      expect(idle.some(({ message }) => message.includes(action))).toBe(true);
    }
  });

  test.each([
    ["the bare form", starter, 15],
    ["nothing", "", 15],
    ["all the words without the facts", read("labs/checks/testdata/postmortem/keywords.md"), 50],
    ["somebody to blame", read(`labs/${slug}/mistakes/somebodys-fault.md`), 69],
  ])("made of %s fails", async (_, text, most) => {
    const verdict = await verdictOn(text);
    expect(verdict.status).toBe("fail");
    expect(verdict.score).toBeLessThanOrEqual(most);
  });

  test("that blames people hears it in three ways", async () => {
    const codes = faults(await verdictOn(read(`labs/${slug}/mistakes/somebodys-fault.md`)));
    expect(codes).toEqual(
      expect.arrayContaining(["judgement-word", "person-as-cause", "person-should-have"]),
    );
  });

  test("with people in a causal section is asked about them, at no cost", async () => {
    const verdict = await verdictOn(
      edited([["and no test would", "an engineer merged it, and no test would"]]),
    );
    expect(faults(verdict)).toEqual([]);
    expect(verdict.findings.map(({ code }) => code)).toContain("postmortem/person-nudge");
  });

  test("that cannot be read says why", async () => {
    const verdict = await verdictOn(read(`labs/${slug}/mistakes/huge-line.md`));
    expect(faults(verdict)).toEqual(["unreadable"]);
  });

  test("has met every code by now", () => {
    expect(postmortem.codes.filter((code) => !seen.has(`postmortem/${code}`))).toEqual([]);
  });
});
