import { listStreams } from "../../logql/engine/list-streams.ts";
import { queryLogs } from "../../logql/engine/query-logs.ts";
import { parseLogql } from "../../logql/parse/parse-logql.ts";
import type { LogqlRequest } from "../../logql/query-types.ts";
import type { ShellResult } from "../../world-types.ts";
import { type ParsedFlags, parseFlags } from "../flags.ts";
import { parseTime } from "../http/api-parameters.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";
import { formatDate, goDurationMs } from "../times.ts";
import { labelSetText, type PrintOptions, printResult } from "./logcli/print-result.ts";

const seconds = 0.3;
/** The server's address in the requests that logcli prints. */
const address = "http://loki:3100";
const usage = `usage: logcli [<flags>] <command> [<args> ...]

Commands:
  query [<flags>] <query>           Run a LogQL query.
  instant-query [<flags>] <query>   Run an instant LogQL query.
  labels [<flags>] [<label>]        Find values for a given label.
  series [<flags>] <matcher>        Run series query.

Flags:
      --since=1h         Lookback window.
      --from=FROM        Start looking for logs at this absolute time (inclusive)
      --to=TO            Stop looking for logs at this absolute time (exclusive)
      --limit=30         Limit on number of entries to print.
      --step=STEP        Query resolution step width, for metric queries.
      --forward          Scan forwards through logs.
  -o, --output=default   Specify output mode [default, raw, jsonl].
  -q, --quiet            Suppress query metadata
      --no-labels        Do not print any labels
`;

const commands = ["query", "instant-query", "labels", "series"];

/** Grafana's command line for Loki. */
export const logcli: ShellCommand = {
  name: "logcli",
  summary: "query the logs with LogQL",
  usage,
  run: runLogcli,
  complete: (words, host) => {
    if (words.length <= 1) return commands;
    if (words[0] !== "labels" || words.length > 2) return [];
    return labelNames(host, host.nowMs - 600_000, host.nowMs);
  },
};

function runLogcli(argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(argv, [
    ...["since", "from", "to", "limit", "step", "now", "timezone", "include-label", "exclude-label"].map(
      (name) => ({ name, kind: "value" as const }),
    ),
    { name: "output", short: "o", kind: "value" },
    { name: "quiet", short: "q", kind: "switch" },
    { name: "tail", short: "t", kind: "switch" },
    { name: "follow", short: "f", kind: "switch" },
    { name: "help", short: "h", kind: "switch" },
    ...["forward", "no-labels", "include-common-labels"].map((name) => ({ name, kind: "switch" as const })),
  ]);
  if (!flags.ok) {
    const { problem } = flags;
    const option = "name" in problem ? `'--${problem.name}'` : `'-${problem.letter}'`;
    return misuse(
      problem.kind.startsWith("missing")
        ? `expected argument for flag ${option}`
        : `unknown ${"name" in problem ? "long" : "short"} flag ${option}`,
    );
  }
  const [command, first, ...more] = [...flags.args, ...(flags.rest ?? [])];
  if (flags.has("help") || (command === "help" && first === undefined)) return done(usage, 0);
  if (command === undefined) return misuse("command not specified");
  if (!commands.includes(command)) return misuse(`expected command but got "${command}"`);
  if (more.length > 0) return misuse(`unexpected ${more[0]}`);
  if (command !== "labels" && first === undefined) {
    return misuse(`required argument '${command === "series" ? "matcher" : "query"}' not provided`);
  }
  if (flags.has("tail") || flags.has("follow"))
    return failed(
      "this terminal prints what is there and does not follow; the Logs panel has a live tail",
      1,
      seconds,
    );
  const range = readRange(flags, host);
  if ("exitCode" in range) return range;
  if (command === "labels") return labels(first, range, host);
  if (command === "series") return series(first ?? "", range, flags, host);
  return runQuery(first ?? "", range, command === "instant-query", flags, host);
}

function misuse(text: string): ShellResult {
  return failed(`logcli: error: ${text}, try --help`, 1, seconds);
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

function readRange(flags: ParsedFlags, host: ShellHost): Range | ShellResult {
  const since = goDurationMs(flags.get("since") ?? "1h");
  if (since === undefined) return misuse(`time: invalid duration "${flags.get("since")}"`);
  const [fromText, toText] = [flags.get("from"), flags.get("to")];
  const fromMs = fromText === undefined ? host.nowMs - since : rfcTime(fromText);
  const toMs = toText === undefined ? host.nowMs : rfcTime(toText);
  if (fromMs === undefined || toMs === undefined) {
    const text = fromMs === undefined ? fromText : toText;
    return failed(
      `${stamp(host)} Unable to parse time parsing time "${text}" as "2006-01-02T15:04:05.999999999Z07:00": cannot parse "${text}" as "2006"`,
      1,
      seconds,
    );
  }
  return { fromMs, toMs };
}

/** logcli takes RFC 3339 only. */
function rfcTime(text: string): number | undefined {
  return text.includes("T") ? parseTime(text) : undefined;
}

/** The head of each line that Go's `log` package writes. */
function stamp(host: ShellHost): string {
  return formatDate("%Y/%m/%d %H:%M:%S", host.nowMs);
}

function serverError(error: string, asked: string, host: ShellHost): ShellResult {
  const head = stamp(host);
  return failed(
    `${asked}${head} error response from server: ${error}\n (<nil>) attempts remaining: 0\n${head} Query failed: run out of attempts while querying the server\n`,
    1,
    seconds,
  );
}

function runQuery(
  expr: string,
  { fromMs, toMs }: Range,
  instant: boolean,
  flags: ParsedFlags,
  host: ShellHost,
): ShellResult {
  const mode = flags.get("output") ?? "default";
  if (mode !== "default" && mode !== "raw" && mode !== "jsonl") {
    return failed(
      `${stamp(host)} Unable to create log output: unknown log output mode '${mode}'`,
      1,
      seconds,
    );
  }
  const limitText = flags.get("limit") ?? "30";
  if (!/^\d{1,9}$/.test(limitText))
    return misuse(`strconv.ParseFloat: parsing "${limitText}": invalid syntax`);
  // 0 asks for all there are, in batches; the batches end at what one query may return.
  const limit = Number(limitText) === 0 ? 5000 : Number(limitText);
  const stepText = flags.get("step");
  const stepMs =
    stepText === undefined
      ? Math.max(1, Math.floor((toMs - fromMs) / 250_000)) * 1000
      : goDurationMs(stepText);
  if (stepMs === undefined) return misuse(`time: invalid duration "${stepText}"`);
  const nowMs = rfcTime(flags.get("now") ?? "") ?? host.nowMs;
  const request: LogqlRequest = instant
    ? { expr, timeMs: nowMs }
    : { expr, startMs: fromMs, endMs: toMs, stepMs };
  const direction = flags.has("forward") ? "forward" : "backward";
  const asked = flags.has("quiet") ? "" : `${stamp(host)} ${requestUrl(request, limit, direction)}\n`;
  const result = queryLogs((query) => host.logs(query), request, { limit, direction });
  if (result.status === "error") return serverError(result.error, asked, host);
  const options: PrintOptions = {
    mode,
    noLabels: flags.has("no-labels"),
    commonLabels: flags.has("include-common-labels"),
    include: flags.all("include-label"),
    exclude: flags.all("exclude-label"),
  };
  const { stdout, remarks } = printResult(result, options);
  const notes = flags.has("quiet") ? [] : remarks.map((remark) => `${stamp(host)} ${remark}\n`);
  return done(stdout, seconds, asked + notes.join(""));
}

/** The request as logcli prints it, parameters sorted by name and times in nanoseconds. */
function requestUrl(request: LogqlRequest, limit: number, direction: "backward" | "forward"): string {
  const nanos = (ms: number): string => String(BigInt(Math.round(ms)) * 1_000_000n);
  const pairs = [`direction=${direction.toUpperCase()}`];
  if (!("timeMs" in request)) pairs.push(`end=${nanos(request.endMs)}`);
  pairs.push(`limit=${limit}`, `query=${goEscape(request.expr)}`);
  pairs.push("timeMs" in request ? `time=${nanos(request.timeMs)}` : `start=${nanos(request.startMs)}`);
  return `${address}/loki/api/v1/${"timeMs" in request ? "query" : "query_range"}?${pairs.join("&")}`;
}

/** Go's `url.QueryEscape`. */
function goEscape(text: string): string {
  return [...text]
    .map((char) => (/[A-Za-z0-9\-_.~]/.test(char) ? char : char === " " ? "+" : percent(char)))
    .join("");
}

function percent(char: string): string {
  if (/\p{Surrogate}/u.test(char)) return "%EF%BF%BD";
  const encoded = encodeURIComponent(char);
  return encoded.startsWith("%") ? encoded : `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
}

function labelNames(host: ShellHost, fromMs: number, toMs: number): string[] {
  const streams = listStreams((query) => host.logs(query), [], fromMs, toMs);
  return [...new Set(streams.flatMap(({ pairs }) => pairs.map(([name]) => name)))].sort();
}

function labels(name: string | undefined, { fromMs, toMs }: Range, host: ShellHost): ShellResult {
  if (name === undefined) return done(lines(labelNames(host, fromMs, toMs)), seconds);
  const streams = listStreams((query) => host.logs(query), [], fromMs, toMs);
  const values = new Set(streams.map((stream) => stream.get(name)).filter((value) => value !== ""));
  return done(lines([...values].sort()), seconds);
}

function series(matcher: string, { fromMs, toMs }: Range, flags: ParsedFlags, host: ShellHost): ShellResult {
  const parsed = parseLogql(matcher);
  const asked = flags.has("quiet")
    ? ""
    : `${stamp(host)} ${address}/loki/api/v1/series?match=${goEscape(matcher)}\n`;
  if ("error" in parsed) return serverError(parsed.error, asked, host);
  if (parsed.expr.kind !== "log" || parsed.expr.stages.length > 0) {
    return serverError("only label matchers are supported", asked, host);
  }
  const streams = listStreams((query) => host.logs(query), parsed.expr.matchers, fromMs, toMs);
  return done(lines(streams.map(labelSetText)), seconds);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
