import {
  query as evaluate,
  parse,
  type QueryOptions,
  type QueryRequest,
  readOpenMetrics,
  type SampleSource,
  toApiJson,
  traceQuery,
} from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { openWorld } from "../open-world.ts";
import { type Flags, readFlags } from "../read-flags.ts";
import { readDuration, readSeed, readTextFile, readTime } from "../read-values.ts";

export const query: Command = {
  name: "query",
  summary: "evaluate PromQL over an OpenMetrics file or a world",
  usage: [
    "nines query SOURCE (--time T | --start T --end T --step D) [--json] [--explain] EXPR",
    "       nines query SOURCE --batch FILE",
    "       SOURCE is --openmetrics FILE, or --world SCENARIO --seed N; T is Unix seconds or RFC 3339;",
    "       D is seconds or a duration. Also --lookback D and --max-samples N.",
  ].join("\n"),
  async run(argv) {
    const flags = readFlags(argv, {
      openmetrics: { type: "string" },
      world: { type: "string" },
      seed: { type: "string" },
      time: { type: "string" },
      start: { type: "string" },
      end: { type: "string" },
      step: { type: "string" },
      json: { type: "boolean" },
      explain: { type: "boolean" },
      batch: { type: "string" },
      lookback: { type: "string" },
      "max-samples": { type: "string" },
    });
    const options = queryOptions(flags);
    const batch = flags.text("batch");
    if (batch !== undefined) return runBatch(openSource(flags), readTextFile(batch), batch, options);
    const [expr] = flags.words;
    if (expr === undefined) throw new Misuse("EXPR is missing");
    const request = readRequest(flags, expr);
    const body = answer(openSource(flags), request, options, flags.on("explain"));
    // `--json` is the API's body byte for byte: parsing it would lose digits such as those of 60.500.
    process.stdout.write(`${flags.on("json") ? body : JSON.stringify(JSON.parse(body), null, 2)}\n`);
    return body.startsWith('{"status":"success"') ? 0 : 1;
  },
};

function queryOptions(flags: Flags): QueryOptions {
  const lookback = flags.text("lookback");
  const samples = flags.text("max-samples");
  if (samples !== undefined && !/^[1-9]\d*$/.test(samples))
    throw new Misuse("--max-samples takes a whole number");
  return {
    // The limit of a server's own default (Prometheus, --query.max-samples).
    maxSamples: samples === undefined ? 50_000_000 : Number(samples),
    ...(lookback === undefined ? {} : { lookbackMs: readDuration("lookback", lookback) }),
  };
}

function openSource(flags: Flags): SampleSource {
  const file = flags.text("openmetrics");
  const scenario = flags.text("world");
  if ((file === undefined) === (scenario === undefined))
    throw new Misuse("give --openmetrics FILE or --world SCENARIO");
  if (file === undefined) {
    const world = openWorld(scenario, readSeed(flags.text("seed")));
    world.advance(world.endMs);
    return world.source;
  }
  const read = readOpenMetrics(readTextFile(file));
  if (!read.ok) throw new Misuse(`${file}:${read.line}: ${read.message}`, false);
  return read.store;
}

function readRequest(flags: Flags, expr: string): QueryRequest {
  const time = flags.text("time");
  if (time !== undefined) return { expr, timeMs: readTime("time", time) };
  if (flags.text("start") === undefined) throw new Misuse("give --time, or --start, --end and --step");
  return {
    expr,
    startMs: readTime("start", flags.text("start")),
    endMs: readTime("end", flags.text("end")),
    stepMs: readDuration("step", flags.text("step")),
  };
}

/**
 * The API's body; with `explain`, what each node of the query did stands beside `data`, and for the last
 * instant the way from its samples to its values.
 */
function answer(
  source: SampleSource,
  request: QueryRequest,
  options: QueryOptions,
  explain: boolean,
): string {
  const result = evaluate(source, request, options);
  const body = toApiJson(result, "timeMs" in request ? request.timeMs : request.endMs);
  if (!explain || result.status === "error") return body;
  const nodes = result.nodes.map(({ nodeId, span, seriesOut, samplesRead }) => ({
    node: nodeId,
    text: request.expr.slice(span.start, span.end),
    series: seriesOut,
    samples: samplesRead,
  }));
  const traced = traceQuery(source, request, options);
  const trace = traced.status === "success" ? { timeMs: traced.timeMs, nodes: traced.nodes } : undefined;
  return `${body.slice(0, -1)},"explain":${JSON.stringify({ samples: result.samplesRead, nodes, trace })}}`;
}

/** One API body a line, with `ms`: from expression text to the finished bytes. */
function runBatch(source: SampleSource, text: string, file: string, options: QueryOptions): number {
  let failed = false;
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const request = batchRequest(line, `${file}:${i + 1}`);
    const started = process.hrtime.bigint();
    const body = answer(source, request, options, false);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    if (parse(request.expr).errors.length > 0 || body.startsWith('{"status":"error"')) failed = true;
    process.stdout.write(`${body.slice(0, -1)},"ms":${ms.toFixed(3)}}\n`);
  }
  return failed ? 1 : 0;
}

function batchRequest(line: string, where: string): QueryRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Misuse(`${where}: not JSON`, false);
  }
  const fields = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  const { expr } = fields;
  if (typeof expr !== "string") throw new Misuse(`${where}: "expr" is missing`, false);
  const text = (name: string): string | undefined => {
    const field = fields[name];
    return field === undefined ? undefined : String(field);
  };
  if (fields.time !== undefined) return { expr, timeMs: readTime("time", text("time")) };
  return {
    expr,
    startMs: readTime("start", text("start")),
    endMs: readTime("end", text("end")),
    stepMs: readDuration("step", text("step")),
  };
}
