/**
 * Solves the one calibrated number of the flagship incident: the share of long documents at which seed 1
 * with the responders' rollback at 15:10 spends 14 days' worth of a 30-day budget of 43.2 minutes, that is
 * 20.16 full-outage minutes. Failures rise strictly with the share, so bisection finds it. Prints the value
 * for `LONG_SHARE` in simulator/scenarios/flagship.ts.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const server = await createServer({
  root,
  configFile: false,
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
try {
  const { Cluster } = await server.ssrLoadModule("/simulator/cluster/cluster.ts");
  const { LedgerWriter } = await server.ssrLoadModule("/simulator/ledger/ledger-writer.ts");
  const { flagshipLeak } = await server.ssrLoadModule("/simulator/scenarios/flagship-leak.ts");

  const rollback = flagshipLeak.responders.find((action) => action.kind === "command");
  const rate = flagshipLeak.traffic.requestsPerSecond;
  const target = Math.round((14 / 30) * 43.2 * 60 * rate);

  const failures = (longShare) => {
    const scenario = { ...flagshipLeak, service: { ...flagshipLeak.service, longShare } };
    const { id, epochMs, slo, causes, users } = scenario;
    const writer = new LedgerWriter({ scenario: id, seed: 1, epochMs, slo, causes, users });
    const cluster = new Cluster(scenario, 1, {}, writer);
    while (cluster.nowMs < scenario.endMs) {
      if (cluster.nowMs === rollback.atMs) cluster.rolloutUndo(scenario.service.deployment);
      cluster.step();
    }
    return writer.open().totals.failed.at(-1);
  };

  let low = 0.3;
  let high = 0.4;
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (failures(middle) < target) low = middle;
    else high = middle;
  }
  const solved = Number(high.toFixed(6));
  console.log(`longShare ${solved}: ${failures(solved)} failed requests, target ${target}`);
} finally {
  await server.close();
}
