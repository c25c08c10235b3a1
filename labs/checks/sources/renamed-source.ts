import { Labels, type SampleSource } from "../../../simulator/index.ts";
import { allSeries, SeriesListSource } from "./series-list-source.ts";
import { relabelled } from "./series-samples.ts";

/** Labels that hold a pod's name, and labels that hold an address. */
const podLabels: ReadonlySet<string> = new Set(["pod", "exported_pod"]);
const addressLabels: ReadonlySet<string> = new Set(["instance"]);
/** The letters Kubernetes makes name suffixes of (`apimachinery/pkg/util/rand`: no vowels, no 0, 1, 3). */
const suffixLetters = "bcdfghjklmnpqrstvwxz2456789";

/**
 * The same telemetry after every pod was replaced: new hash and suffix behind the Deployment's name, new
 * addresses on the same ports. What an answer says about the service must not change.
 */
export function renamedSource(source: SampleSource): SampleSource {
  return new SeriesListSource(allSeries(source).map((series) => relabelled(series, renamed(series.labels))));
}

function renamed(labels: Labels): Labels {
  return Labels.fromPairs(
    labels.pairs.map(([name, value]): [string, string] => {
      if (podLabels.has(name)) return [name, otherPod(value)];
      if (addressLabels.has(name)) return [name, otherAddress(value)];
      return [name, value];
    }),
  );
}

/** `bert-model-serving-6d9f7c5b8d-x2x7k`: the last two parts change, letter by letter, so equal stays equal. */
function otherPod(value: string): string {
  const parts = value.split("-");
  if (parts.length < 3) return value;
  return parts.map((part, i) => (i < parts.length - 2 ? part : rotate(part))).join("-");
}

function rotate(part: string): string {
  let text = "";
  for (const letter of part) {
    const at = suffixLetters.indexOf(letter);
    text += at < 0 ? letter : (suffixLetters[(at + 11) % suffixLetters.length] ?? letter);
  }
  return text;
}

/** `10.1.2.3:8000` becomes `10.1.119.86:8000`; anything that is no IPv4 address stays. */
function otherAddress(value: string): string {
  return value.replace(
    /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?=:|$)/,
    (_, a: string, b: string, c: string, d: string) =>
      `${a}.${b}.${(Number(c) + 117) % 256}.${(Number(d) + 83) % 256}`,
  );
}
