import { goExponent } from "../../promql/engine/go-text.ts";
import { labelsText } from "../../promql/engine/labels-text.ts";
import { Labels } from "../../tsdb/labels.ts";

/** A firing alert as a test sees it. */
export interface ComparedAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A sample as a test sees it; `histogram` is empty for floats. */
export interface ComparedSample {
  readonly labels: Labels;
  readonly value: number;
  readonly histogram: string;
}

function sortedAlerts(alerts: readonly ComparedAlert[]): ComparedAlert[] {
  return [...alerts].sort(
    (a, b) => Labels.compare(a.labels, b.labels) || Labels.compare(a.annotations, b.annotations),
  );
}

/** Exact comparison, order aside. */
export function sameAlerts(a: readonly ComparedAlert[], b: readonly ComparedAlert[]): boolean {
  if (a.length !== b.length) return false;
  const other = sortedAlerts(b);
  return sortedAlerts(a).every(
    ({ labels, annotations }, index) =>
      labels.key === other[index]?.labels.key && annotations.key === other[index]?.annotations.key,
  );
}

/** A list of alerts as promtool prints it after `exp:` and `got:`. */
export function printAlerts(alerts: readonly ComparedAlert[]): string {
  if (alerts.length === 0) return "[]";
  const items = sortedAlerts(alerts).map(
    ({ labels, annotations }, index) =>
      `            ${index}:\n              Labels:${labelsText(labels)}\n              Annotations:${labelsText(annotations)}`,
  );
  return `[\n${items.join(",\n")}\n            ]`;
}

function sortedSamples(samples: readonly ComparedSample[]): ComparedSample[] {
  return [...samples].sort((a, b) => Labels.compare(a.labels, b.labels));
}

/** Equal label sets and values, order aside; `fuzzy` allows the neighbouring float64. NaN equals nothing. */
export function sameSamples(
  a: readonly ComparedSample[],
  b: readonly ComparedSample[],
  fuzzy: boolean,
): boolean {
  if (a.length !== b.length) return false;
  const other = sortedSamples(b);
  return sortedSamples(a).every((sample, index) => {
    const match = other[index];
    if (match === undefined || sample.labels.key !== match.labels.key) return false;
    if (sample.histogram !== match.histogram) return false;
    // As in promtool, the value given beside a histogram is still compared.
    return sample.value === match.value || (fuzzy && isNeighbour(sample.value, match.value));
  });
}

const bits = new DataView(new ArrayBuffer(8));

/** Whether two floats are next to each other. */
function isNeighbour(a: number, b: number): boolean {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  const distance = ordinal(a) - ordinal(b);
  return distance === 1n || distance === -1n;
}

/** Place of a float among all floats. */
function ordinal(value: number): bigint {
  bits.setFloat64(0, value);
  const raw = bits.getBigInt64(0);
  return raw < 0n ? -(raw & 0x7fff_ffff_ffff_ffffn) : raw;
}

/** Samples as promtool prints them; numbers in Go's `%E` with the shortest digits. */
export function printSamples(samples: readonly ComparedSample[]): string {
  if (samples.length === 0) return "nil";
  return sortedSamples(samples)
    .map(
      ({ labels, value, histogram }) =>
        `${labelsText(labels)} ${histogram === "" ? exponentText(value) : histogram}`,
    )
    .join(", ");
}

/** `strconv.FormatFloat(value, 'E', -1, 64)`. */
function exponentText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  return `${Object.is(value, -0) ? "-" : ""}${mantissa}E${goExponent(Number(exponent))}`;
}
