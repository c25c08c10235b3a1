import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createWorld } from "../../simulator/index.ts";
import type { Frame } from "./protocol.ts";
import { WorldLoop } from "./world-loop.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function start(scenario = "flagship-healthy", until?: number) {
  const frames: Frame[] = [];
  const world = createWorld(scenario, 1);
  world.advance(until ?? world.startMs + 60_000);
  const loop = new WorldLoop(world, (frame) => frames.push(frame));
  return { frames, world, loop };
}

describe("WorldLoop", () => {
  it("keeps the chosen pace and sends at most ten frames a second", () => {
    const { frames, world, loop } = start();
    const from = world.nowMs;
    loop.play(10);
    vi.advanceTimersByTime(2000);
    expect(world.nowMs - from).toBeGreaterThanOrEqual(18_000);
    expect(world.nowMs - from).toBeLessThanOrEqual(20_000);
    expect(frames.length).toBeLessThanOrEqual(22);
    loop.pause();
    const at = world.nowMs;
    vi.advanceTimersByTime(2000);
    expect(world.nowMs).toBe(at);
    expect(frames.at(-1)?.running).toBe(false);
  });

  it("sends a part once and again only when it changed", () => {
    const { frames, world, loop } = start();
    loop.watch(["cluster", "alerts"], true);
    expect(frames.at(-1)?.cluster).toBeDefined();
    expect(frames.at(-1)?.rulesText).toBe(world.rulesText);
    loop.publish();
    expect(frames.at(-1)).not.toHaveProperty("cluster");
    expect(frames.at(-1)).not.toHaveProperty("rulesText");
    loop.act({ atMs: world.nowMs, kind: "note", text: "looked" });
    expect(frames.at(-1)?.actions).toHaveLength(1);
  });

  it("stands still and sends nothing while the page is hidden", () => {
    const { frames, world, loop } = start();
    loop.play(60);
    loop.watch([], false);
    const [count, at] = [frames.length, world.nowMs];
    vi.advanceTimersByTime(3000);
    expect(frames.length).toBe(count);
    expect(world.nowMs).toBe(at);
    loop.watch([], true);
    vi.advanceTimersByTime(1000);
    expect(world.nowMs - at).toBeLessThanOrEqual(60_000);
    expect(world.nowMs).toBeGreaterThan(at);
    loop.stop();
  });

  it("runs to a time and pauses there exactly", () => {
    const { frames, world, loop } = start();
    const goal = world.nowMs + 123_400;
    loop.runTo(goal, false);
    vi.advanceTimersByTime(2000);
    expect(world.nowMs).toBe(Math.ceil(goal / 1000) * 1000);
    expect(frames.at(-1)).toMatchObject({ running: false, runToMs: undefined });
  });

  it("drops to 1x at a page, and a run to the next page ends there", () => {
    const beforePage = Date.UTC(2025, 9, 15, 14, 29);
    const { frames, world, loop } = start("flagship-leak", beforePage);
    loop.play(300);
    vi.advanceTimersByTime(3000);
    expect(frames.at(-1)).toMatchObject({ running: true, speed: 1 });
    loop.pause();
    const paged = world.notifications().find(({ channel }) => channel === "pager");
    expect(world.nowMs - (paged?.deliveredMs ?? 0)).toBeLessThan(20_000);

    const again = start("flagship-leak", beforePage);
    again.loop.runTo(beforePage + 3_600_000, true);
    vi.advanceTimersByTime(4000);
    expect(again.frames.at(-1)?.running).toBe(false);
    expect(again.world.nowMs).toBeLessThan(beforePage + 180_000);
  });
});
