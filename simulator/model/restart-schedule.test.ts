import { expect, test } from "vitest";
import { RestartSchedule } from "./restart-schedule.ts";

test("delays double from 10 s to 300 s while the container keeps dying", () => {
  const schedule = new RestartSchedule();
  let startedMs = 0;
  const delays: number[] = [];
  for (let i = 0; i < 8; i++) {
    const atMs = startedMs + 60_000;
    startedMs = schedule.restartAfter({ startedMs, atMs });
    delays.push((startedMs - atMs) / 1000);
  }
  expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  expect(schedule.restarts).toBe(8);
});

test("ten minutes of clean running start the delays over", () => {
  const schedule = new RestartSchedule();
  schedule.restartAfter({ startedMs: 0, atMs: 1000 });
  schedule.restartAfter({ startedMs: 11_000, atMs: 12_000 });
  expect(schedule.restartAfter({ startedMs: 32_000, atMs: 632_000 })).toBe(642_000);
  expect(schedule.restarts).toBe(3);
});
