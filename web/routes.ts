/**
 * Addresses of the page. Everything is behind `#`, so any static file server works and nothing about
 * a learner reaches it.
 */
export type Route =
  | { readonly page: "home"; readonly params: string }
  | { readonly page: "map"; readonly params: string }
  | { readonly page: "progress"; readonly params: string }
  | { readonly page: "glossary"; readonly term: string | undefined; readonly params: string }
  | {
      readonly page: "lab";
      readonly labId: string;
      readonly stepId: string | undefined;
      readonly params: string;
    }
  | {
      readonly page: "panel";
      readonly panel: string;
      readonly item: string | undefined;
      readonly params: string;
    }
  | { readonly page: "run"; readonly code: string; readonly params: string }
  | { readonly page: "unknown"; readonly path: string; readonly params: string };

/** First path part of a panel's own address, where it differs from the panel's id. */
const panelPaths: ReadonlyMap<string, string> = new Map([
  ["query", "query"],
  ["alerts", "alerts"],
  ["logs", "logs"],
  ["trace", "traces"],
  ["traces", "traces"],
  ["terminal", "terminal"],
  ["cluster", "cluster"],
  ["postmortem", "postmortem"],
]);

/** Reads a location hash such as `#/lab/gpu-memory-leak/find-the-slope?g0.expr=up`. Never throws. */
export function readRoute(hash: string): Route {
  const text = hash.replace(/^#/, "");
  const mark = text.indexOf("?");
  const path = mark === -1 ? text : text.slice(0, mark);
  const params = mark === -1 ? "" : text.slice(mark + 1);
  const parts = path.split("/").filter((part) => part !== "");
  const [first, second, third] = parts;
  if (first === undefined) return { page: "home", params };
  if (first === "map" && second === undefined) return { page: "map", params };
  if (first === "progress" && second === undefined) return { page: "progress", params };
  if (first === "glossary" && parts.length <= 2) return { page: "glossary", term: second, params };
  if (first === "lab" && second !== undefined && parts.length <= 3) {
    return { page: "lab", labId: second, stepId: third, params };
  }
  if (first === "r" && second !== undefined && parts.length === 2) {
    return { page: "run", code: second, params };
  }
  const panel = panelPaths.get(first);
  if (panel !== undefined && parts.length <= 2) return { page: "panel", panel, item: second, params };
  return { page: "unknown", path, params };
}

/** Writes the hash of a route; `readRoute(writeRoute(r))` gives `r` back. */
export function writeRoute(route: Route): string {
  const query = route.params === "" ? "" : `?${route.params}`;
  switch (route.page) {
    case "home":
      return `#/${query}`;
    case "map":
      return `#/map${query}`;
    case "progress":
      return `#/progress${query}`;
    case "glossary":
      return `#/glossary${route.term === undefined ? "" : `/${route.term}`}${query}`;
    case "lab":
      return `#/lab/${route.labId}${route.stepId === undefined ? "" : `/${route.stepId}`}${query}`;
    case "panel":
      return `#/${route.panel}${route.item === undefined ? "" : `/${route.item}`}${query}`;
    case "run":
      return `#/r/${route.code}${query}`;
    case "unknown":
      return `#${route.path}${query}`;
  }
}
