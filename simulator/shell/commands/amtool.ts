import type { AlertMatcher } from "../../rules/alertmanager/matcher.ts";
import { MatcherError, matchesAll } from "../../rules/alertmanager/matcher.ts";
import { parseMatcher } from "../../rules/alertmanager/parse-matchers.ts";
import { parseDuration } from "../../rules/duration.ts";
import { Labels } from "../../tsdb/labels.ts";
import type { ShellResult } from "../../world-types.ts";
import { type FlagSpec, type ParsedFlags, parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";
import { tabulate } from "../tabwriter.ts";
import { formatDate, rfc3339 } from "../times.ts";

const seconds = 0.1;
const specs: readonly FlagSpec[] = [
  { name: "alertmanager.url", kind: "value" },
  { name: "output", short: "o", kind: "value" },
  { name: "comment", short: "c", kind: "value" },
  { name: "author", short: "a", kind: "value" },
  { name: "duration", short: "d", kind: "value" },
  { name: "help", short: "h", kind: "switch" },
];
const usage = `usage: amtool [<flags>] <command> [<args> ...]

Commands:
  alert query [<matcher-groups>...]      View and search through current alerts.
  silence query                          Query Alertmanager silences.
  silence add [<matchers>...]            Add a new alertmanager silence (refused here).

Flags:
  -o, --output=simple                    simple, extended or json
`;

/** Alertmanager's own tool. */
export const amtool: ShellCommand = {
  name: "amtool",
  summary: "alerts that Alertmanager holds: amtool alert query",
  usage,
  run: runAmtool,
  complete: (words) =>
    words.length <= 1
      ? ["alert", "silence"]
      : words.length === 2
        ? words[0] === "alert"
          ? ["query"]
          : ["query", "add", "expire"]
        : [],
};

function runAmtool(argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(argv, specs);
  if (!flags.ok) {
    const { problem } = flags;
    const option = "name" in problem ? `'--${problem.name}'` : `'-${problem.letter}'`;
    const missing = problem.kind.startsWith("missing");
    return misuse(
      missing
        ? `expected argument for flag ${option}`
        : `unknown ${"name" in problem ? "long" : "short"} flag ${option}`,
    );
  }
  if (flags.has("help")) return done(usage, 0);
  const [command = "", sub = "", ...rest] = [...flags.args, ...(flags.rest ?? [])];
  if (command === "") return misuse("command not specified");
  if (command === "help") return done(usage, 0);
  if (command === "alert" && ["", "query"].includes(sub)) return alertQuery(rest, flags, host);
  // `alert` alone queries, so a first word that is no subcommand is a matcher.
  if (command === "alert" && sub !== "add") return alertQuery([sub, ...rest], flags, host);
  if (command === "silence") return silence(sub === "" ? "query" : sub, rest, flags);
  return misuse(`expected command but got "${command === "alert" ? sub : command}"`);
}

function misuse(text: string): ShellResult {
  return failed(`amtool: error: ${text}, try --help`, 1, seconds);
}

function readMatchers(words: readonly string[]): readonly AlertMatcher[] | ShellResult {
  const matchers: AlertMatcher[] = [];
  for (const [i, word] of words.entries()) {
    try {
      matchers.push(parseMatcher(word));
    } catch (error) {
      if (!(error instanceof MatcherError)) throw error;
      // amtool takes a first word that is no matcher for the name of an alert.
      if (i > 0) return failed(`amtool: error: ${error.message}\n`, 1, seconds);
      matchers.push({ name: "alertname", op: "=", value: word, matches: (value) => value === word });
    }
  }
  return matchers;
}

interface HeldAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAtMs: number;
}

/** Alerts that are firing: Prometheus sends no others. */
function held(host: ShellHost): HeldAlert[] {
  return host
    .alerts()
    .filter(({ state }) => state === "firing")
    .map(({ rule, labels, annotations, firedAtMs, activeAtMs }) => ({
      labels: Labels.fromPairs([["alertname", rule], ...labels.without(["__name__", "alertname"]).pairs]),
      annotations,
      startsAtMs: firedAtMs ?? activeAtMs,
    }))
    .sort((a, b) => a.startsAtMs - b.startsAtMs);
}

function alertQuery(words: readonly string[], flags: ParsedFlags, host: ShellHost): ShellResult {
  const matchers = readMatchers(words);
  if ("exitCode" in matchers) return matchers;
  const alerts = held(host).filter(({ labels }) => matchesAll(matchers, labels));
  switch (flags.get("output") ?? "simple") {
    case "simple":
      return done(
        table([
          ["Alertname", "Starts At", "Summary", "State"],
          ...alerts.map(({ labels, annotations, startsAtMs }) => [
            labels.get("alertname"),
            date(startsAtMs),
            annotations.summary ?? "",
            "active",
          ]),
        ]),
        seconds,
      );
    case "extended":
      return done(
        table([
          ["Labels", "Annotations", "Starts At", "Ends At", "Generator URL", "State"],
          ...alerts.map(({ labels, annotations, startsAtMs }) => [
            pairs(labels.pairs),
            pairs(Object.entries(annotations)),
            date(startsAtMs),
            date(host.nowMs + 240_000),
            "http://prometheus:9090/graph",
            "active",
          ]),
        ]),
        seconds,
      );
    case "json":
      return done(`${JSON.stringify(alerts.map(asJson))}\n`, seconds);
    default:
      return misuse(`enum value must be one of simple,extended,json, got '${flags.get("output")}'`);
  }
}

function asJson({ labels, annotations, startsAtMs }: HeldAlert) {
  return {
    annotations,
    labels: labels.toRecord(),
    startsAt: rfc3339(startsAtMs),
    status: { inhibitedBy: [], silencedBy: [], state: "active" },
  };
}

function date(timeMs: number): string {
  return formatDate("%Y-%m-%d %H:%M:%S UTC", timeMs);
}

function pairs(list: readonly (readonly [string, string])[]): string {
  return list.map(([name, value]) => `${name}="${value}"`).join(" ");
}

/** Every cell ends with a tab, so the last column is padded as well. */
function table(rows: readonly (readonly string[])[]): string {
  return `${tabulate(rows.map((row) => `${row.join("\t")}\t`).join("\n"), 0, 2)}\n`;
}

function silence(sub: string, words: readonly string[], flags: ParsedFlags): ShellResult {
  if (sub === "query") return done(table([["ID", "Matchers", "Ends At", "Created By", "Comment"]]), seconds);
  if (sub === "expire") {
    if (words.length === 0) return failed("amtool: error: no silence IDs specified", 1, seconds);
    return failed(`amtool: error: [DELETE /silence/{silenceID}][404] deleteSilenceNotFound`, 1, seconds);
  }
  if (sub !== "add") return misuse(`expected command but got "${sub}"`);
  const matchers = readMatchers(words);
  if ("exitCode" in matchers) return matchers;
  if (matchers.length === 0) return failed("amtool: error: no matchers specified", 1, seconds);
  const duration = parseDuration(flags.get("duration") ?? "1h");
  if (!duration.ok) return failed(`amtool: error: ${duration.error}`, 1, seconds);
  if (duration.ms === 0) return failed("amtool: error: silence duration must be greater than 0", 1, seconds);
  if ((flags.get("comment") ?? "") === "")
    return failed("amtool: error: comment required by config", 1, seconds);
  return failed(
    "amtool: error: unknown error (status 403): the proxy in front of this Alertmanager lets no one write silences",
    1,
    seconds,
  );
}
