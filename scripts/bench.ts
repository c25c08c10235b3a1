import { loadLab, repositoryRoot } from "../cli/load-labs.ts";
import { grade } from "../labs/grader/grade.ts";
import { WorldCache } from "../labs/grader/world-supply.ts";
import { labFolders } from "../labs/index.ts";
import { createWorld, type QueryRequest, query, telemetryHash, type World } from "../simulator/index.ts";

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function time(run: () => void, times: number): number {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = now();
    run();
    taken.push(now() - started);
  }
  return median(taken);
}

const show = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;

type Row = readonly [name: string, value: string];

/** Every figure in one run of one process, so that they can be compared with each other. */
export async function measure(): Promise<readonly Row[]> {
  return [...simulation(), ...queries(), ...(await grading())];
}

function incident(): World {
  const world = createWorld("flagship-leak", 1);
  world.advance(world.endMs);
  return world;
}

function simulation(): Row[] {
  const world = incident();
  const seconds = (world.endMs - world.startMs) / 1000;
  const plain = time(incident, 5);
  const replay = time(() => {
    const other = createWorld("flagship-leak", 1, {
      changes: [{ kind: "container-memory-limit", bytes: 2 ** 33 }],
    });
    other.advance(other.endMs);
  }, 5);
  const hash = time(() => telemetryHash(world), 3);
  return [
    [
      "simulated seconds per second, incident with scrapes and rules",
      Math.round((seconds / plain) * 1000).toLocaleString("en"),
    ],
    ["whole incident, 4 simulated hours", show(plain)],
    ["replay with one change, against a plain run", `${(replay / plain).toFixed(2)}x`],
    ["telemetry hash of the incident", show(hash)],
  ];
}

function queries(): Row[] {
  const { source, endMs } = incident();
  const hour = { startMs: endMs - 3 * 3_600_000, endMs, stepMs: 15_000 };
  const requests: readonly (readonly [string, QueryRequest])[] = [
    [
      "instant, sum of rates",
      { expr: 'sum(rate(http_requests_total{job="ml-serving"}[5m]))', timeMs: endMs - 6_000_000 },
    ],
    [
      "3 h at 15 s, error ratio by pod",
      {
        expr: 'sum by (pod) (rate(http_requests_total{status=~"5.."}[2m])) / sum by (pod) (rate(http_requests_total[2m]))',
        ...hour,
      },
    ],
    [
      "3 h at 15 s, p99 from buckets",
      {
        expr: "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[2m])))",
        ...hour,
      },
    ],
    [
      "3 h at 15 s, predict_linear of GPU memory",
      { expr: "predict_linear(DCGM_FI_DEV_FB_USED[2m], 1800) > 81920", ...hour },
    ],
  ];
  return requests.map(([name, request]) => {
    time(() => query(source, request), 3);
    return [`query, ${name}`, show(time(() => query(source, request), 30))];
  });
}

async function grading(): Promise<Row[]> {
  const rows: Row[] = [];
  const root = repositoryRoot();
  for (const slug of labFolders) {
    const lab = loadLab(root, slug);
    const answers = lab.solutions[0]?.steps ?? {};
    for (const [step, answer] of Object.entries(answers)) {
      const cache = new WorldCache();
      const cold = now();
      await grade(lab, step, answer, { cache });
      const warm = now();
      await grade(lab, step, answer, { cache });
      const end = now();
      rows.push([
        `grading ${lab.id}/${step}, first and second attempt`,
        `${show(warm - cold)}, ${show(end - warm)}`,
      ]);
    }
  }
  return rows;
}
