import type { Finding } from "../../finding.ts";
import { behaviour, type CodeRun } from "./judgement.ts";

/**
 * Tensors alive must not grow. What is kept from the first request on (a constant made once) is no leak, so the count
 * after it is the base; counts are exact, and no wall time is looked at.
 */
export function judgeTensors(run: CodeRun): Finding | undefined {
  const { tensors } = run.transcript;
  const base = tensors[1]?.alive ?? 0;
  const last = tensors.at(-1);
  if (last === undefined || last.alive <= base) return undefined;
  const grown = (i: number): number => (tensors[i + 1]?.alive ?? 0) - (tensors[i]?.alive ?? 0);
  const bytes = (i: number): number => (tensors[i + 1]?.bytes ?? 0) - (tensors[i]?.bytes ?? 0);
  const first = (failed: boolean): number =>
    run.job.requests.findIndex((one, i) => i > 0 && (one.error !== undefined) === failed && grown(i) > 0);
  const good = first(false);
  const bad = first(true);
  const many = run.job.requests.length;
  const parts = [`${last.alive} tensors alive after ${many} requests`];
  if (good >= 0) parts.push(`${grown(good)} more with each, ${bytes(good).toLocaleString("en-US")} bytes`);
  const failing = bad < 0 ? "" : `; the path that throws keeps ${grown(bad)}`;
  const index = good < 0 ? bad : good;
  const text = `${parts.join(", ")}${failing}. Request ${index + 1} shows it.`;
  return behaviour(run, "tensor-leak", index, text, {
    alive: last.alive,
    each: good < 0 ? 0 : grown(good),
    bytes: good < 0 ? 0 : bytes(good),
    failing: bad < 0 ? 0 : grown(bad),
  });
}
