import { quoteGo } from "../../promql/parse/go-quote.ts";
import type { NotificationChannel } from "../rule-types.ts";
import { DecodeFailure, GoDecoder } from "../yaml/decode.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { type InhibitRule, readInhibitRule } from "./inhibit-rule.ts";
import { readReceiver } from "./read-receiver.ts";
import { buildRoute, type RouteNode, readRoute } from "./read-route.ts";
import { readTimeIntervals } from "./read-time-intervals.ts";
import type { Route } from "./route.ts";
import type { TimeInterval } from "./time-interval.ts";

/** One way a receiver reaches people. */
export interface Integration {
  /** Alertmanager's name: `pagerduty`, `slack`, `email`, `webhook`, … */
  readonly name: string;
  readonly channel: NotificationChannel;
  readonly sendResolved: boolean;
}

export interface Receiver {
  readonly name: string;
  readonly integrations: readonly Integration[];
}

/** A loaded `alertmanager.yml`. */
export interface AlertmanagerConfig {
  readonly route: Route;
  readonly receivers: ReadonlyMap<string, Receiver>;
  readonly inhibitRules: readonly InhibitRule[];
  readonly timeIntervals: ReadonlyMap<string, readonly TimeInterval[]>;
  /** Milliseconds after which an alert without an end counts as resolved. */
  readonly resolveTimeoutMs: number;
}

export type AlertmanagerConfigResult =
  | { readonly ok: true; readonly config: AlertmanagerConfig }
  | {
      readonly ok: false;
      /** Alertmanager's own text. */
      readonly error: string;
      /** Line of the cause from 1, or of the file's start when Alertmanager does not tell. */
      readonly line: number;
    };

/**
 * Reads an Alertmanager configuration. Routing, inhibition, time intervals and receivers' names are checked
 * as Alertmanager checks them; the fields inside an integration are not, because Nines delivers to
 * simulated inboxes whatever they say (`send_resolved` excepted).
 */
export function parseAlertmanagerConfig(text: string): AlertmanagerConfigResult {
  const yaml = readYaml(text, { anchors: true });
  if (yaml.problem !== undefined) return { ok: false, error: yaml.problem.text, line: yaml.problem.line };
  if (yaml.root === undefined || isNull(yaml.root)) {
    return { ok: false, error: "no route provided in config", line: 1 };
  }
  const decoder = new GoDecoder("v2", true);
  try {
    const parts = decodeParts(decoder, yaml.root);
    const error = decoder.errorText();
    if (error !== undefined) return { ok: false, error, line: decoder.complaints[0]?.node.line ?? 1 };
    return { ok: true, config: assemble(parts, yaml.root) };
  } catch (failure) {
    if (failure instanceof DecodeFailure) {
      return { ok: false, error: failure.message, line: failure.node.line };
    }
    throw failure;
  }
}

interface Parts {
  route: RouteNode | undefined;
  receivers: Receiver[];
  receiverNodes: YamlNode[];
  inhibitRules: InhibitRule[];
  muteTimeIntervals: ReturnType<typeof readTimeIntervals>;
  timeIntervals: ReturnType<typeof readTimeIntervals>;
  resolveTimeoutMs: number;
}

function decodeParts(decoder: GoDecoder, root: YamlNode): Parts {
  const parts: Parts = {
    route: undefined,
    receivers: [],
    receiverNodes: [],
    inhibitRules: [],
    muteTimeIntervals: [],
    timeIntervals: [],
    resolveTimeoutMs: 5 * 60_000,
  };
  const ignore = () => {};
  decoder.struct(root, "config.plain", {
    global: (value) => {
      parts.resolveTimeoutMs = readGlobal(decoder, value, parts.resolveTimeoutMs);
    },
    route: (value) => {
      if (!isNull(value)) parts.route = readRoute(decoder, value);
    },
    inhibit_rules: (value) => {
      parts.inhibitRules = decoder.list(value, "[]common.InhibitRule", (item) =>
        readInhibitRule(decoder, item),
      );
    },
    receivers: (value) => {
      parts.receivers = decoder.list(value, "[]config.Receiver", (item) => {
        parts.receiverNodes.push(item);
        return readReceiver(decoder, item);
      });
    },
    templates: (value) => {
      decoder.list(value, "[]string", (item) => decoder.string(item));
    },
    mute_time_intervals: (value) => {
      parts.muteTimeIntervals = readTimeIntervals(decoder, value, "mute time interval");
    },
    time_intervals: (value) => {
      parts.timeIntervals = readTimeIntervals(decoder, value, "time interval");
    },
    tracing: ignore,
    event_recorder: ignore,
  });
  return parts;
}

/** Fields of `global` that configure integrations; their values are not used by simulated inboxes. */
const GLOBAL_FIELDS =
  /^(?:http_config|smtp_\w+|slack_\w+|pagerduty_url|opsgenie_\w+|wechat_\w+|victorops_\w+|telegram_\w+|webex_\w+|rocketchat_\w+|mattermost_\w+|jira_api_url)$/;

function readGlobal(decoder: GoDecoder, node: YamlNode, fallbackMs: number): number {
  let resolveTimeoutMs = fallbackMs;
  const ignore = () => {};
  const names =
    node.kind === "map" ? node.entries.map(({ key }) => (key.kind === "scalar" ? key.value : "")) : [];
  const ignored = Object.fromEntries(
    names.filter((name) => GLOBAL_FIELDS.test(name)).map((name) => [name, ignore]),
  );
  decoder.struct(node, "config.plain", {
    ...ignored,
    resolve_timeout: (value) => {
      resolveTimeoutMs = decoder.duration(value);
    },
  });
  return resolveTimeoutMs;
}

/** The checks of the whole file, in Alertmanager's order. */
function assemble(parts: Parts, root: YamlNode): AlertmanagerConfig {
  const receivers = new Map<string, Receiver>();
  parts.receivers.forEach((receiver, index) => {
    if (receivers.has(receiver.name)) {
      const node = parts.receiverNodes[index] ?? root;
      throw new DecodeFailure(`notification config name ${quoteGo(receiver.name)} is not unique`, node);
    }
    receivers.set(receiver.name, receiver);
  });
  const { route } = parts;
  if (route === undefined) throw new DecodeFailure("no routes provided", root);
  checkRoot(route);
  checkReceivers(route, receivers);
  const timeIntervals = new Map<string, readonly TimeInterval[]>();
  for (const [kind, list] of [
    ["mute time interval", parts.muteTimeIntervals],
    ["time interval", parts.timeIntervals],
  ] as const) {
    for (const { name, intervals, node } of list) {
      if (timeIntervals.has(name)) throw new DecodeFailure(`${kind} ${quoteGo(name)} is not unique`, node);
      timeIntervals.set(name, intervals);
    }
  }
  checkTimeIntervals(route, timeIntervals);
  if (route.continue) throw new DecodeFailure("cannot have continue in root route", route.node);
  const { inhibitRules, resolveTimeoutMs } = parts;
  return { route: buildRoute(route), receivers, inhibitRules, timeIntervals, resolveTimeoutMs };
}

function checkRoot(route: RouteNode): void {
  const fail = (text: string) => {
    throw new DecodeFailure(text, route.node);
  };
  if (route.receiver === "") fail("root route must specify a default receiver");
  if (route.matchers.length > 0) fail("root route must not have any matchers");
  if (route.muteTimeIntervals.length > 0) fail("root route must not have any mute time intervals");
  if (route.activeTimeIntervals.length > 0) fail("root route must not have any active time intervals");
}

function checkReceivers(route: RouteNode, receivers: ReadonlyMap<string, Receiver>): void {
  for (const child of route.routes) checkReceivers(child, receivers);
  if (route.receiver !== "" && !receivers.has(route.receiver)) {
    throw new DecodeFailure(`undefined receiver ${quoteGo(route.receiver)} used in route`, route.node);
  }
}

function checkTimeIntervals(route: RouteNode, known: ReadonlyMap<string, unknown>): void {
  for (const child of route.routes) checkTimeIntervals(child, known);
  for (const name of [...route.activeTimeIntervals, ...route.muteTimeIntervals]) {
    if (!known.has(name)) {
      throw new DecodeFailure(`undefined time interval ${quoteGo(name)} used in route`, route.node);
    }
  }
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "!!null";
}
