import type { Labels } from "../../tsdb/labels.ts";
import type { BinaryExpr, BinaryOp, VectorMatching } from "../parse/ast.ts";
import { IDENTITY_LABELS } from "./metric-identity.ts";
import { changesMetric } from "./operators.ts";
import type { SeriesList } from "./series-list.ts";

/** The match group of every row on both sides: rows with equal numbers belong together. */
export interface MatchKeys {
  readonly left: SeriesList;
  readonly right: SeriesList;
  readonly leftKeys: Int32Array;
  readonly rightKeys: Int32Array;
  readonly groupCount: number;
  /** Result labels by pair of rows, filled as pairs meet; the same pairs meet at most steps. */
  readonly results: Map<number, Labels>;
}

const known = new WeakMap<BinaryExpr, MatchKeys>();

/** Computes the match groups, or returns those of the last evaluation when the series are the same. */
export function matchKeys(
  node: BinaryExpr,
  matching: VectorMatching,
  left: SeriesList,
  right: SeriesList,
): MatchKeys {
  const before = known.get(node);
  if (before !== undefined && before.left === left && before.right === right) return before;
  const ordinals = new Map<string, number>();
  const number = (list: SeriesList): Int32Array => {
    const keys = new Int32Array(list.length);
    list.labels.forEach((labels, row) => {
      const key = matchLabels(labels, matching).key;
      let ordinal = ordinals.get(key);
      if (ordinal === undefined) {
        ordinal = ordinals.size;
        ordinals.set(key, ordinal);
      }
      keys[row] = ordinal;
    });
    return keys;
  };
  const keys: MatchKeys = {
    left,
    right,
    leftKeys: number(left),
    rightKeys: number(right),
    groupCount: ordinals.size,
    results: new Map(),
  };
  known.set(node, keys);
  return keys;
}

/** The labels two series must share: those listed by `on`, or all but the name and those ignored. */
export function matchLabels(labels: Labels, matching: VectorMatching): Labels {
  return matching.on ? labels.only(matching.labels) : labels.without([...matching.labels, "__name__"]);
}

/** The labels of a result made from a row of the many side and its partner on the one side. */
export function resultLabels(
  many: Labels,
  one: Labels,
  op: BinaryOp,
  matching: VectorMatching,
  dropName: boolean,
): Labels {
  let labels = dropName || changesMetric(op) ? many.without(IDENTITY_LABELS) : many;
  if (matching.card === "one-to-one") {
    labels = matching.on ? labels.only(matching.labels) : labels.without(matching.labels);
  }
  if (matching.include.length === 0) return labels;
  const changes: Record<string, string> = {};
  for (const name of matching.include) changes[name] = one.get(name);
  return labels.with(changes);
}
