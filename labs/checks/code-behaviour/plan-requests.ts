import type { CodeBehaviourParams } from "../../check-schema.ts";
import type { CodeJob, PlannedRequest } from "../../sandbox/code-runner.ts";
import { seededRandom } from "../../sandbox/seeded-random.ts";

/** 10:00 UTC on the day of the incident, when a release of this service was rolled out. */
const startMs = Date.UTC(2025, 9, 15, 10);
/** How far the wall clock is set back, once: what a time daemon does after a machine drifted. */
const clockStepMs = -30_000;
/** Longest header a proxy commonly lets through in one field; far more than an id needs. */
const hostileLength = 4_096;

const errors = [
  "CUDA out of memory. Tried to allocate 512.00 MiB",
  "CUDA error: device-side assert triggered",
  "input batch is empty after preprocessing",
] as const;

/**
 * The requests a check serves: mostly fine, some failing (and then slow, as a full device is), one during which the
 * wall clock is set back, and where ids are judged a few with headers no one should believe. A function of the seed.
 */
export function planJob(source: string, params: CodeBehaviourParams, seed: number): CodeJob {
  const draw = seededRandom(seed);
  const many = params.requests;
  const failing = chooseFailing(many, params.failing, draw);
  const stepAt = chooseStep(many, failing, draw);
  const requests = Array.from({ length: many }, (_, i): PlannedRequest => {
    const bad = failing.has(i);
    const id = hex(draw, 32);
    const rows = makeRows(params.rows, params.features, draw);
    return {
      id,
      headers: headersFor(params, id, i, draw),
      rows,
      answers: rows.map(() => Math.round(draw() * 1_000) / 1_000),
      seconds: Math.round((bad ? 0.6 + draw() * 0.6 : 0.03 + draw() * 0.2) * 1_000) / 1_000,
      ...(bad ? { error: errors[Math.floor(draw() * errors.length)] ?? errors[0] } : {}),
      ...(i === stepAt ? { clockStepMs } : {}),
    };
  });
  const { handler, inFlight, tensors = false } = params;
  return { source, handler, seed, startMs, requests, inFlight: inFlight ?? 1, tensors };
}

/** A header that is far too long, or that tries to write a second log line. */
export function isHostile(header: string): boolean {
  return header.length > 200 || header.includes("\n");
}

/** Never the first two requests, so that a first failure can be compared with a success; always at least two. */
function chooseFailing(many: number, percent: number, draw: () => number): ReadonlySet<number> {
  const wanted = percent === 0 ? 0 : Math.max(2, Math.round((many * percent) / 100));
  const chosen = new Set<number>();
  while (chosen.size < Math.min(wanted, many - 2)) chosen.add(2 + Math.floor(draw() * (many - 2)));
  return chosen;
}

function chooseStep(many: number, failing: ReadonlySet<number>, draw: () => number): number {
  for (;;) {
    const at = 1 + Math.floor(draw() * (many - 1));
    if (!failing.has(at)) return at;
  }
}

function makeRows(most: number, features: number, draw: () => number): readonly (readonly number[])[] {
  // Sizes differ, so that a constant is not taken for a size; tensors need one shape to be comparable.
  const count = most > 8 ? most : 1 + Math.floor(draw() * most);
  return Array.from({ length: count }, () =>
    Array.from({ length: features }, () => Math.round(draw() * 2_000 - 1_000) / 1_000),
  );
}

function headersFor(
  params: CodeBehaviourParams,
  id: string,
  index: number,
  draw: () => number,
): Readonly<Record<string, string>> {
  if (!params.expect.some((one) => "ids" in one)) return { "x-request-id": id };
  const dice = draw();
  if (dice < 0.05 || index === 3) return { "x-request-id": "A".repeat(hostileLength) };
  if (dice < 0.1 || index === 5) return { "x-request-id": `${id}\nlevel=error message=forged` };
  if (dice < 0.3 || index === 7) return {};
  return { "x-request-id": id };
}

function hex(draw: () => number, digits: number): string {
  let text = "";
  while (text.length < digits) text += Math.floor(draw() * 16).toString(16);
  return text;
}
