import type { Labels } from "../../tsdb/labels.ts";
import { type AlertMatcher, matchesAll, printMatchers } from "./matcher.ts";

/** Values a root route takes when the file is silent. Source: dispatch/route.go, `DefaultRouteOpts`. */
export const ROUTE_DEFAULTS = {
  groupWaitMs: 30_000,
  groupIntervalMs: 5 * 60_000,
  repeatIntervalMs: 4 * 3_600_000,
} as const;

/** One node of the routing tree, with everything it inherits filled in. Times are milliseconds. */
export interface Route {
  readonly receiver: string;
  /** Sorted by name, value, operator. */
  readonly matchers: readonly AlertMatcher[];
  readonly continue: boolean;
  /** Labels that make a group; `all` is `group_by: ['...']`. */
  readonly groupBy: "all" | ReadonlySet<string>;
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly muteTimeIntervals: readonly string[];
  readonly activeTimeIntervals: readonly string[];
  readonly routes: readonly Route[];
  /** Matchers of the way from the root, `{}/{severity="page"}`; the group key begins with it. */
  readonly key: string;
  /** Distinct for every node of the tree. */
  readonly id: string;
  /** Line of the route in its file, from 1. */
  readonly line: number;
}

/** Key of a child route under its parent's key. */
export function routeKey(parent: string | undefined, matchers: readonly AlertMatcher[]): string {
  const own = printMatchers(matchers);
  return parent === undefined ? own : `${parent}/${own}`;
}

/**
 * The routes an alert ends at: depth first, the first matching child wins unless it says `continue`; a node
 * none of whose children match takes the alert itself.
 */
export function matchRoutes(route: Route, labels: Labels): readonly Route[] {
  if (!matchesAll(route.matchers, labels)) return [];
  const found: Route[] = [];
  for (const child of route.routes) {
    const below = matchRoutes(child, labels);
    found.push(...below);
    if (below.length > 0 && !child.continue) break;
  }
  return found.length > 0 ? found : [route];
}

/** The labels that name an alert's group in a route. */
export function groupLabels(route: Route, labels: Labels): Labels {
  return route.groupBy === "all" ? labels : labels.only(route.groupBy);
}
