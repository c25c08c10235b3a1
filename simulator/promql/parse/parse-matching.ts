import type { VectorMatching } from "./ast.ts";
import { startsExpression } from "./expression-start.ts";
import { literalSeconds } from "./parse-duration.ts";
import { parseGrouping } from "./parse-grouping.ts";
import type { TokenStream } from "./token-stream.ts";

/** What may stand between a binary operator and its right side. */
export interface OperatorOptions {
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
}

/** Reads `bool`, `on/ignoring (..)`, `group_left/right (..)` and `fill*(..)`, each optional, in this order. */
export function parseOperatorOptions(stream: TokenStream): OperatorOptions {
  const returnBool = stream.accept("bool") !== undefined;
  let card: VectorMatching["card"] = "one-to-one";
  let labels: readonly string[] = [];
  let include: readonly string[] = [];
  const on = stream.accept("on") !== undefined;
  if (on || stream.accept("ignoring") !== undefined) {
    labels = parseGrouping(stream);
    const left = !stream.failing && stream.accept("group_left") !== undefined;
    if (left || (!stream.failing && stream.accept("group_right") !== undefined)) {
      card = left ? "many-to-one" : "one-to-many";
      // The list may be left out, but what follows must then begin the right side.
      const { kind } = stream.peek();
      if (kind === "(" || !startsExpression(kind)) include = parseGrouping(stream);
    }
  }
  const { fillLeft, fillRight } = parseFills(stream);
  return { returnBool, matching: { card, on, labels, include, fillLeft, fillRight } };
}

function parseFills(stream: TokenStream): Pick<VectorMatching, "fillLeft" | "fillRight"> {
  let fillLeft: number | undefined;
  let fillRight: number | undefined;
  if (!stream.failing && stream.accept("fill") !== undefined) {
    const both = parseFillValue(stream);
    return { fillLeft: both, fillRight: both };
  }
  for (let i = 0; i < 2 && !stream.failing; i++) {
    if (fillLeft === undefined && stream.accept("fill_left") !== undefined) fillLeft = parseFillValue(stream);
    else if (fillRight === undefined && stream.accept("fill_right") !== undefined) {
      fillRight = parseFillValue(stream);
    }
  }
  return { fillLeft, fillRight };
}

function parseFillValue(stream: TokenStream): number {
  if (stream.expect("(") === undefined) return 0;
  const sign = stream.accept("-") ?? stream.accept("+");
  if (!stream.ready((kind) => kind === "number" || kind === "duration")) return 0;
  const value = literalSeconds(stream, stream.shift());
  stream.expect(")");
  return sign?.kind === "-" ? -value : value;
}
