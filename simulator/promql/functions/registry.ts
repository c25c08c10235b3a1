import type { RangeFunction } from "../engine/range-function.ts";
import type { VectorFunction } from "../engine/vector-function.ts";
import { absentFunctions } from "./absent.ts";
import { counterFunctions } from "./counter.ts";
import { dateFunctions } from "./date.ts";
import { histogramFunctions } from "./histogram.ts";
import { infoFunctions } from "./info.ts";
import { labelFunctions } from "./label.ts";
import { mathFunctions } from "./math.ts";
import { overTimeFunctions } from "./over-time.ts";
import { queryFunctions } from "./query-context.ts";
import { regressionFunctions } from "./regression.ts";
import { sortFunctions } from "./sort.ts";
import { typeFunctions } from "./type-conversion.ts";

/** Functions over range vectors, by name. */
export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map([
  ...counterFunctions,
  ...overTimeFunctions,
  ...regressionFunctions,
]);

/** Functions over instant vectors and scalars, by name; looked up before the range functions. */
export const vectorFunctions: ReadonlyMap<string, VectorFunction> = new Map([
  ...absentFunctions,
  ...dateFunctions,
  ...histogramFunctions,
  ...infoFunctions,
  ...labelFunctions,
  ...mathFunctions,
  ...queryFunctions,
  ...sortFunctions,
  ...typeFunctions,
]);
