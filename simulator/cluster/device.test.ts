import { describe, expect, it } from "vitest";
import { Device, settledTemperature } from "./device.ts";
import { curveAt } from "./service-curve.ts";

const busyAt = (requestsPerSecond: number) => ({ busy: curveAt(requestsPerSecond).busy, requestsPerSecond });

describe("a GPU", () => {
  it("warms up monotonically to the fixed point of its load and stays within its SKU", () => {
    const device = new Device("gpu-node-1", 0, 81_920);
    let last = device.temperatureC;
    for (let second = 0; second < 900; second++) {
      device.step(busyAt(150), 1, second);
      expect(device.temperatureC).toBeGreaterThanOrEqual(last);
      expect(device.powerWatts).toBeLessThanOrEqual(700);
      expect([345, 1980]).toContain(device.smClockMHz);
      last = device.temperatureC;
    }
    device.powerWatts = 0;
    const settled = new Device("gpu-node-1", 0, 81_920);
    settled.settle(busyAt(150), 1, 0, 0);
    expect(last).toBeCloseTo(settled.temperatureC, 2);
  });

  it("draws 70 W idle and nearly its limit at full load", () => {
    const idle = new Device("gpu-node-1", 0, 81_920);
    idle.step(undefined, 1, 0);
    expect(Math.abs(idle.powerWatts - 70)).toBeLessThan(1);
    const full = new Device("gpu-node-1", 0, 81_920);
    full.step(busyAt(155), 1, 0);
    expect(full.powerWatts).toBeGreaterThan(600);
    expect(settledTemperature(70)).toBeCloseTo(33.25, 6);
  });

  it("shows a utilization near 100 % long before latency rises: it is no measure of saturation", () => {
    const { busy, quantilesSeconds } = curveAt(64);
    expect(64 / 155.3).toBeLessThan(0.5);
    expect(busy).toBeGreaterThan(0.9);
    expect((quantilesSeconds[5] ?? 0) / (curveAt(1).quantilesSeconds[5] ?? 1)).toBeLessThan(4);
  });

  it("adds up energy as power times time", () => {
    const device = new Device("gpu-node-2", 1, 81_920);
    let joules = 0;
    for (let second = 0; second < 100; second++) {
      device.step(busyAt(40), 3, second);
      joules += device.powerWatts;
    }
    expect(device.energyMillijoules).toBeCloseTo(joules * 1000, 3);
  });

  it("keeps its identity in every run and differs from its neighbours", () => {
    const uuids = [0, 1, 2].map((index) => new Device("gpu-node-1", index, 1).uuid);
    expect(new Set(uuids).size).toBe(3);
    expect(new Device("gpu-node-1", 1, 1).uuid).toBe(uuids[1]);
  });
});
