import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger, type World, writeOpenMetrics } from "../../simulator/index.ts";
import { type Command, Misuse } from "../command.ts";
import { clock, latest, openWorld, play, readActions } from "../open-world.ts";
import { readFlags } from "../read-flags.ts";
import { readDuration, readSeed } from "../read-values.ts";

const exportKinds = ["openmetrics", "logs", "ledger"] as const;
type ExportKind = (typeof exportKinds)[number];

const fileNames: Readonly<Record<ExportKind, string>> = {
  openmetrics: "metrics.om",
  logs: "logs.jsonl",
  ledger: "ledger.json",
};

export const simulate: Command = {
  name: "simulate",
  summary: "run a world and print a summary, or export its telemetry",
  usage:
    "nines simulate SCENARIO --seed N [--until 6h] [--actions FILE] [--export openmetrics|logs|ledger]… [--out DIR]",
  async run(argv) {
    const flags = readFlags(argv, {
      seed: { type: "string" },
      until: { type: "string" },
      actions: { type: "string" },
      export: { type: "string", multiple: true },
      out: { type: "string" },
    });
    const kinds = flags.list("export").map(exportKind);
    if (kinds.length > 1 && flags.text("out") === undefined)
      throw new Misuse("several exports need --out DIR");
    const world = openWorld(flags.words[0], readSeed(flags.text("seed")));
    const until = flags.text("until");
    const toMs = until === undefined ? world.endMs : world.startMs + readDuration("until", until);
    if (toMs > latest(world)) throw new Misuse("--until goes beyond the day after the world's end", false);
    play(world, readActions(flags.text("actions")), toMs);
    if (kinds.length === 0) process.stdout.write(summary(world));
    const out = flags.text("out");
    for (const kind of kinds) {
      const text = exportText(world, kind);
      if (out === undefined) process.stdout.write(text);
      else {
        mkdirSync(out, { recursive: true });
        writeFileSync(join(out, fileNames[kind]), text);
        process.stderr.write(`wrote ${join(out, fileNames[kind])}\n`);
      }
    }
    return 0;
  },
};

function exportKind(text: string): ExportKind {
  const kind = exportKinds.find((one) => one === text);
  if (kind === undefined) throw new Misuse(`unknown export "${text}"; ${exportKinds.join(", ")} are`);
  return kind;
}

function exportText(world: World, kind: ExportKind): string {
  if (kind === "openmetrics")
    return [...writeOpenMetrics(world.source, world.startMs - 1, world.nowMs)].join("");
  if (kind === "ledger") {
    const ledger = openLedger(world);
    return `${JSON.stringify({ records: ledger.records(), impact: ledger.impact() ?? null, affectedUsers: ledger.affectedUsers() }, null, 1)}\n`;
  }
  const lines = world.logs({ fromMs: world.startMs - 1, toMs: world.nowMs, limit: 1_000_000 });
  return lines
    .map((line) => `${JSON.stringify({ atMs: line.atMs, ...line.labels, ...line.fields, msg: line.text })}\n`)
    .join("");
}

function summary(world: World): string {
  const ledger = openLedger(world);
  const { requests, failed } = ledger.totals;
  const total = requests.at(-1) ?? 0;
  const bad = failed.at(-1) ?? 0;
  const impact = ledger.impact();
  const budget = (1 - ledger.slo.objective) * ledger.slo.requestsPerPeriod;
  const pages = world.notifications().filter((one) => one.status === "firing");
  const rows: [string, string][] = [
    ["scenario", `${world.scenarioId}, seed ${world.seed}`],
    ["simulated", `${clock(world.startMs)} to ${clock(world.nowMs)} UTC`],
    ["requests", `${total}, ${bad} failed (${total === 0 ? "0" : ((100 * bad) / total).toFixed(3)} %)`],
    [
      "impact",
      impact === undefined
        ? "none"
        : `${clock(impact.startMs)} to ${clock(impact.endMs)}, ${ledger.affectedUsers()} users`,
    ],
    ["error budget", `${((100 * bad) / budget).toFixed(1)} % of 30 days used`],
    [
      "notifications",
      pages.length === 0 ? "none" : pages.map((one) => `${one.rule} at ${clock(one.deliveredMs)}`).join(", "),
    ],
  ];
  return rows.map(([name, value]) => `${name.padEnd(14)}${value}\n`).join("");
}
