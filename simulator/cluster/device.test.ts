import { describe, expect, it } from "vitest";
import { clockEventReasons } from "./clock-event-reasons.ts";
import { Device, settledTemperature } from "./device.ts";
import { gpuSku, soundCooling } from "./gpu-sku.ts";
import { clockWithin, dynamicPowerAt } from "./power-by-clock.ts";
import { curveAt, curveAtClock } from "./service-curve.ts";

const busyAt = (requestsPerSecond: number) => ({ busy: curveAt(requestsPerSecond).busy, requestsPerSecond });
const gpu = (index = 0) => new Device("gpu-node-1", index, 81_920);

/** Serves a steady rate as the router does: busy as the clock of the moment makes it. */
function serve(device: Device, rate: number, seconds: number, each: (second: number) => void = () => {}) {
  for (let second = 0; second < seconds; second++) {
    const { busy } = curveAtClock(rate, device.clockFactor);
    device.step({ busy, requestsPerSecond: rate }, 1, second);
    each(second);
  }
}

describe("a GPU", () => {
  it.each([0, 10, 32, 90, 150])("warms up monotonically to the fixed point of its load at %d rps", (rate) => {
    const device = gpu();
    let last = device.temperatureC;
    serve(device, rate, 900, () => {
      expect(device.temperatureC).toBeGreaterThanOrEqual(last);
      expect(device.smClockMHz).toBe(gpuSku.maxSmClockMHz);
      last = device.temperatureC;
    });
    const settled = gpu();
    settled.settle(busyAt(rate), 1, 0, 0);
    expect(last).toBeCloseTo(settled.temperatureC, 2);
    expect(last).toBeLessThan(gpuSku.softwareSlowdownCelsius);
  });

  it("cools down monotonically when its process is gone", () => {
    const device = gpu();
    serve(device, 150, 900);
    let last = device.temperatureC;
    for (let second = 0; second < 900; second++) {
      device.step(undefined, 1, second);
      expect(device.temperatureC).toBeLessThanOrEqual(last);
      last = device.temperatureC;
    }
    expect(last).toBeCloseTo(settledTemperature(gpuSku.idleWatts, soundCooling), 3);
    expect(device.smClockMHz).toBe(gpuSku.idleSmClockMHz);
  });

  it("draws 70 W idle and nearly its limit at full load", () => {
    const idle = gpu();
    idle.step(undefined, 1, 0);
    expect(Math.abs(idle.powerWatts - 70)).toBeLessThan(1);
    const full = gpu();
    full.step(busyAt(155), 1, 0);
    expect(full.powerWatts).toBeGreaterThan(600);
    expect(settledTemperature(70, soundCooling)).toBeCloseTo(33.25, 6);
  });

  it("shows a utilization near 100 % long before latency rises: it is no measure of saturation", () => {
    const { busy, quantilesSeconds } = curveAt(64);
    expect(64 / 155.3).toBeLessThan(0.5);
    expect(busy).toBeGreaterThan(0.9);
    expect((quantilesSeconds[5] ?? 0) / (curveAt(1).quantilesSeconds[5] ?? 1)).toBeLessThan(4);
  });

  it("keeps its identity in every run and differs from its neighbours", () => {
    const uuids = [0, 1, 2].map((index) => gpu(index).uuid);
    expect(new Set(uuids).size).toBe(3);
    expect(gpu(1).uuid).toBe(uuids[1]);
  });
});

describe("whatever limit, cooling and load a GPU has", () => {
  const cases = [200, 250, 350, 500, 700].flatMap((limit) =>
    [0.075, 0.15, 0.25].flatMap((celsiusPerWatt) =>
      [28, 45, 60].flatMap((inletCelsius) =>
        [0, 8, 32, 80, 150].map((rate) => ({ limit, celsiusPerWatt, inletCelsius, rate })),
      ),
    ),
  );

  it.each(cases)("energy is the integral of power and the clock stays within the SKU: %j", (each) => {
    const device = gpu(1);
    device.powerLimitWatts = each.limit;
    device.cooling = each;
    let joules = 0;
    serve(device, each.rate, 1200, () => {
      joules += device.powerWatts;
      expect(device.powerWatts).toBeLessThanOrEqual(each.limit);
      expect(device.powerWatts).toBeGreaterThan(gpuSku.idleWatts * 0.98);
      expect(device.smClockMHz).toBeLessThanOrEqual(gpuSku.maxSmClockMHz);
      expect(device.smClockMHz).toBeGreaterThanOrEqual(gpuSku.idleSmClockMHz);
      expect((device.smClockMHz - gpuSku.idleSmClockMHz) % gpuSku.clockStepMHz).toBe(0);
      expect(device.temperatureC).toBeLessThan(gpuSku.shutdownCelsius);
      expect(device.tensorActive).toBeLessThanOrEqual(1);
    });
    expect(device.energyMillijoules).toBeCloseTo(joules * 1000, 3);
  });
});

describe("a power limit", () => {
  it("lowers the clock to a steady value, names itself, and leaves the die cooler", () => {
    const device = gpu();
    const free = gpu();
    device.powerLimitWatts = 200;
    const clocks: number[] = [];
    serve(device, 32, 600, () => clocks.push(device.smClockMHz));
    serve(free, 32, 600);
    expect(free.powerWatts).toBeGreaterThan(250);
    expect(device.powerWatts).toBeGreaterThan(190);
    expect(device.smClockMHz).toBeLessThan(1800);
    expect(new Set(clocks.slice(60)).size).toBe(1);
    expect(device.clockEventReasons).toBe(clockEventReasons.swPowerCap);
    expect(device.powerViolationNs).toBe(600e9);
    expect(device.thermalViolationNs).toBe(0);
    expect(device.temperatureC).toBeLessThan(free.temperatureC);
    expect(free.clockEventReasons).toBe(0);
    expect(device.slowed).toBe(true);
    device.powerLimitWatts = 700;
    serve(device, 32, 2);
    expect(device.smClockMHz).toBe(1980);
    expect(device.slowed).toBe(false);
  });

  it("of half its power makes compute-bound work take 1.30 times as long, within 5 % (02 section 13, V7)", () => {
    const factor = clockWithin(350 - gpuSku.idleWatts, 700 - gpuSku.idleWatts, gpuSku.maxSmClockMHz) / 1980;
    expect(Math.abs(1 / factor / 1.3 - 1)).toBeLessThan(0.05);
  });

  it("finds power rising with every step of clock", () => {
    for (let clock = gpuSku.idleSmClockMHz + 15; clock <= 1980; clock += 15)
      expect(dynamicPowerAt(clock)).toBeGreaterThan(dynamicPowerAt(clock - 15));
    expect(dynamicPowerAt(1980)).toBe(1);
  });
});

describe("heat", () => {
  it("that grows slowly is held by software 4 C below the slowdown temperature", () => {
    const device = gpu();
    let hottest = 0;
    serve(device, 32, 1800, (second) => {
      const share = Math.min(1, second / 300);
      device.cooling = { inletCelsius: 28 + 17 * share, celsiusPerWatt: 0.075 + 0.175 * share };
      hottest = Math.max(hottest, device.temperatureC);
    });
    expect(hottest).toBeGreaterThan(gpuSku.softwareSlowdownCelsius);
    expect(hottest).toBeLessThan(gpuSku.slowdownCelsius);
    expect(device.clockEventReasons).toBe(clockEventReasons.swThermalSlowdown);
    expect(device.smClockMHz).toBeLessThan(1500);
    expect(device.thermalViolationNs).toBeGreaterThan(1200e9);
    device.cooling = soundCooling;
    serve(device, 32, 600);
    expect(device.smClockMHz).toBe(1980);
    expect(device.clockEventReasons).toBe(0);
  });

  it("that comes at once reaches the slowdown temperature: the hardware halves the clock", () => {
    const device = gpu();
    serve(device, 120, 300);
    device.cooling = { inletCelsius: 60, celsiusPerWatt: 0.25 };
    const seen = new Set<number>();
    let most = 0;
    serve(device, 120, 120, () => {
      seen.add(device.clockEventReasons);
      if ((device.clockEventReasons & clockEventReasons.hwSlowdown) !== 0)
        most = Math.max(most, device.smClockMHz);
    });
    expect([...seen].some((bits) => (bits & 0x48) === 0x48)).toBe(true);
    expect([...seen].some((bits) => (bits & 0x48) === 0x8 || (bits & 0x48) === 0x40)).toBe(false);
    expect(most).toBe(990);
  });
});
