import {
  type Expr,
  diagnoseEmpty as explainEmpty,
  type QueryRequest,
  type World,
  walkExpr,
} from "../../simulator/index.ts";
import type { Diagnosis } from "./query-data.ts";

type Found = NonNullable<ReturnType<typeof explainEmpty>>;

const ofSelectors: ReadonlySet<Found["reason"]> = new Set([
  "never-existed",
  "ended",
  "unknown-label",
  "unknown-value",
]);

/** Most names or values a sentence lists. */
const listed = 5;

/**
 * Why a query found nothing, in the codes the page has sentences for. A query over a range is asked at its
 * end: empty everywhere, it is empty there.
 */
export function diagnoseEmpty(world: World, root: Expr, request: QueryRequest): Diagnosis {
  const atMs = "timeMs" in request ? request.timeMs : request.endMs;
  const found = explainEmpty(world.source, request.expr, atMs);
  return found === undefined ? { reason: "no-data", params: {} } : translate(found, root, request.expr);
}

function translate(found: Found, root: Expr, text: string): Diagnosis {
  const { params } = found;
  const metric = params.metric ?? "";
  const label = params.label ?? "";
  const near = list(params.near, 1);
  switch (found.reason) {
    case "never-existed":
      return { reason: "metric-unknown", params: { metric, near } };
    case "ended":
      return { reason: "metric-gone", params: { metric, last: clockOf(params.lastMs) } };
    case "unknown-label":
      return { reason: "label-unknown", params: { metric, label, labels: list(params.known, 10) } };
    case "unknown-value":
      return {
        reason: "value-unknown",
        params: { metric, label, value: params.value ?? "", near: near === none ? list(params.known) : near },
      };
    case "side-empty":
      // What a selector does not find is said at once; anything else is followed from the side that is empty.
      return found.because !== undefined && ofSelectors.has(found.because.reason)
        ? translate(found.because, root, text)
        : sideEmpty(found, root, text);
    case "filtered":
      return { reason: "filtered", params: { count: String(params.count ?? 0), op: opOf(found, root) } };
    case "short-range":
      return { reason: "short-range", params: { range: `${(params.rangeMs ?? 0) / 1000}s` } };
    case "no-match-group":
    case "no-result":
      return { reason: "no-data", params: {} };
  }
}

function sideEmpty(found: Found, root: Expr, text: string): Diagnosis {
  const side = found.params.side ?? "left";
  const node = binaryOf(found, root);
  const at = side === "left" ? node?.lhs.span : node?.rhs.span;
  const part = at === undefined ? "" : text.slice(at.start, at.end);
  return { reason: "side-empty", params: { side, op: node?.op ?? "", text: part } };
}

function opOf(found: Found, root: Expr): string {
  return found.params.op ?? binaryOf(found, root)?.op ?? "";
}

function binaryOf(found: Found, root: Expr): Extract<Expr, { kind: "binary" }> | undefined {
  let binary: Extract<Expr, { kind: "binary" }> | undefined;
  walkExpr(root, (expr) => {
    if (expr.id === found.nodeId && expr.kind === "binary") binary = expr;
  });
  return binary;
}

const none = "–";

function list(names: readonly string[] | undefined, most = listed): string {
  return names === undefined || names.length === 0 ? none : names.slice(0, most).join(", ");
}

function clockOf(ms: number | undefined): string {
  return ms === undefined ? none : new Date(ms).toISOString().slice(11, 19);
}
