import { dayOf, toActions } from "../../labs/grader/scripted-actions.ts";
import {
  type Action,
  createWorld,
  parse,
  parseRuleFile,
  prettyPrint,
  scenarios,
  type World,
} from "../../simulator/index.ts";
import { completeExpression } from "./answer-complete.ts";
import { answerExemplars } from "./answer-exemplars.ts";
import { explainQuery, traceNode } from "./answer-explain.ts";
import { goalHolds } from "./answer-goal.ts";
import { answerLogql } from "./answer-logql.ts";
import { answerQuery } from "./answer-query.ts";
import { evaluateRules, plainRuleFile } from "./answer-rules.ts";
import type { Frame, FromWorker, OpenParams, SimulatorCalls, WorldInfo } from "./protocol.ts";
import { type Handlers, type Job, serve } from "./serve.ts";
import { WorldLoop } from "./world-loop.ts";

/** Holds the live world. The page never sees it, only answers and frames. */
let loop: WorldLoop | undefined;
let watched: SimulatorCalls["watch"]["params"] = { topics: [], visible: true };

function publish(frame: Frame): void {
  self.postMessage({ kind: "frame", frame } satisfies FromWorker);
}

function live(): WorldLoop {
  if (loop === undefined) throw new Error("The world is not open yet.");
  return loop;
}

function world(): World {
  return live().world;
}

/** Builds the world, replays the actions at their own times and advances to where the learner was. */
async function open(params: OpenParams, job: Job): Promise<WorldInfo> {
  loop?.stop();
  loop = undefined;
  const built = createWorld(params.scenario, params.seed);
  const actions = params.actions.length > 0 ? params.actions : openingActions(built, params);
  const toMs = Math.max(params.toMs ?? openingTime(built, params.until), actions.at(-1)?.atMs ?? 0);
  const total = Math.max(1, toMs - built.startMs);
  let next = 0;
  while (built.nowMs < toMs || next < actions.length) {
    const action = actions[next];
    if (action !== undefined && action.atMs <= built.nowMs) {
      built.act(action);
      next++;
      continue;
    }
    const stop = Math.min(action?.atMs ?? toMs, toMs, built.nowMs + 60_000);
    if (stop <= built.nowMs) break;
    built.advance(stop);
    job.progress({ phase: "open", done: built.nowMs - built.startMs, total, detail: "" });
    await job.breathe();
  }
  loop = new WorldLoop(built, publish);
  loop.watch(watched.topics, watched.visible);
  return {
    scenario: built.scenarioId,
    seed: built.seed,
    startMs: built.startMs,
    openAtMs: built.openAtMs,
    endMs: built.endMs,
    metadata: [...built.metadata.values()],
  };
}

/** The scenario's opening moment, or the time of day the lab names. */
function openingTime(built: World, until: string | undefined): number {
  if (until === undefined) return built.openAtMs;
  const [stop] = toActions([{ at: until, close: true }], dayOf(built));
  return stop?.atMs ?? built.openAtMs;
}

/** What happens before the learner takes over: recorded responders and the lab's own script. */
function openingActions(built: World, { responders, script = [] }: OpenParams): readonly Action[] {
  const recorded =
    responders === "recorded" ? (scenarios.find(({ id }) => id === built.scenarioId)?.responders ?? []) : [];
  return [...recorded, ...toActions(script, dayOf(built))].sort((a, b) => a.atMs - b.atMs);
}

const handlers: Handlers<SimulatorCalls> = {
  open,
  act: ({ action }) => {
    const running = live();
    const atMs = world().nowMs;
    const result = running.act({ ...action, atMs });
    return { atMs, nowMs: world().nowMs, result };
  },
  play: ({ speed }) => {
    live().play(speed);
    return null;
  },
  pause: () => {
    live().pause();
    return null;
  },
  "run-to": ({ toMs, orPage = false }) => {
    live().runTo(toMs, orPage);
    return null;
  },
  watch: (params) => {
    watched = params;
    loop?.watch(params.topics, params.visible);
    return null;
  },
  query: ({ request, options }) => answerQuery(world(), request, options),
  explain: ({ request }) => explainQuery(world(), request),
  trace: (params) => traceNode(world(), params),
  parse: ({ expr }) => {
    const { ast, errors } = parse(expr);
    return {
      errors: errors.map(({ text, span }) => ({ text, span })),
      printed: ast === undefined || errors.length > 0 ? undefined : prettyPrint(ast),
    };
  },
  goal: (params) => ({ holds: goalHolds(world(), params) }),
  complete: ({ expr, offset }) => completeExpression(world(), expr, offset),
  exemplars: (params) => answerExemplars(world(), params),
  logs: (query) => world().logs(query),
  logql: (params) => answerLogql(world(), params),
  traces: (query) => world().traces(query),
  exposition: ({ address }) => world().exposition(address),
  "complete-command": ({ line }) => world().completeCommand(line),
  "parse-rules": ({ text }) => plainRuleFile(parseRuleFile(text, "rules.yml")),
  "evaluate-rules": (params) => evaluateRules(world(), params),
};

serve(handlers);
