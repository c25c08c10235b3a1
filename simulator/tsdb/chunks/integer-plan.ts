import { bitsFor, type PlaneBits, planeBytes } from "./bit-planes.ts";
import { CHUNK_LENGTH } from "./chunk-length.ts";
import { POWERS_OF_TEN } from "./record-layout.ts";

/** How a chunk of whole numbers is written: the n-th differences of `(value * 10^decimals - first) / 2^shift`. */
export interface IntegerPlan {
  readonly order: 0 | 1 | 2;
  readonly bits: PlaneBits;
  readonly shift: number;
  readonly decimals: number;
  /** Whether levels, differences or residuals leave 32 bits, sign included. */
  readonly isWide: boolean;
  /** The first value, in units of 10^-decimals. */
  readonly first: number;
  /** Of second differences: the first difference, in units of 2^shift. */
  readonly firstDifference: number;
  /** Taken off every residual, in units of 2^shift. */
  readonly smallest: number;
  /** `CHUNK_LENGTH - order` residuals; valid until the next plan is made. */
  readonly residuals: Float64Array;
  readonly bytes: number;
}

/** Sums and differences of numbers below this stay exact in double precision. */
const LARGEST = 2 ** 51;
const MOST_DECIMALS = POWERS_OF_TEN.length - 1;

const whole = new Float64Array(CHUNK_LENGTH);
const differences = [0, 1, 2].map(() => new Float64Array(CHUNK_LENGTH));

/** The smallest way to write the values as integers; undefined when they are not, or need over 32 bits. */
export function planIntegers(values: Float64Array): IntegerPlan | undefined {
  const decimals = decimalsOf(values);
  if (decimals === undefined) return undefined;
  const first = whole[0] as number;
  const shift = commonShift();
  const [levels = whole, once = whole, twice = whole] = differences;
  const unit = 2 ** shift;
  for (let i = 0; i < CHUNK_LENGTH; i++) levels[i] = ((whole[i] as number) - first) / unit;
  for (let i = 1; i < CHUNK_LENGTH; i++) once[i - 1] = (levels[i] as number) - (levels[i - 1] as number);
  for (let i = 1; i < CHUNK_LENGTH - 1; i++) twice[i - 1] = (once[i] as number) - (once[i - 1] as number);
  const isWide = !isNarrow(levels, CHUNK_LENGTH) || !isNarrow(once, CHUNK_LENGTH - 1);
  let best: IntegerPlan | undefined;
  for (const order of [0, 1, 2] as const) {
    const residuals = differences[order] ?? whole;
    const count = CHUNK_LENGTH - order;
    const [smallest, largest] = extremes(residuals, count);
    const bits = bitsFor(largest - smallest);
    if (bits === undefined) continue;
    const bytes = planeBytes(count, bits) + (order === 2 ? 8 : 0);
    if (best !== undefined && best.bytes <= bytes) continue;
    const firstDifference = once[0] ?? 0;
    best = {
      order,
      bits,
      shift,
      decimals,
      isWide: isWide || bits === 32,
      first,
      firstDifference,
      smallest,
      residuals,
      bytes,
    };
  }
  if (best === undefined) return undefined;
  const { residuals, smallest } = best;
  for (let i = 0; i < CHUNK_LENGTH - best.order; i++) residuals[i] = (residuals[i] as number) - smallest;
  return best;
}

/** The fewest decimals that write every value exactly; fills `whole` with the values in that unit. */
function decimalsOf(values: Float64Array): number | undefined {
  let decimals = 0;
  for (let i = 0; i < CHUNK_LENGTH; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || Object.is(value, -0)) return undefined;
    while (!isWhole(value, decimals)) if (++decimals > MOST_DECIMALS) return undefined;
  }
  const scale = POWERS_OF_TEN[decimals] as number;
  for (let i = 0; i < CHUNK_LENGTH; i++) {
    const value = values[i] as number;
    const scaled = Math.round(value * scale);
    if (Math.abs(scaled) >= LARGEST || scaled / scale !== value) return undefined;
    whole[i] = scaled;
  }
  return decimals;
}

function isWhole(value: number, decimals: number): boolean {
  if (decimals === 0) return Math.floor(value) === value;
  const scale = POWERS_OF_TEN[decimals] as number;
  return Math.round(value * scale) / scale === value;
}

/** Low bits that no value uses beyond the first: memory is counted in pages of 2^12 bytes. */
function commonShift(): number {
  const first = whole[0] as number;
  let shift = 51;
  for (let i = 1; i < CHUNK_LENGTH && shift > 0; i++) {
    const difference = (whole[i] as number) - first;
    while (shift > 0 && difference % 2 ** shift !== 0) shift--;
  }
  return shift;
}

function isNarrow(list: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (Math.abs(list[i] as number) >= 2 ** 30) return false;
  return true;
}

function extremes(list: Float64Array, count: number): readonly [smallest: number, largest: number] {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const value = list[i] as number;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}
