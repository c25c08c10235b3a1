import type {
  QuickJSContext,
  QuickJSDeferredPromise,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { Finding } from "../finding.ts";
import { codeFinding, parseFinding, refuseSource } from "./code-finding.ts";
import type { CodeJob, CodeOutcome, PlannedRequest } from "./code-runner.ts";
import { readError } from "./engine-error.ts";
import { offerHost } from "./engine-host.ts";
import { limits } from "./limits.ts";
import { prelude } from "./prelude/index.ts";
import { Recorder } from "./recorder.ts";
import { seededRandom } from "./seeded-random.ts";

/** Wall seconds between the arrivals of two requests. */
const arrivalGapSeconds = 0.02;
/** Promise reactions run for one step of one request. */
const reactionsPerStep = 10_000;

/** Thrown through the driver when the code is at fault; never reaches a caller. */
class Stopped extends Error {
  readonly finding: Finding;
  constructor(finding: Finding) {
    super(finding.code);
    this.finding = finding;
  }
}

interface Waiting {
  readonly request: number;
  readonly dueSeconds: number;
  readonly deferred: QuickJSDeferredPromise;
}

/** What a run gave, and whether the engine may be used again. */
export interface CoreRun {
  readonly outcome: CodeOutcome;
  readonly engineSpent: boolean;
}

/**
 * Runs a job in a fresh QuickJS runtime and reads what it emitted. Synchronous: whoever needs to be able to stop it by
 * the wall clock runs it in a worker and ends the worker. The same job gives the same outcome everywhere.
 */
export function runInQuickJs(engine: QuickJSWASMModule, job: CodeJob): CoreRun {
  const refused = refuseSource(job.source);
  if (refused !== undefined)
    return { outcome: { kind: "learner-error", finding: refused }, engineSpent: false };
  let run: CoreSession | undefined;
  try {
    run = new CoreSession(engine, job);
    const outcome = run.play();
    return { outcome, engineSpent: !run.dispose() };
  } catch (error) {
    if (error instanceof Stopped) {
      const spent = run === undefined || !run.dispose();
      return { outcome: { kind: "learner-error", finding: error.finding }, engineSpent: spent };
    }
    // The engine's own recursion (nested JSON, nested brackets) went past the host's stack and was unwound.
    if (error instanceof RangeError) {
      return { outcome: { kind: "learner-error", finding: tooDeep() }, engineSpent: true };
    }
    return { outcome: { kind: "host-stopped", reason: "crash" }, engineSpent: true };
  }
}

function tooDeep(): Finding {
  return codeFinding("stack", "Calls nested too deep.");
}

class CoreSession {
  readonly #job: CodeJob;
  readonly #runtime: QuickJSRuntime;
  readonly #vm: QuickJSContext;
  readonly #recorder = new Recorder();
  readonly #waiting: Waiting[] = [];
  readonly #owned: QuickJSHandle[] = [];
  #callbacks = 0;
  #requestCallbacks = 0;
  #overBudget = false;
  #seconds = 0;
  #stepMs = 0;
  readonly #random: () => number;

  constructor(engine: QuickJSWASMModule, job: CodeJob) {
    this.#job = job;
    this.#random = seededRandom(job.seed);
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(limits.memoryBytes);
    this.#runtime.setMaxStackSize(limits.stackBytes);
    this.#runtime.setInterruptHandler(() => {
      this.#callbacks++;
      this.#requestCallbacks++;
      const over =
        this.#callbacks > limits.callbacksPerJob || this.#requestCallbacks > limits.callbacksPerRequest;
      if (over) this.#overBudget = true;
      return over || this.#recorder.overflowed;
    });
    this.#vm = this.#runtime.newContext();
  }

  play(): CodeOutcome {
    const serve = this.#enterPrelude();
    this.#load();
    const handler = this.#handler();
    this.#recorder.countTensors();
    this.#serveAll(serve, handler);
    this.#watch(undefined);
    return { kind: "done", transcript: this.#recorder.transcript(this.#job) };
  }

  /** Gives everything back; false when the engine could not and must not be used again. */
  dispose(): boolean {
    try {
      for (const { deferred } of this.#waiting) deferred.dispose();
      for (const handle of this.#owned) handle.dispose();
      this.#vm.dispose();
      this.#runtime.dispose();
      return true;
    } catch {
      return false;
    }
  }

  #enterPrelude(): QuickJSHandle {
    const vm = this.#vm;
    const made = vm.unwrapResult(vm.evalCode(prelude, "lab.js"));
    const host = offerHost(vm, this.#recorder, {
      wallMs: () => this.#job.startMs + Math.round(this.#seconds * 1000) + this.#stepMs,
      monotonicSeconds: () => this.#seconds,
      random: this.#random,
      predict: () => this.#predict(),
      predictLater: () => this.#predictLater(),
    });
    const options = vm.newObject();
    const flags = { tensors: this.#job.tensors, later: this.#job.inFlight > 1 };
    vm.setProp(options, "tensors", flags.tensors ? vm.true : vm.false);
    vm.setProp(options, "later", flags.later ? vm.true : vm.false);
    const serve = vm.unwrapResult(vm.callFunction(made, vm.undefined, host, options));
    for (const handle of [made, host, options]) handle.dispose();
    this.#owned.push(serve);
    return serve;
  }

  #load(): void {
    const result = this.#vm.evalCode(this.#job.source, "handler.js", { type: "global" });
    if (result.error === undefined) {
      result.value.dispose();
      this.#drain();
      this.#watch(undefined);
      return;
    }
    const { name, message, line, column } = readError(this.#vm, result.error);
    this.#watch({ name, message });
    if (name === "SyntaxError") {
      throw new Stopped(parseFinding(this.#job.source, name, message, line, column));
    }
    const text = `Before the first request, on line ${line}: ${name}: ${message}`;
    throw new Stopped(codeFinding("threw-at-load", text, { line }));
  }

  #handler(): QuickJSHandle {
    const { handler } = this.#job;
    const code = `typeof ${handler} === "function" ? ${handler} : undefined`;
    const found = this.#vm.evalCode(code, "lab.js");
    const value = found.error ?? found.value;
    this.#owned.push(value);
    if (found.error === undefined && this.#vm.typeof(value) === "function") return value;
    this.#watch(undefined);
    const message = `There is no function called ${handler}.`;
    throw new Stopped(codeFinding("no-handler", message, { handler }));
  }

  #serveAll(serve: QuickJSHandle, handler: QuickJSHandle): void {
    const { requests, inFlight } = this.#job;
    let next = 0;
    let running = 0;
    while (next < requests.length || this.#waiting.length > 0) {
      const arrival = next * arrivalGapSeconds;
      const due = this.#firstDue();
      const starts =
        next < requests.length && running < inFlight && (due === undefined || arrival <= due.dueSeconds);
      if (starts) {
        this.#seconds = Math.max(this.#seconds, arrival);
        this.#begin(serve, handler, next++);
        running++;
      } else if (due !== undefined) {
        this.#resume(due);
      } else {
        // Everything that could go on has; what is still under way waits for something that never comes.
        return;
      }
      running = this.#unsettled(next);
    }
  }

  #unsettled(started: number): number {
    let count = 0;
    for (let i = 0; i < started; i++) if (!this.#recorder.hasSettled(i)) count++;
    return count;
  }

  #firstDue(): Waiting | undefined {
    let first: Waiting | undefined;
    for (const one of this.#waiting)
      if (first === undefined || one.dueSeconds < first.dueSeconds) first = one;
    return first;
  }

  #begin(serve: QuickJSHandle, handler: QuickJSHandle, index: number): void {
    const vm = this.#vm;
    const request = this.#job.requests[index];
    if (request === undefined) return;
    this.#recorder.current = index;
    this.#requestCallbacks = 0;
    const number = vm.newNumber(index);
    const { id, headers, rows } = request;
    const json = vm.newString(JSON.stringify({ id, headers, rows }));
    const result = vm.callFunction(serve, vm.undefined, handler, number, json);
    number.dispose();
    json.dispose();
    this.#after(result);
  }

  #resume(waiting: Waiting): void {
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
    this.#seconds = Math.max(this.#seconds, waiting.dueSeconds);
    this.#recorder.current = waiting.request;
    this.#requestCallbacks = 0;
    const request = this.#job.requests[waiting.request];
    if (request === undefined) return;
    this.#stepMs += request.clockStepMs ?? 0;
    const reply = this.#vm.newString(replyOf(request));
    waiting.deferred.resolve(reply);
    reply.dispose();
    waiting.deferred.dispose();
    this.#drain();
    this.#watch(undefined);
  }

  #after(result: ReturnType<QuickJSContext["callFunction"]>): void {
    let error: { name: string; message: string } | undefined;
    if (result.error === undefined) result.value.dispose();
    else error = readError(this.#vm, result.error);
    this.#watch(error);
    this.#drain();
    this.#watch(undefined);
  }

  #drain(): void {
    for (let ran = 0; ran < reactionsPerStep; ran++) {
      const jobs = this.#runtime.executePendingJobs(1);
      if (jobs.error !== undefined) {
        jobs.error.dispose();
        this.#watch(undefined);
        continue;
      }
      if (jobs.value === 0) return;
      if (this.#overBudget) return;
    }
    this.#overBudget = true;
  }

  /** Turns what the engine noticed into a finding. */
  #watch(error: { name: string; message: string } | undefined): void {
    const { current, characters, logCharacters, overflowed } = this.#recorder;
    const where = current < 0 ? "The code outside your function" : `Request ${current + 1}`;
    if (this.#overBudget) {
      const text = `${where} took more than ${(limits.callbacksPerRequest * 10_000).toLocaleString("en-US")} steps and was stopped. Is there a loop that never ends?`;
      throw new Stopped(codeFinding("step-budget", text, { request: current + 1 }));
    }
    if (overflowed) {
      const logs = logCharacters > limits.logCharacters;
      const [wrote, most] = logs
        ? [logCharacters, limits.logCharacters]
        : [characters, limits.transcriptCharacters];
      const text = `Wrote ${Math.ceil(wrote / 1024)} kB${logs ? " of log lines" : ""}; the most is ${most / 1024} kB. The rest was dropped.`;
      throw new Stopped(codeFinding("output", text, { request: current + 1, most }));
    }
    const engineError = error?.message ?? this.#recorder.engineError;
    if (engineError === "out of memory") {
      throw new Stopped(codeFinding("memory", `${where} used more than 16 MiB.`, { request: current + 1 }));
    }
    if (engineError === "stack overflow") throw new Stopped(tooDeep());
  }

  #predict(): string {
    const request = this.#job.requests[this.#recorder.current];
    if (request === undefined) return "!the model answers requests only";
    this.#seconds += request.seconds;
    this.#stepMs += request.clockStepMs ?? 0;
    return replyOf(request);
  }

  #predictLater(): QuickJSHandle {
    const deferred = this.#vm.newPromise();
    const request = this.#recorder.current;
    const seconds = this.#job.requests[request]?.seconds ?? 0;
    this.#waiting.push({ request, dueSeconds: this.#seconds + seconds, deferred });
    return deferred.handle.dup();
  }
}

function replyOf(request: PlannedRequest): string {
  return request.error === undefined ? `=${JSON.stringify(request.answers)}` : `!${request.error}`;
}
