/**
 * Card payments as a fraud model sees them: sixteen standardised features per payment and, days later,
 * the truth. Real features are correlated and fraud is rare; here features are independent, and the
 * payments are those a rule filter has already set aside, of which about two in five are fraud.
 * Row `i` of a seed is always the same row, in every engine: only integer steps and + - * decide it.
 */

import { extendHash, hashPrefix, keyOf, WORD_TO_UNIT } from "../kernel/hash.ts";

const rowKey = keyOf("fraud-detector/rows");

/** The sixteen inputs, in the order of a row; each has mean 0 and variance 1 while nothing drifts. */
export const featureNames = [
  "amount",
  "amount_against_usual",
  "payments_last_hour",
  "payments_last_day",
  "account_age",
  "device_age",
  "address_distance",
  "merchant_risk",
  "merchant_age",
  "night_share",
  "foreign_share",
  "declines_last_week",
  "chargebacks_last_year",
  "balance_left",
  "typing_speed",
  "session_length",
] as const;

/** Payments as the model gets them: `count` rows of sixteen features, and whether each was fraud. */
export interface Transactions {
  readonly count: number;
  readonly features: Float32Array;
  readonly fraud: Uint8Array;
}

/** How many features, counted from the first, one upstream pipeline computes; only these drift. */
export const driftingFeatures = 8;

/** Share of rows whose recorded truth is wrong: disputes nobody filed, and refunds booked as fraud. */
const labelNoise = 0.022;

/**
 * Rows `first … first + count - 1` of a seed. `drift` is added to every feature after the truth is
 * known, in units of standard deviations: the upstream computation changed, the world did not.
 */
export function transactions(seed: number, first: number, count: number, drift = 0): Transactions {
  const width = featureNames.length;
  const features = new Float32Array(count * width);
  const fraud = new Uint8Array(count);
  const row = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    const prefix = hashPrefix(seed, rowKey, first + i);
    for (let j = 0; j < width; j++) row[j] = unitVariance(prefix, 4 * j);
    const flipped = uniform(prefix, 4 * width) < labelNoise;
    fraud[i] = isFraud(row) !== flipped ? 1 : 0;
    for (let j = 0; j < width; j++)
      features[i * width + j] = (row[j] ?? 0) + (j < driftingFeatures ? drift : 0);
  }
  return { count, features, fraud };
}

/** The truth before label noise: products, squares and a kink, so that no straight line separates it. */
function isFraud(x: Float64Array): boolean {
  const at = (j: number) => x[j] ?? 0;
  const burst = at(2) * at(11) + 0.8 * at(0) * at(7);
  const newcomer = 1.1 * Math.max(0, -at(4)) + 0.9 * Math.max(0, -at(5)) + 0.6 * at(6);
  const habit = 0.7 * at(1) - 0.5 * at(13) + 0.4 * at(10) - 0.35 * at(8);
  const machine = 0.5 * (at(14) * at(14) - 1) - 0.3 * at(15) + 0.3 * at(12) + 0.2 * (at(3) - at(9));
  return burst + newcomer + habit + machine > 1.25;
}

/** Sum of four uniforms, centred and scaled to variance 1 (a sum of four has variance 1/3). */
function unitVariance(prefix: number, index: number): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) sum += uniform(prefix, index + i);
  return (sum - 2) * 1.7320508075688772;
}

function uniform(prefix: number, index: number): number {
  return extendHash(prefix, index) * WORD_TO_UNIT;
}
