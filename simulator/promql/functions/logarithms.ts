/**
 * Logarithms to base 2 and 10 with Go's rounding (`math.Log2`, `math.Log10`). They are exact for powers of two;
 * log10(1e15) comes out as 14.999999999999998, so `floor(log10(x))` is 14 on a server and must be 14 here.
 */

const EXPONENT_MASK = 0x7ff;

const cell = new DataView(new ArrayBuffer(8));

/** The binary logarithm: the exponent, and the natural logarithm of the fraction in [0.5, 1) beside it. */
export function goLog2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x);
  const subnormal = x < 2 ** -1022;
  cell.setFloat64(0, subnormal ? x * 2 ** 52 : x);
  const high = cell.getUint32(0);
  const exponent = ((high >>> 20) & EXPONENT_MASK) - 1022 - (subnormal ? 52 : 0);
  cell.setUint32(0, (high & ~(EXPONENT_MASK << 20)) | (1022 << 20));
  const fraction = cell.getFloat64(0);
  return fraction === 0.5 ? exponent - 1 : Math.log(fraction) * Math.LOG2E + exponent;
}

/** The decimal logarithm, made from the natural one. */
export function goLog10(x: number): number {
  return Math.log(x) * Math.LOG10E;
}
