import type {
  CompiledLab,
  CompiledMistake,
  CompiledSolution,
  CompiledStep,
  CompiledWorld,
} from "../compiled-lab.ts";
import { type LabSource, labSchema, mistakeSchema, type StepSource, solutionSchema } from "../schema.ts";
import { AuthorError } from "./author-error.ts";
import { didYouMean } from "./did-you-mean.ts";
import { explainIssues, printPath, suggest } from "./explain-issues.ts";
import { parseProse } from "./parse-prose.ts";
import { readYaml, type YamlFile } from "./read-yaml.ts";
import { schemaKeys } from "./schema-keys.ts";

/** Score a step needs when its lab says nothing (04 section 3). */
const defaultPass = 70;

/**
 * Compiles one lab from its files. Keys are paths from the repository root: `labs/<slug>/lab.yaml`,
 * `labs/<slug>/solutions/*`, `labs/<slug>/mistakes/*`, `content/labs/<slug>.md`; others are ignored.
 * Throws an `AuthorError` that lists every mistake it found.
 */
export function compileLab(slug: string, files: Readonly<Record<string, string>>): CompiledLab {
  const base = `labs/${slug}`;
  const yaml = readYaml(`${base}/lab.yaml`, required(files, `${base}/lab.yaml`));
  const lab = check(yaml, labSchema);
  const proseFile = `content/labs/${slug}.md`;
  const prose = parseProse(proseFile, required(files, proseFile));
  const errors = [
    ...misfits(slug, lab, yaml),
    ...sectionErrors(slug, lab, Object.keys(prose.steps)),
    ...strangers(slug, files),
  ];
  const solutions = readSolutions(base, files, lab, errors);
  const mistakes = readMistakes(base, files, lab, errors);
  if (errors.length > 0) throw new AuthorError(errors);
  return {
    format: 1,
    slug,
    id: lab.id,
    title: lab.title,
    section: lab.section,
    minutes: lab.minutes,
    level: lab.level,
    features: lab.features,
    teaches: lab.teaches,
    needs: lab.needs ?? [],
    suggests: lab.suggests ?? [],
    play: lab.play,
    worlds: Object.fromEntries(Object.keys(lab.worlds).map((name) => [name, resolveWorld(lab, name)])),
    steps: lab.steps.map((step) => compileStep(step, starterText(step, files))),
    prose,
    solutions,
    mistakes,
    hash: fnv1a(JSON.stringify([lab.format, lab.id, lab.worlds, lab.steps])),
  };
}

function required(
  files: Readonly<Record<string, string>>,
  path: string,
  advice = "npm run new:lab writes one to start from",
): string {
  const text = files[path];
  if (text === undefined) throw new AuthorError([`${path}: missing; ${advice}`]);
  return text;
}

function check<T>(yaml: YamlFile, schema: import("zod").ZodType<T>): T {
  if (yaml.errors.length > 0) throw new AuthorError(yaml.errors);
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  throw new AuthorError(explainIssues(result.error.issues, yaml, schemaKeys(schema, yaml.value)));
}

/** References inside lab.yaml that point nowhere, and answers a check cannot read. */
function misfits(slug: string, lab: LabSource, yaml: YamlFile): string[] {
  const errors: string[] = [];
  const names = Object.keys(lab.worlds);
  const known = (name: string, path: readonly PropertyKey[]): void => {
    if (names.includes(name)) return;
    errors.push(
      `${yaml.where(path)}: ${printPath(path)}: "${name}" is not a world of this lab${suggest(didYouMean(name, names))}`,
    );
  };
  if (`${slug.replace(/^\d+-/, "")}` !== lab.id) {
    errors.push(`${yaml.where(["id"])}: id: "${lab.id}" differs from the folder's name "${slug}"`);
  }
  known(lab.play.world, ["play", "world"]);
  for (const name of names) {
    const path = ["worlds", name];
    const world = lab.worlds[name];
    if ((world?.scenario === undefined) === (world?.like === undefined)) {
      errors.push(`${yaml.where(path)}: worlds.${name}: write scenario, or like, not both`);
    }
    if (world?.like !== undefined) known(world.like, [...path, "like"]);
    if (cyclic(lab, name)) errors.push(`${yaml.where(path)}: worlds.${name}: like goes round in a circle`);
  }
  const seen = new Set<string>();
  for (const [i, step] of lab.steps.entries()) {
    if (seen.has(step.id))
      errors.push(`${yaml.where(["steps", i, "id"])}: step id "${step.id}" is used twice`);
    seen.add(step.id);
    for (const [k, params] of step.checks.entries()) {
      const path = ["steps", i, "checks", k];
      const accepts = accepted[params.kind];
      if (!accepts.includes(step.answer)) {
        errors.push(
          `${yaml.where(path)}: ${printPath(path)}: ${params.kind} reads ${accepts.join(" or ")}, this step's answer is ${step.answer}`,
        );
      }
      for (const name of worldsOf(params)) known(name, path);
    }
  }
  return errors;
}

const accepted: Readonly<Record<StepSource["checks"][number]["kind"], readonly string[]>> = {
  "promql-result": ["promql"],
  "logql-result": ["logql"],
  "rule-lint": ["rules"],
  "alert-battery": ["rules"],
  "world-state": ["actions"],
  number: ["number"],
  classify: ["pick"],
  "blameless-text": ["text"],
  "trace-pick": ["trace"],
  counterfactual: ["change"],
  postmortem: ["postmortem"],
  "code-behaviour": ["code"],
  dashboard: ["dashboard"],
  "game-day": ["actions"],
  "recording-rule": ["rules", "promql"],
  slo: ["promql"],
  "prometheus-config": ["prometheus-config"],
};

function worldsOf(params: StepSource["checks"][number]): readonly string[] {
  if (params.kind === "prometheus-config") return params.asks.mode === "relabel" ? params.asks.worlds : [];
  if ("worlds" in params) return params.worlds;
  if (params.kind === "alert-battery") return [...params.fires.map((row) => row.world), ...params.silent];
  if (params.kind === "classify" || params.kind === "blameless-text" || params.kind === "code-behaviour")
    return [];
  if (params.kind === "counterfactual") {
    return [params.world, ...(params.keeps ?? []).map(({ world }) => world)];
  }
  return [params.world];
}

function cyclic(lab: LabSource, name: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = name; at !== undefined; at = lab.worlds[at]?.like) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

function sectionErrors(slug: string, lab: LabSource, sections: readonly string[]): string[] {
  const prose = `content/labs/${slug}.md`;
  const ids = lab.steps.map((step) => step.id);
  return [
    ...ids
      .filter((id) => !sections.includes(id))
      .map((id) => `labs/${slug}/lab.yaml: step "${id}" has no section {#${id}} in ${prose}; add it`),
    ...sections
      .filter((id) => !ids.includes(id))
      .map(
        (id) =>
          `${prose}: section {#${id}} has no step in labs/${slug}/lab.yaml${suggest(didYouMean(id, ids))}`,
      ),
  ];
}

function strangers(slug: string, files: Readonly<Record<string, string>>): string[] {
  const allowed = new RegExp(
    `^labs/${slug}/(lab\\.yaml|worlds\\.lock|(solutions|mistakes)/[^/]+\\.(yaml|yml|md|promql|json))$`,
  );
  return Object.keys(files)
    .filter((path) => path.startsWith(`labs/${slug}/`) && !allowed.test(path))
    .map((path) => `${path}: not part of a lab; delete it or move it to content/`);
}

function readSolutions(
  base: string,
  files: Readonly<Record<string, string>>,
  lab: LabSource,
  errors: string[],
): CompiledSolution[] {
  return answerFiles(files, `${base}/solutions/`).flatMap(([file, text]) =>
    collect(errors, () => {
      const yaml = readYaml(file, text);
      const solution = check(yaml, solutionSchema);
      const steps: Record<string, string> = {};
      for (const [id, answer] of Object.entries(solution.steps)) {
        knownStep(lab, id, `${yaml.where(["steps", id])}: steps.${id}`);
        steps[id] = answerText(files, file, answer);
      }
      return { file, name: solution.name, why: solution.why, steps };
    }),
  );
}

function readMistakes(
  base: string,
  files: Readonly<Record<string, string>>,
  lab: LabSource,
  errors: string[],
): CompiledMistake[] {
  return answerFiles(files, `${base}/mistakes/`).flatMap(([file, text]) =>
    collect(errors, () => {
      const yaml = readYaml(file, text);
      const { step, finding, why, answer } = check(yaml, mistakeSchema);
      knownStep(lab, step, `${yaml.where(["step"])}: step`);
      return { file, step, finding, why, answer: answerText(files, file, answer) };
    }),
  );
}

/** Solutions and mistakes are `.yaml`; answers they point at use `.yml`, `.md` or `.promql`. */
function answerFiles(files: Readonly<Record<string, string>>, folder: string): [string, string][] {
  return Object.entries(files)
    .filter(([path]) => path.startsWith(folder) && path.endsWith(".yaml"))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function collect<T>(errors: string[], read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof AuthorError)) throw error;
    errors.push(...error.lines);
    return [];
  }
}

function knownStep(lab: LabSource, id: string, where: string): void {
  const ids = lab.steps.map((step) => step.id);
  if (!ids.includes(id))
    throw new AuthorError([`${where}: "${id}" is not a step${suggest(didYouMean(id, ids))}`]);
}

function answerText(
  files: Readonly<Record<string, string>>,
  file: string,
  answer: string | { file: string },
): string {
  if (typeof answer === "string") return answer;
  return required(files, `${file.slice(0, file.lastIndexOf("/"))}/${answer.file.slice(2)}`);
}

function resolveWorld(lab: LabSource, name: string): CompiledWorld {
  const own = lab.worlds[name] ?? {};
  const parent = own.like === undefined ? undefined : resolveWorld(lab, own.like);
  return {
    scenario: own.scenario ?? parent?.scenario ?? "",
    title: own.title ?? name,
    until: own.until ?? parent?.until,
    responders: own.responders ?? parent?.responders,
    actions: own.actions ?? parent?.actions ?? [],
  };
}

/** The text a learner begins with; a named form is taken from `content/templates/`. */
function starterText(step: StepSource, files: Readonly<Record<string, string>>): string {
  const { starter } = step;
  if (starter === undefined || typeof starter === "string") return starter ?? "";
  return required(
    files,
    `content/templates/${starter.template}.md`,
    "step starters name forms of that folder",
  );
}

function compileStep(step: StepSource, starter: string): CompiledStep {
  return {
    id: step.id,
    answer: step.answer,
    starter,
    weight: step.weight ?? 1,
    pass: step.pass ?? defaultPass,
    goal: step.goal,
    checks: step.checks,
    onlyAnswer: step.onlyAnswer,
    par: step.par,
  };
}

/** 64-bit FNV-1a over UTF-16 units, in hexadecimal (Fowler, Noll, Vo). Not cryptographic: it only tells versions apart. */
function fnv1a(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
