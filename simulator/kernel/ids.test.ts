import { describe, expect, it } from "vitest";
import { hexId, safeSuffix, uuidOf } from "./ids.ts";

describe("ids", () => {
  it("are hex of the length asked for, different for every key", () => {
    const ids = new Set<string>();
    for (let i = 0; i < 2000; i++) {
      const id = hexId(1, 2, 3, i, 32);
      expect(id).toMatch(/^[0-9a-f]{32}$/);
      ids.add(id);
    }
    expect(ids.size).toBe(2000);
    expect(hexId(1, 2, 3, 0, 16)).toHaveLength(16);
  });

  it("are UUIDs of version 4", () => {
    for (let i = 0; i < 200; i++) {
      expect(uuidOf(1, 2, i)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
    }
  });

  it("are pod suffixes without vowels", () => {
    expect(safeSuffix(1, 2, 3, 5)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });
});
