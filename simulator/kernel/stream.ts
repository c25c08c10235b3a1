import { hash32, keyOf, WORD_TO_UNIT } from "./hash.ts";

/**
 * A stateful source of random words for one process of the world, such as the arrivals of a service.
 * Every process has its own, named; adding one leaves the others as they were.
 */
export class Stream {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(a: number, b: number, c: number) {
    this.a = a;
    this.b = b;
    this.c = c;
    // The first words still show the seed; the author's own test suite discards as many.
    for (let i = 0; i < 12; i++) this.word();
  }

  /** The next unsigned 32-bit word (sfc32 of PractRand, by Chris Doty-Humphrey). */
  word(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }

  /** The next number in [0, 1) with 53 random bits. */
  unit(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67108864 + low) * (WORD_TO_UNIT / 2097152);
  }
}

/** The stream of one named process, for example `stream(seed, "bert-model-serving/arrivals")`. */
export function stream(seed: number, name: string): Stream {
  const key = keyOf(name);
  return new Stream(hash32(seed, key, 1), hash32(seed, key, 2), hash32(seed, key, 3));
}
