import { z } from "zod";
import { panelTypes } from "../simulator/index.ts";
import { duration, id, identifier, instant, labelName, optionId, percent } from "./schema-terms.ts";

/** What each kind of check is told in `lab.yaml`; part of the lab format, see `schema.ts`. */

/** Transforms of a world under which the reference keeps its meaning. */
export const relationNames = ["rename-instances", "add-decoys", "traffic-scale"] as const;

const promqlResult = z.strictObject({
  kind: z.literal("promql-result"),
  reference: z.string().min(1),
  worlds: z.array(z.string()).min(1),
  at: z.array(instant).min(3),
  ranges: z
    .array(z.strictObject({ from: instant, to: instant, step: duration }))
    .optional()
    .describe("Range queries to compare; three spread over the world when absent"),
  labels: z
    .strictObject({ must: z.array(labelName), mayExtra: z.array(labelName) })
    .partial()
    .optional(),
  tolerance: z
    .strictObject({ relative: z.number().min(0), absolute: z.number().min(0) })
    .partial()
    .optional(),
  influences: z.array(z.string()).optional(),
  mayUse: z.array(z.string()).optional(),
  relations: z.array(z.enum(relationNames)).optional(),
  mayAlso: z
    .array(z.string())
    .optional()
    .describe("Other expressions that answer the question as well, where the task leaves a choice open"),
});

const logqlResult = z.strictObject({
  kind: z.literal("logql-result"),
  reference: z.string().min(1),
  worlds: z.array(z.string()).min(1),
  at: z
    .array(instant)
    .min(2)
    .describe("When metric queries are asked, and where the time range of log queries ends"),
  range: duration.optional().describe("Time range of log queries; 1m when absent"),
});

const ruleLint = z.strictObject({
  kind: z.literal("rule-lint"),
  world: z.string().describe("Where series and label values are looked up"),
  require: z
    .array(z.enum(["severity", "summary", "runbook_url"]))
    .optional()
    .describe("Labels and annotations to ask for"),
  severity: z.array(z.string()).optional().describe("Values of severity that reach someone"),
});

const alertBattery = z.strictObject({
  kind: z.literal("alert-battery"),
  fires: z
    .array(
      z
        .strictObject({ world: z.string(), lead: duration })
        .or(z.strictObject({ world: z.string(), within: duration }))
        .or(z.strictObject({ world: z.string(), within: duration, since: instant, what: z.string() })),
    )
    .min(1)
    .describe(
      "Worlds that need a page, at least `lead` before the first failed request or at most `within` after it; or, where nobody is hurt, after what happens at `since`",
    ),
  silent: z.array(z.string()).describe("Worlds in which no page may be sent"),
  loaded: instant
    .optional()
    .describe(
      "When the rules are loaded, if not at the start: the first scrapes of a world make every series new",
    ),
  severity: z.array(z.string()).optional().describe("Only rules of these severities page; all when absent"),
  par: z
    .strictObject({
      lead: duration.optional().describe("Lead that earns full points; what the world asks for when absent"),
      delay: duration
        .optional()
        .describe("Delay that earns full points where `within` is asked; 0 s when absent"),
      samples: z.number().int().positive(),
    })
    .describe("What a good answer reaches"),
  absence: z.boolean().optional().describe("Also ask for an alert when the metric vanishes"),
  most: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("Most pages in all worlds of one seed together; each firing of an alert counts as one"),
});

const worldState = z.strictObject({
  kind: z.literal("world-state"),
  world: z.string(),
  conditions: z
    .array(
      z.strictObject({
        id,
        text: z.string(),
        expr: z.string().describe("PromQL; the condition holds while every series of it is true"),
        for: duration,
        unit: z.string().optional(),
      }),
    )
    .min(1),
  invariants: z.array(z.enum(["keeps-serving", "one-change", "no-data-deleted"])).optional(),
  within: duration.optional().describe("How long the world runs on after the last action"),
});

const numberCheck = z.strictObject({
  kind: z.literal("number"),
  world: z.string(),
  truth: z.strictObject({ fact: z.string() }).or(z.strictObject({ expr: z.string(), at: instant })),
  unit: z.string(),
  tolerance: z.strictObject({ relative: z.number().min(0), absolute: z.number().min(0) }).partial(),
  traps: z
    .array(z.strictObject({ code: id, value: z.number(), within: z.number().min(0), means: z.string() }))
    .optional(),
});

const namedQuery = z.strictObject({
  name: z.string().describe("What learners read: availability, free GPU memory"),
  expr: z.string(),
});

/** What a prometheus.yml is loaded for. */
const relabelMode = z.strictObject({
  mode: z.literal("relabel"),
  worlds: z.array(z.string()).min(1),
  jobs: z
    .array(z.string())
    .min(1)
    .describe("Jobs whose series are counted; the file finds their targets as targets/JOB.json"),
  at: z.array(instant).min(2),
  queries: z.array(namedQuery).min(1).describe("Each must answer as before"),
  most: z.number().int().positive().describe("Series the jobs may have at once"),
});

const shardingMode = z.strictObject({
  mode: z.literal("sharding"),
  targets: z
    .number()
    .int()
    .min(10)
    .max(2000)
    .describe("Targets of targets/gpu.json; their names differ by seed"),
  shards: z.number().int().min(2).max(16).describe("$(SHARD) is 0 to this, exclusive"),
  replicas: z.number().int().min(1).max(3).describe("$(REPLICA) is a, b, ..."),
});

const prometheusConfig = z.strictObject({
  kind: z.literal("prometheus-config"),
  asks: z.discriminatedUnion("mode", [relabelMode, shardingMode]),
});

const classify = z.strictObject({
  kind: z.literal("classify"),
  options: z.array(z.strictObject({ id: optionId, text: z.string(), why: z.string() })).min(2),
  truth: z.array(optionId).min(1),
});

const blamelessText = z.strictObject({
  kind: z.literal("blameless-text"),
  facts: z
    .array(z.strictObject({ fact: z.string().min(1), also: z.array(z.string().min(1)).optional() }))
    .min(1)
    .describe("Times, numbers and systems that a rewrite must keep, with other ways to write them"),
  because: z.string().describe("What a passage that passes has done well"),
});

const tracePick = z.strictObject({
  kind: z.literal("trace-pick"),
  world: z.string(),
  from: instant.describe("The trace began after this"),
  to: instant.describe("The trace began by then"),
  longerThan: duration.describe("Least duration of the request"),
  status: z.enum(["ok", "error"]).optional().describe("How the request ended; either when absent"),
});

const counterfactual = z.strictObject({
  kind: z.literal("counterfactual"),
  world: z.string().describe("The incident, with its responders"),
  offers: z.array(id).min(1).describe("Changes the learner may make, by the names of a postmortem's blocks"),
  wants: z.enum(["prevents", "mitigates", "detects"]),
  most: z
    .array(z.strictObject({ change: id, of: identifier, is: z.number(), because: z.string() }))
    .optional()
    .describe("Bounds of what can be had, on a number of the change"),
  keeps: z
    .array(z.strictObject({ world: z.string(), expr: z.string(), text: z.string() }))
    .optional()
    .describe("What must still hold at the end of another world with the change on"),
});

const postmortem = z.strictObject({
  kind: z.literal("postmortem"),
  world: z.string(),
  minimumFacts: z.number().min(0).max(48).optional().describe("Points needed in part A; 30 when absent"),
});

const metricName = z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, "a metric name");

const codeBehaviour = z.strictObject({
  kind: z.literal("code-behaviour"),
  handler: identifier.describe("Function of the learner that answers a request"),
  requests: z.number().int().min(10).max(200).describe("Requests of one run; there is one run per seed"),
  failing: percent.describe("Share of requests for which the model throws"),
  rows: z
    .number()
    .int()
    .min(1)
    .max(64)
    .describe("Most rows of a request; above 8, the rows of every request"),
  features: z.number().int().min(1).max(64).describe("Numbers of a row"),
  inFlight: z
    .number()
    .int()
    .min(1)
    .max(16)
    .optional()
    .describe("Requests worked on at once; above 1 the model answers with a promise"),
  tensors: z.boolean().optional().describe("The model takes and gives tensors"),
  expect: z
    .array(
      z.union([
        z.strictObject({ counter: metricName, by: labelName, success: z.string(), error: z.string() }),
        z.strictObject({ histogram: metricName }),
        z.strictObject({
          exemplars: metricName,
          label: labelName.describe("Exemplar label with the trace id"),
        }),
        z.strictObject({
          span: z.string(),
          attributes: z.record(z.string(), z.enum(["rows", "answers"])).optional(),
        }),
        z.strictObject({ errorLog: z.literal("once") }),
        z.strictObject({ ids: z.string().describe("Log field that holds the request's id") }),
        z.strictObject({ tensors: z.literal("constant") }),
      ]),
    )
    .describe("What has to be true of what the code emits; answers and exceptions must always be unchanged"),
});

const recordingRule = z.strictObject({
  kind: z.literal("recording-rule"),
  worlds: z.array(z.string()).min(1),
  at: z.array(instant).min(3),
  given: z
    .string()
    .optional()
    .describe("The rule file whose series the learner's query reads; where the answer is promql"),
  reads: z
    .array(
      z.strictObject({
        text: z.string().describe("What is read, in words: the 99th percentile of each model"),
        raw: z.string().describe("The query on scraped series"),
        read: z.string().optional().describe("The same on recorded ones, which it calls `recorded`"),
        mayExtra: z.array(labelName).optional(),
      }),
    )
    .min(1)
    .describe("What the recorded series must be good for; the first is the panel whose cost counts"),
  panel: z.strictObject({
    points: z.number().int().positive().describe("Points of the graph"),
    step: duration.describe("From one point to the next"),
    loads: z.number().int().positive().describe("Loads a day"),
  }),
});

const dashboardCheck = z.strictObject({
  kind: z.literal("dashboard"),
  worlds: z.array(z.string()).min(1),
  at: z.array(instant).min(3),
  range: duration.optional().describe("The dashboard's time range, for $__range; 2h when absent"),
  panels: z
    .array(
      z.strictObject({
        what: z.string().min(1).describe("What the panel shows, in words that end a sentence"),
        reference: z.string().min(1),
        mayAlso: z.array(z.string()).optional(),
        tolerance: z
          .strictObject({ relative: z.number().min(0), absolute: z.number().min(0) })
          .partial()
          .optional(),
        unit: z
          .enum(["percentunit", "percent", "s", "bytes", "reqps", "short"])
          .describe("Unit of the reference; the panel may use another of the same measure"),
        types: z.array(z.enum(panelTypes)).min(1).optional(),
        levels: z
          .array(z.strictObject({ value: z.number(), is: z.array(z.enum(["ok", "warn", "crit"])).min(1) }))
          .optional()
          .describe("Colours the panel must have at values of the reference"),
      }),
    )
    .min(1),
});

const slo = z.strictObject({
  kind: z.literal("slo"),
  measures: z
    .enum(["burn", "left"])
    .describe("How many times too fast failures come, or the share of the period's budget that is left"),
  objective: z.number().gt(0).lt(1).optional().describe("0.9999; the world's own, 0.999, when absent"),
  window: duration.optional().describe("Over which a burn rate is asked; 1h when absent"),
  worlds: z.array(z.string()).min(1),
  at: z.array(instant).min(3).describe("From the first to the last one every 5 minutes count as well"),
});

const gameDay = z.strictObject({
  kind: z.literal("game-day"),
  world: z.string(),
  budget: z
    .strictObject({ par: z.number().positive(), most: z.number().positive() })
    .describe("Percent of the period's error budget that a good answer loses, and that may be lost at most"),
  quiet: duration.describe("How long before the end nothing may fail any more"),
  invariants: z.array(z.enum(["keeps-serving", "one-change", "no-data-deleted"])).optional(),
});

/** Every kind of check and its parameters. */
export const checkSchema = z.discriminatedUnion("kind", [
  promqlResult,
  logqlResult,
  ruleLint,
  alertBattery,
  worldState,
  numberCheck,
  prometheusConfig,
  classify,
  blamelessText,
  tracePick,
  counterfactual,
  postmortem,
  codeBehaviour,
  dashboardCheck,
  gameDay,
  recordingRule,
  slo,
]);

export type CheckParams = z.infer<typeof checkSchema>;
export type CheckKind = CheckParams["kind"];
export type RelationName = (typeof relationNames)[number];
export type PromqlResultParams = z.infer<typeof promqlResult>;
export type LogqlResultParams = z.infer<typeof logqlResult>;
export type RuleLintParams = z.infer<typeof ruleLint>;
export type AlertBatteryParams = z.infer<typeof alertBattery>;
export type WorldStateParams = z.infer<typeof worldState>;
export type NumberParams = z.infer<typeof numberCheck>;
export type RelabelParams = z.infer<typeof relabelMode>;
export type ShardingParams = z.infer<typeof shardingMode>;
export type ClassifyParams = z.infer<typeof classify>;
export type CodeBehaviourParams = z.infer<typeof codeBehaviour>;
export type TracePickParams = z.infer<typeof tracePick>;
export type CounterfactualParams = z.infer<typeof counterfactual>;
export type GameDayParams = z.infer<typeof gameDay>;
export type DashboardParams = z.infer<typeof dashboardCheck>;
export type RecordingRuleParams = z.infer<typeof recordingRule>;
export type SloParams = z.infer<typeof slo>;
export type PostmortemParams = z.infer<typeof postmortem>;
