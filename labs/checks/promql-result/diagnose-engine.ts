import { typeOf } from "../compare-results.ts";
import { selectorsOf } from "../expression/walk.ts";
import type { Diagnoser } from "./failure.ts";

/** Prometheus's texts when two sides of an operator cannot be paired. */
const matching =
  /many-to-many|multiple matches|found duplicate series|must ensure unique|many-to-one matching/i;

const engineError: Diagnoser = ({ yours, stage }) => {
  if (yours.status !== "error") return undefined;
  const params = { world: stage.title, error: yours.error };
  if (matching.test(yours.error)) {
    return {
      what: "match-error",
      message: `${yours.error}. Aggregate the side with more series, or name the side that may repeat with group_left.`,
      params,
      at: yours.at,
    };
  }
  // An answer that only fails as a graph is of the wrong type; the instant query before it said so.
  return { what: "engine-error", message: yours.error, params, at: yours.at };
};

const wrongType: Diagnoser = ({ yours, wanted }) => {
  if (yours.status === "error" || wanted.status === "error" || yours.resultType === wanted.resultType) {
    return undefined;
  }
  const got = typeOf(yours);
  const want = typeOf(wanted);
  return {
    what: "wrong-type",
    message: `This returns ${got}; the step asks for ${want}.`,
    params: { got, want },
  };
};

const constant: Diagnoser = ({ ast }) =>
  selectorsOf(ast).length > 0
    ? undefined
    : {
        what: "constant",
        message: "The answer reads no metric, so it says the same whatever happens.",
        params: {},
        at: ast.span,
      };

/** Whether the query ran at all, returned the right kind of thing, and read anything. */
export const diagnoseEngine: readonly Diagnoser[] = [engineError, wrongType, constant];
