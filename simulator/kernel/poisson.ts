import type { Stream } from "./stream.ts";
import exponentials from "./tables/exponentials.json" with { type: "json" };

/** Largest mean drawn in one go; above it e^-mean times the uniform loses digits, so the mean is split. */
const LARGEST_MEAN = 32;

/**
 * e^-x for 0 <= x <= 32, as the product of table entries e^-(2^k) over the binary digits of x down to
 * 2^-30. Plain multiplications only, so every engine gives the same bits; off from the true value by
 * less than 1e-9 of it.
 */
export function expMinus(x: number): number {
  let rest = x;
  let product = 1;
  for (const [step = 0, factor = 1] of exponentials.steps) {
    if (rest >= step) {
      product *= factor;
      rest -= step;
      if (rest === 0) break;
    }
  }
  return product;
}

/**
 * Number of independent arrivals when `mean` are expected: an exact Poisson draw by inversion, with means
 * above 32 drawn as a sum of smaller ones. Costs about `mean` steps. Means of zero and below give 0.
 */
export function poisson(stream: Stream, mean: number): number {
  let rest = mean;
  let count = 0;
  while (rest > LARGEST_MEAN) {
    count += invert(stream.unit(), LARGEST_MEAN);
    rest -= LARGEST_MEAN;
  }
  return rest > 0 ? count + invert(stream.unit(), rest) : count;
}

function invert(unit: number, mean: number): number {
  let probability = expMinus(mean);
  let cumulative = probability;
  let count = 0;
  // The bound only matters for a uniform so close to 1 that rounding keeps the sum below it.
  while (unit >= cumulative && count < 200) {
    count++;
    probability *= mean / count;
    cumulative += probability;
  }
  return count;
}
