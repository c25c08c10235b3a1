import type { SampleSource } from "../../../simulator/index.ts";

const derived = new WeakMap<SampleSource, Map<string, SampleSource>>();

/** A changed copy of a world's telemetry, kept as long as the original is, so that attempts share it. */
export function derivedSource(
  source: SampleSource,
  change: string,
  build: (source: SampleSource) => SampleSource,
): SampleSource {
  let copies = derived.get(source);
  if (copies === undefined) {
    copies = new Map();
    derived.set(source, copies);
  }
  let copy = copies.get(change);
  if (copy === undefined) {
    copy = build(source);
    copies.set(change, copy);
  }
  return copy;
}
