import { goFixed, goQuote } from "../../promql/engine/go-text.ts";
import { query } from "../../promql/engine/query.ts";
import type { QuerySuccess } from "../../promql/query-types.ts";
import { checkRules } from "../../rules/check-rules.ts";
import type { Labels } from "../../tsdb/labels.ts";
import type { ShellResult } from "../../world-types.ts";
import { type ParsedFlags, parseFlags } from "../flags.ts";
import { parseStep, parseTime } from "../http/api-parameters.ts";
import { parseUrl } from "../http/url.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";

const seconds = 0.2;
const usage = `usage: promtool <command> [<args> ...]

Commands:
  check rules <rule-files>...            Check if the rule files are valid or not.
  query instant <server> <expr>          Run instant query: promtool query instant http://prometheus:9090 up
  query range <server> <expr>            Run range query, with --start, --end and --step
  query labels <server> <name>           Run labels query.
`;

/** Prometheus's own tool. */
export const promtool: ShellCommand = {
  name: "promtool",
  summary: "check rule files and query Prometheus",
  usage,
  run: runPromtool,
  complete: (words, host) => {
    if (words.length <= 1) return ["check", "query"];
    if (words.length === 2) return words[0] === "check" ? ["rules"] : ["instant", "range", "labels"];
    return words[0] === "check" ? [...host.files.keys()] : ["http://prometheus:9090"];
  },
};

function runPromtool(argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(argv, [
    { name: "time", kind: "value" },
    { name: "start", kind: "value" },
    { name: "end", kind: "value" },
    { name: "step", kind: "value" },
    { name: "format", short: "o", kind: "value" },
    { name: "lint", kind: "value" },
    { name: "lint-fatal", kind: "switch" },
    { name: "ignore-unknown-fields", kind: "switch" },
    { name: "help", short: "h", kind: "switch" },
  ]);
  if (!flags.ok) {
    const { problem } = flags;
    const option = "name" in problem ? `'--${problem.name}'` : `'-${problem.letter}'`;
    const what = problem.kind.startsWith("missing")
      ? `expected argument for flag ${option}`
      : `unknown ${"name" in problem ? "long" : "short"} flag ${option}`;
    return misuse(what);
  }
  const words = [...flags.args, ...(flags.rest ?? [])];
  const [first = "", second = "", ...rest] = words;
  if (flags.has("help") || (first === "help" && second === "")) return done(usage, 0);
  if (first === "") return misuse("command not specified");
  if (first === "check" && second === "rules") return checkFiles(rest, flags, host);
  if (first === "query" && second === "instant") return instant(rest, flags.get("time"), host);
  if (first === "query" && second === "range")
    return range(rest, flags.get("start"), flags.get("end"), flags.get("step"), host);
  if (first === "query" && second === "labels") return labels(rest, host);
  if (first !== "check" && first !== "query") return misuse(`expected command but got "${first}"`);
  return second === "" ? misuse("must select a subcommand") : misuse(`expected command but got "${second}"`);
}

function misuse(text: string): ShellResult {
  return failed(`promtool: error: ${text}, try --help`, 1, seconds);
}

function checkFiles(files: readonly string[], flags: ParsedFlags, host: ShellHost): ShellResult {
  if (files.length === 0) return misuse("required argument 'rule-files' not provided");
  const options = {
    lint: flags.get("lint") ?? "duplicate-rules",
    lintFatal: flags.has("lint-fatal"),
    ignoreUnknownFields: flags.has("ignore-unknown-fields"),
  };
  let stdout = "";
  let stderr = "";
  let exitCode = 0;
  for (const file of files) {
    const text = host.files.get(file);
    const checked =
      text === undefined
        ? {
            stdout: `Checking ${file}\n`,
            stderr: `  FAILED:\n${file}: open ${file}: no such file or directory\n`,
            exitCode: 1,
          }
        : checkRules(text, file, options);
    stdout += checked.stdout;
    stderr += checked.stderr;
    exitCode ||= checked.exitCode;
  }
  return { stdout, stderr, exitCode, tookSeconds: seconds };
}

/** The server's address must be the one Prometheus there is. */
function unreachable(address: string): ShellResult | undefined {
  const url = parseUrl(address);
  if (url === undefined) return misuse(`parse "${address}": invalid URI for request`);
  const known = url.host.startsWith("prometheus") || url.host === "localhost";
  if (known && url.port === 9090) return undefined;
  const why = known ? `dial tcp: connect: connection refused` : `dial tcp: lookup ${url.host}: no such host`;
  return failed(`query error: Post "${address}/api/v1/query": ${why}`, 1, seconds);
}

function instant(words: readonly string[], time: string | undefined, host: ShellHost): ShellResult {
  const [server, expr] = words;
  if (server === undefined) return misuse("required argument 'server' not provided");
  if (expr === undefined) return misuse("required argument 'expr' not provided");
  const problem = unreachable(server);
  if (problem !== undefined) return problem;
  const timeMs = time === undefined ? host.nowMs : parseTime(time);
  if (timeMs === undefined)
    return failed(`error parsing start time: cannot parse "${time}" to a valid timestamp`, 1, seconds);
  const result = query(host.source, { expr, timeMs });
  if (result.status === "error") return queryError(result.errorType, result.error);
  return done(resultText(result, timeMs), seconds);
}

function range(
  words: readonly string[],
  start: string | undefined,
  end: string | undefined,
  step: string | undefined,
  host: ShellHost,
): ShellResult {
  const [server, expr] = words;
  if (server === undefined) return misuse("required argument 'server' not provided");
  if (expr === undefined) return misuse("required argument 'expr' not provided");
  const problem = unreachable(server);
  if (problem !== undefined) return problem;
  const endMs = end === undefined ? host.nowMs : parseTime(end);
  const startMs = start === undefined ? (endMs ?? host.nowMs) - 300_000 : parseTime(start);
  if (endMs === undefined || startMs === undefined)
    return failed("error parsing time: cannot parse it to a valid timestamp", 1, seconds);
  if (startMs > endMs) return failed("start time is not before end time", 1, seconds);
  // promtool picks 250 points when no step is given.
  const stepMs =
    step === undefined ? Math.max(Math.floor((endMs - startMs) / 250_000), 1) * 1000 : parseStep(step);
  if (stepMs === undefined || stepMs <= 0)
    return failed(`error parsing step: cannot parse "${step}" to a valid duration`, 1, seconds);
  const result = query(host.source, { expr, startMs, endMs, stepMs });
  if (result.status === "error") return queryError(result.errorType, result.error);
  return done(resultText(result, endMs), seconds);
}

function queryError(type: string, error: string): ShellResult {
  const text = type === "bad_data" ? `invalid parameter "query": ${error}` : error;
  return failed(`query error: ${type}: ${text}`, 1, seconds);
}

function resultText(result: QuerySuccess, timeMs: number): string {
  const stamp = (ms: number) => `[${goFixed(ms / 1000)}]`;
  const lines = result.series.map(({ labels, values, timesMs }) => {
    if (result.resultType === "scalar") return `scalar: ${value(values[0])} @${stamp(timesMs[0] ?? timeMs)}`;
    if (result.resultType === "vector")
      return `${metricText(labels)} => ${value(values[0])} @${stamp(timesMs[0] ?? timeMs)}`;
    const points = [...values].map((point, i) => `${value(point)} @${stamp(timesMs[i] ?? timeMs)}`);
    return `${metricText(labels)} =>\n${points.join("\n")}`;
  });
  if (result.resultType === "string") lines.push(result.text ?? "");
  return `${lines.join("\n")}\n`;
}

function value(number: number | undefined): string {
  return goFixed(number ?? Number.NaN);
}

/** A series as Prometheus's client library prints it: `up{instance="x", job="y"}`. */
function metricText(labels: Labels): string {
  const name = labels.get("__name__");
  const pairs = labels.pairs
    .filter(([label]) => label !== "__name__")
    .map(([label, text]) => `${label}=${goQuote(text)}`);
  if (pairs.length === 0 && name !== "") return name;
  return `${name}{${pairs.join(", ")}}`;
}

function labels([server, name]: readonly string[], host: ShellHost): ShellResult {
  if (server === undefined) return misuse("required argument 'server' not provided");
  if (name === undefined) return misuse("required argument 'name' not provided");
  const problem = unreachable(server);
  if (problem !== undefined) return problem;
  const values = host.source.labelValues(name, [], 0, host.nowMs);
  return done(values.map((text) => `${text}\n`).join(""), seconds);
}
