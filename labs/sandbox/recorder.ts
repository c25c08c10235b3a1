import type {
  CodeJob,
  LogRecord,
  MetricRecord,
  RequestResult,
  SampleRecord,
  SpanRecord,
  Transcript,
} from "./code-runner.ts";
import { limits } from "./limits.ts";

interface OpenSpan {
  request: number;
  name: string;
  attributes: Record<string, string>;
  events: string[];
  status: SpanRecord["status"];
  ends: number;
  traceId?: string;
}

const metricTypes: readonly MetricRecord["type"][] = ["counter", "gauge", "histogram"];
const levels: readonly LogRecord["level"][] = ["debug", "info", "warning", "error"];

/** Writes down what learner code emits, as plain data, and stops listening when it says too much. */
export class Recorder {
  /** Index of the request being worked on. */
  current = -1;
  alive = 0;
  bytes = 0;
  /** Characters said so far, dropped ones included. */
  characters = 0;
  logCharacters = 0;
  /** What the engine itself threw out of a request: `out of memory`, `stack overflow`. */
  engineError = "";
  readonly #results: RequestResult[] = [];
  readonly #metrics: MetricRecord[] = [];
  readonly #samples: SampleRecord[] = [];
  readonly #spans = new Map<number, OpenSpan>();
  readonly #logs: LogRecord[] = [];
  readonly #tensors: { alive: number; bytes: number }[] = [];
  readonly #settled = new Set<number>();

  /** Whether more was said than may be. */
  get overflowed(): boolean {
    return this.characters > limits.transcriptCharacters || this.logCharacters > limits.logCharacters;
  }

  metric(type: string, name: string, labels: string): void {
    const kind = metricTypes.find((one) => one === type);
    if (kind === undefined || !this.#room(name.length + labels.length)) return;
    this.#metrics.push({ type: kind, name, labelNames: Object.values(texts(labels)) });
  }

  sample(type: string, metric: string, labels: string, value: number, exemplar: string): void {
    const kind = metricTypes.find((one) => one === type);
    const said = exemplar === "{}" ? 0 : exemplar.length;
    if (kind === undefined || !this.#room(metric.length + labels.length + said + 16)) return;
    const sample = { request: this.current, metric, type: kind, labels: texts(labels), value };
    this.#samples.push(said === 0 ? sample : { ...sample, exemplar: texts(exemplar) });
  }

  span(what: string, id: number, name: string, value: string): void {
    if (!this.#room(what.length + name.length + value.length)) return;
    if (what === "start") {
      const fresh: OpenSpan = {
        request: this.current,
        name,
        attributes: {},
        events: [],
        status: "UNSET",
        ends: 0,
      };
      this.#spans.set(id, fresh);
    }
    const span = this.#spans.get(id);
    if (span === undefined) return;
    if (what === "attribute") span.attributes[safeKey(name)] = value;
    else if (what === "event") span.events.push(name);
    else if (what === "name") span.name = name;
    else if (what === "status") span.status = name === "ERROR" ? "ERROR" : name === "OK" ? "OK" : "UNSET";
    else if (what === "trace") span.traceId = name;
    else if (what === "end") span.ends++;
  }

  log(level: string, message: string, fields: string): void {
    const known = levels.find((one) => one === level);
    this.logCharacters += message.length + fields.length;
    if (known === undefined || !this.#room(message.length + fields.length)) return;
    this.#logs.push({ request: this.current, level: known, message, fields: texts(fields) });
  }

  settle(request: number, end: string, text: string): void {
    if (this.#settled.has(request) || !this.#room(text.length)) return;
    const known = (["returned", "same-error", "other-error"] as const).find((one) => one === end);
    if (known === undefined) return;
    this.#settled.add(request);
    const engine = /^(?:Internal|Syntax|Range)Error: (out of memory|stack overflow)$/.exec(text);
    if (known === "other-error" && engine?.[1] !== undefined) this.engineError = engine[1];
    this.#results.push({ request, end: known, text });
    this.countTensors();
  }

  /** Notes how many tensors are alive now. */
  countTensors(): void {
    this.#tensors.push({ alive: this.alive, bytes: this.bytes });
  }

  hasSettled(request: number): boolean {
    return this.#settled.has(request);
  }

  transcript(job: CodeJob): Transcript {
    const results = [...this.#results];
    for (let i = 0; i < job.requests.length; i++) {
      if (!this.#settled.has(i)) results.push({ request: i, end: "pending", text: "" });
    }
    return {
      results: results.sort((a, b) => a.request - b.request),
      metrics: this.#metrics,
      samples: this.#samples,
      spans: [...this.#spans.values()],
      logs: this.#logs,
      tensors: job.tensors ? this.#tensors : [],
    };
  }

  #room(characters: number): boolean {
    this.characters += characters + 8;
    return !this.overflowed;
  }
}

/** A flat JSON object of texts, copied into a record whose keys cannot reach a prototype. */
function texts(json: string): Readonly<Record<string, string>> {
  const parsed: unknown = JSON.parse(json);
  const out: Record<string, string> = {};
  if (parsed === null || typeof parsed !== "object") return out;
  for (const [key, value] of Object.entries(parsed)) out[safeKey(key)] = String(value);
  return out;
}

/** `__proto__` as a field name would replace a record's prototype on the grader's side. */
function safeKey(key: string): string {
  return key === "__proto__" ? "(__proto__)" : key;
}
