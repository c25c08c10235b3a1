import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import type { CheckKind } from "../check-schema.ts";
import type { CompiledLab } from "../compiled-lab.ts";
import { grade } from "../grader/grade.ts";
import { WorldCache } from "../grader/world-supply.ts";
import { compileLab } from "../load/compile-lab.ts";
import type { LearnerRun } from "./check.ts";
import { checks } from "./index.ts";

/** One file of testdata: worlds, a check, and answers with the finding each must earn first. */
interface Fixture {
  readonly worlds: object;
  readonly answer: string;
  readonly check: object & { readonly kind: CheckKind };
  readonly cases: readonly Case[];
}

interface Case {
  /** The first essential finding, or `pass`. */
  readonly code: string;
  readonly answer?: string;
  /** Short for a rule file with one alerting rule. */
  readonly rule?: Readonly<Record<string, string>>;
  /** Parameters of the check that differ in this case. */
  readonly check?: object;
  /** Codes that must come as well. */
  readonly also?: readonly string[];
  /** Nothing essential or actionable may be said. */
  readonly clean?: boolean;
  readonly run?: { readonly seed: number; readonly actions: readonly { at: string; command: string }[] };
}

const folder = fileURLToPath(new URL("./testdata/", import.meta.url));
const cache = new WorldCache();
const seeds = [11, 23];
const dayMs = Date.UTC(2025, 9, 15);
const seen = new Map<string, Set<string>>();

function ruleFile({
  expr = "",
  for: wait = "0s",
  summary,
  value,
  severity = "critical",
}: Readonly<Record<string, string>>): string {
  const labels = { severity, ...(value === undefined ? {} : { value }) };
  const annotations = summary === undefined ? {} : { annotations: { summary } };
  return stringify({
    groups: [{ name: "test", rules: [{ alert: "Test", expr, for: wait, labels, ...annotations }] }],
  });
}

function labOf({ worlds, answer, check }: Fixture, changes: object): CompiledLab {
  const lab = {
    format: 1,
    id: "fixture",
    title: "Fixture",
    section: 0,
    minutes: 1,
    level: "beginner",
    features: [1],
    teaches: ["test.fixture"],
    play: { world: Object.keys(worlds)[0], seed: 1 },
    worlds,
    steps: [{ id: "step", answer, checks: [{ ...check, ...changes }] }],
  };
  return compileLab("00-fixture", {
    "labs/00-fixture/lab.yaml": stringify(lab),
    "content/labs/00-fixture.md":
      "---\ntitle: Fixture\nsummary: A fixture.\n---\n\n## Step {#step}\n\nDo it.\n",
  });
}

function runOf(run: Case["run"]): LearnerRun | undefined {
  if (run === undefined) return undefined;
  const ms = (clock: string): number => {
    const [hours = 0, minutes = 0] = clock.split(":").map(Number);
    return dayMs + (hours * 60 + minutes) * 60_000;
  };
  const actions = run.actions.map(
    ({ at, command }) => ({ atMs: ms(at), kind: "command", line: command }) as const,
  );
  return { seed: run.seed, actions };
}

function fixturesOf(kind: string): readonly { name: string; fixture: Fixture }[] {
  return readdirSync(`${folder}${kind}`)
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ name: file, fixture: parse(readFileSync(`${folder}${kind}/${file}`, "utf8")) }));
}

/** Kinds without fixtures are tested against a lab, in `<kind>.test.ts` or `<kind>/<kind>.test.ts`. */
const hasFixtures = (kind: CheckKind): boolean =>
  existsSync(`${folder}${kind}`) && fixturesOf(kind).length > 0;
const kinds = Object.values(checks).filter(({ kind }) => hasFixtures(kind));
const elsewhere = Object.values(checks).filter(({ kind }) => !hasFixtures(kind));

test.each(elsewhere.map(({ kind }) => kind))("%s has tests of its own", (kind) => {
  const files = [`../${kind}.test.ts`, `../${kind}/${kind}.test.ts`].map((file) => `${folder}${file}`);
  expect(files.some((file) => existsSync(file))).toBe(true);
});

describe.each(kinds.map((check) => [check.kind, check] as const))("%s", (kind, check) => {
  for (const { name, fixture } of fixturesOf(kind)) {
    for (const one of fixture.cases) {
      const answer = one.answer ?? ruleFile(one.rule ?? {});
      test(`${name}: ${one.code} for ${answer.replace(/\s+/g, " ").slice(0, 120)}`, async () => {
        const lab = labOf(fixture, one.check ?? {});
        const verdict = await grade(lab, "step", answer, { seeds, cache, run: runOf(one.run) });
        const essential = verdict.findings.find((finding) => finding.type === "essential");
        expect(essential?.code ?? verdict.status, essential?.message).toBe(one.code);
        const codes = verdict.findings.map((finding) => finding.code);
        for (const code of one.also ?? []) expect(codes).toContain(code);
        if (one.clean === true) {
          expect(verdict.findings.filter((finding) => /essential|actionable/.test(finding.type))).toEqual([]);
        }
        const known = seen.get(kind) ?? new Set();
        seen.set(kind, known);
        for (const code of codes) known.add(code);
        for (const { evidence } of verdict.findings) {
          if (evidence === undefined) continue;
          expect(evidence.toMs).toBeGreaterThan(evidence.fromMs);
          expect(JSON.parse(JSON.stringify(evidence)).seed).toBe(evidence.seed);
        }
      });
    }
  }

  test("every code occurs in a fixture", () => {
    const missing = check.codes.filter((code) => seen.get(kind)?.has(`${kind}/${code}`) !== true);
    expect(missing).toEqual([]);
  });
});

afterAll(() => seen.clear());
