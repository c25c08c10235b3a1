import { z } from "zod";
import { checkSchema } from "./check-schema.ts";
import { clock, id, percent } from "./schema-terms.ts";

/**
 * The lab format. A lab is data: what the learner answers, which worlds judge the answer, and how.
 * This file, with `check-schema.ts` and `schema-terms.ts`, is its only definition; `labs/lab.schema.json`, which editors use, is generated from it.
 * Nothing that runs in the page imports it: shipped labs are compiled to JSON first.
 */

/** One action of a scripted learner or responder, at a time of the world's day. */
export const scriptedAction = z.strictObject({
  at: clock,
  command: z.string().optional(),
  acknowledge: z.string().optional(),
  note: z.string().optional(),
  close: z.literal(true).optional(),
  inject: z.string().optional().describe("A fault of the simulator, by id; lab worlds only"),
  with: z
    .record(z.string(), z.string().or(z.number()))
    .optional()
    .describe("Parameters of the fault; its defaults where absent"),
});

const world = z.strictObject({
  scenario: z.string().optional().describe("A scenario of the simulator"),
  like: z.string().optional().describe("Another world of this lab to start from"),
  title: z.string().optional().describe("What learners see instead of the name"),
  until: clock.optional().describe("Stop here instead of at the scenario's end"),
  responders: z.literal("recorded").optional().describe("Play the scenario's recorded action log"),
  actions: z.array(scriptedAction).optional(),
});

/** What kind of thing a learner hands in. */
export const answerKinds = [
  "promql",
  "logql",
  "rules",
  "number",
  "prometheus-config",
  "pick",
  "trace",
  "change",
  "text",
  "actions",
  "postmortem",
  "code",
  "dashboard",
] as const;

const step = z.strictObject({
  id,
  answer: z.enum(answerKinds),
  starter: z
    .string()
    .or(z.strictObject({ template: id }))
    .optional()
    .describe("Text the learner begins with, or a form of content/templates by its name"),
  weight: z.number().positive().optional(),
  pass: percent.optional(),
  goal: z.strictObject({ expr: z.string(), text: z.string() }).optional(),
  checks: z.array(checkSchema).min(1),
  onlyAnswer: z.string().optional().describe("Why there is only one right answer"),
  par: z.strictObject({ samples: z.number().int().positive() }).optional(),
});

/** One `labs/NN-slug/lab.yaml`. */
export const labSchema = z.strictObject({
  format: z.literal(1),
  id,
  title: z.string().min(1).max(60),
  section: z.number().int().min(0).max(7),
  minutes: z.number().int().min(1).max(12),
  level: z.enum(["beginner", "intermediate", "advanced"]),
  features: z.array(z.number().int().min(1).max(74)).min(1),
  teaches: z.array(z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "a topic such as promql.rate")).min(1),
  needs: z.array(id).optional(),
  suggests: z.array(id).optional(),
  play: z.strictObject({ world: z.string(), seed: z.number().int().min(0) }),
  worlds: z.record(id, world),
  steps: z.array(step).min(1).max(12),
});

/** An answer, inline or in a file beside it. */
const answerText = z.string().or(z.strictObject({ file: z.string().regex(/^\.\/[\w.-]+$/, "./name.ext") }));

/** `solutions/NN-name.yaml`. */
export const solutionSchema = z.strictObject({
  name: z.string().min(1),
  why: z.string().min(1),
  steps: z.record(id, answerText),
});

/** `mistakes/name.yaml`. */
export const mistakeSchema = z.strictObject({
  step: id,
  finding: z.string().regex(/^[a-z-]+\/[a-z0-9-]+$/, "a finding code such as promql-result/wrong-value"),
  why: z.string().min(1),
  answer: answerText,
});

export type LabSource = z.infer<typeof labSchema>;
export type StepSource = z.infer<typeof step>;
export type ScriptedAction = z.infer<typeof scriptedAction>;
export type AnswerKind = (typeof answerKinds)[number];
