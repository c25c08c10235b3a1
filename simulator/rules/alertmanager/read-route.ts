import { quoteGo } from "../../promql/parse/go-quote.ts";
import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import { type AlertMatcher, alertMatcher, sortMatchers } from "./matcher.ts";
import { readMatchers, withFileText } from "./read-matchers.ts";
import { ROUTE_DEFAULTS, type Route, routeKey } from "./route.ts";

/** A route as written; undefined means inherited. Times are milliseconds. */
export interface RouteNode {
  readonly node: YamlNode;
  readonly receiver: string;
  readonly groupBy: readonly string[] | undefined;
  readonly matchers: readonly AlertMatcher[];
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly continue: boolean;
  readonly routes: readonly RouteNode[];
  readonly groupWaitMs: number | undefined;
  readonly groupIntervalMs: number | undefined;
  readonly repeatIntervalMs: number | undefined;
}

/** Reads a route and those below it. */
export function readRoute(decoder: GoDecoder, node: YamlNode): RouteNode {
  const route = {
    node,
    receiver: "",
    groupBy: undefined as string[] | undefined,
    muteTimeIntervals: [] as string[],
    activeTimeIntervals: [] as string[],
    continue: false,
    routes: [] as RouteNode[],
    groupWaitMs: undefined as number | undefined,
    groupIntervalMs: undefined as number | undefined,
    repeatIntervalMs: undefined as number | undefined,
  };
  const matchers: AlertMatcher[] = [];
  const strings = (value: YamlNode) => decoder.list(value, "[]string", (item) => decoder.string(item));
  decoder.struct(node, "config.plain", {
    receiver: (value) => {
      route.receiver = decoder.string(value);
    },
    group_by: (value) => {
      route.groupBy = strings(value);
    },
    match: (value) => {
      for (const [name, text] of decoder.stringMap(value)) {
        if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
          throw new DecodeFailure(`invalid label name ${quoteGo(name)}`, value);
        }
        matchers.push(alertMatcher(name, "=", text));
      }
    },
    match_re: (value) => {
      for (const [name, text] of decoder.stringMap(value)) {
        matchers.push(withFileText(value, () => alertMatcher(name, "=~", text)));
      }
    },
    matchers: (value) => {
      matchers.push(...readMatchers(decoder, value));
    },
    mute_time_intervals: (value) => {
      route.muteTimeIntervals = strings(value);
    },
    active_time_intervals: (value) => {
      route.activeTimeIntervals = strings(value);
    },
    continue: (value) => {
      route.continue = decoder.bool(value);
    },
    routes: (value) => {
      route.routes = decoder.list(value, "[]*config.Route", (item) => readRoute(decoder, item));
    },
    group_wait: (value) => {
      route.groupWaitMs = decoder.duration(value);
    },
    group_interval: (value) => {
      route.groupIntervalMs = decoder.duration(value);
    },
    repeat_interval: (value) => {
      route.repeatIntervalMs = decoder.duration(value);
    },
    labels: (value) => {
      decoder.stringMap(value);
    },
  });
  checkGrouping(route.groupBy ?? [], node);
  if (route.groupIntervalMs === 0) throw new DecodeFailure("group_interval cannot be zero", node);
  if (route.repeatIntervalMs === 0) throw new DecodeFailure("repeat_interval cannot be zero", node);
  return { ...route, matchers: sortMatchers(matchers) };
}

function checkGrouping(groupBy: readonly string[], node: YamlNode): void {
  const names = groupBy.filter((name) => name !== "...");
  if (names.includes("")) throw new DecodeFailure('invalid label name "" in group_by list', node);
  if (names.length > 0 && names.length < groupBy.length) {
    const text = "cannot have wildcard group_by (`...`) and other labels at the same time";
    throw new DecodeFailure(text, node);
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new DecodeFailure(`duplicated label ${quoteGo(name)} in group_by`, node);
    seen.add(name);
  }
}

/** Fills in what a route inherits. */
export function buildRoute(node: RouteNode, parent?: Route, index = 0): Route {
  const key = routeKey(parent?.key, node.matchers);
  const id = parent === undefined ? key : `${parent.id}/${routeKey(undefined, node.matchers)}/${index}`;
  const own: Omit<Route, "routes"> = {
    receiver: node.receiver === "" ? (parent?.receiver ?? "") : node.receiver,
    matchers: node.matchers,
    continue: node.continue,
    groupBy: groupByOf(node.groupBy, parent),
    groupWaitMs: node.groupWaitMs ?? parent?.groupWaitMs ?? ROUTE_DEFAULTS.groupWaitMs,
    groupIntervalMs: node.groupIntervalMs ?? parent?.groupIntervalMs ?? ROUTE_DEFAULTS.groupIntervalMs,
    repeatIntervalMs: node.repeatIntervalMs ?? parent?.repeatIntervalMs ?? ROUTE_DEFAULTS.repeatIntervalMs,
    muteTimeIntervals: node.muteTimeIntervals,
    activeTimeIntervals: node.activeTimeIntervals,
    key,
    id,
    line: node.node.line,
  };
  const here: Route = { ...own, routes: [] };
  return { ...own, routes: node.routes.map((child, at) => buildRoute(child, here, at)) };
}

function groupByOf(groupBy: readonly string[] | undefined, parent: Route | undefined): Route["groupBy"] {
  if (groupBy === undefined) return parent?.groupBy ?? new Set();
  return groupBy.includes("...") ? "all" : new Set(groupBy);
}
