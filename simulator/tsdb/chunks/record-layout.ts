/**
 * Layout of a sealed chunk's record, in bytes from its address: 0 first value (as an integer of its unit where
 * packed), 8 smallest residual, 16 form, 17 bits, 18 binary shift, 19 decimals
 * and WIDE, 20 number of stale markers (16
 * bits), 22 length of the values in units of 2 bytes (16 bits); from 24 on, for second differences the first
 * difference, then the values, then the positions of stale markers (16 bits each).
 */
export const HEADER_BYTES = 24;

/** How the values of a chunk are written; the order of difference is added to `INTEGERS`. */
export const CONSTANT = 0;
export const FLOAT32 = 1;
export const RAW = 2;
export const INTEGERS = 3;

/** Set beside the decimals when sums of the residuals leave 32 bits. */
export const WIDE = 128;

/** By exponent: 10^0 to 10^9, which double precision holds exactly. */
export const POWERS_OF_TEN: readonly number[] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];
