import { describe, expect, it } from "vitest";
import { Stream, stream } from "./stream.ts";

describe("stream", () => {
  it("repeats itself for one seed and name, and for nothing else", () => {
    const words = (seed: number, name: string) => {
      const source = stream(seed, name);
      return Array.from({ length: 8 }, () => source.word());
    };
    expect(words(1, "a")).toEqual(words(1, "a"));
    expect(words(1, "a")).not.toEqual(words(2, "a"));
    expect(words(1, "a")).not.toEqual(words(1, "b"));
  });

  it("is not shifted by another stream that is added and drawn from", () => {
    const alone = stream(9, "arrivals");
    const before = Array.from({ length: 4 }, () => alone.unit());
    const shared = stream(9, "arrivals");
    const added = stream(9, "a new process");
    const after = Array.from({ length: 4 }, () => {
      added.word();
      return shared.unit();
    });
    expect(after).toEqual(before);
  });

  it("draws numbers in [0, 1) with the mean and variance of a uniform", () => {
    const source = stream(3, "unit");
    const n = 200_000;
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = source.unit();
      if (x < 0 || x >= 1) throw new Error(`out of range: ${x}`);
      sum += x;
      squares += x * x;
    }
    expect(sum / n).toBeCloseTo(0.5, 2);
    expect(squares / n - (sum / n) ** 2).toBeCloseTo(1 / 12, 3);
  });

  it("is sfc32: the same words as its textbook form after 12 discarded ones", () => {
    let [a, b, c, d] = [11, 22, 33, 1];
    const textbook = () => {
      const t = (a + b + d) | 0;
      d = (d + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (c << 21) | (c >>> 11);
      c = (c + t) | 0;
      return t >>> 0;
    };
    for (let i = 0; i < 12; i++) textbook();
    const source = new Stream(11, 22, 33);
    for (let i = 0; i < 100; i++) expect(source.word()).toBe(textbook());
  });
});
