import { DecodeFailure, GoDecoder } from "../yaml/decode.ts";
import { readYaml } from "../yaml/read-yaml.ts";
import { childOf, type YamlNode } from "../yaml/yaml-node.ts";
import { type RelabelConfig, readRelabelConfig } from "./relabel-config.ts";

export type RelabelFileResult =
  | { readonly ok: true; readonly configs: readonly RelabelConfig[] }
  | { readonly ok: false; readonly error: string; readonly line: number };

export interface RelabelFileOptions {
  /** Scrape job to read from a whole prometheus.yml; the first one when absent. */
  readonly job?: string;
  /** Reads `metric_relabel_configs` instead of `relabel_configs`. */
  readonly metrics?: boolean;
}

/**
 * Reads relabelling rules: a bare list, a mapping with `relabel_configs`, or a prometheus.yml with
 * `scrape_configs`. Other keys are not looked at.
 */
export function readRelabelFile(text: string, options: RelabelFileOptions = {}): RelabelFileResult {
  const yaml = readYaml(text, { anchors: true });
  if (yaml.problem !== undefined) return { ok: false, error: yaml.problem.text, line: yaml.problem.line };
  const list = yaml.root === undefined ? undefined : findList(yaml.root, options);
  if (typeof list === "string") return { ok: false, error: list, line: 1 };
  const decoder = new GoDecoder("v2", true);
  try {
    const configs =
      list === undefined
        ? []
        : decoder.list(list, "[]*relabel.Config", (item) => readRelabelConfig(decoder, item));
    const error = decoder.errorText();
    if (error !== undefined) return { ok: false, error, line: decoder.complaints[0]?.node.line ?? 1 };
    return { ok: true, configs };
  } catch (failure) {
    if (failure instanceof DecodeFailure)
      return { ok: false, error: failure.message, line: failure.node.line };
    throw failure;
  }
}

/** The list of rules, undefined when there is none, or what is missing. */
function findList(root: YamlNode, { job, metrics }: RelabelFileOptions): YamlNode | string | undefined {
  if (root.kind === "seq") return root;
  const key = metrics === true ? "metric_relabel_configs" : "relabel_configs";
  const jobs = childOf(root, "scrape_configs");
  if (jobs === undefined) return childOf(root, key);
  const all = jobs.kind === "seq" ? jobs.items : [];
  const nameOf = (node: YamlNode) => {
    const name = childOf(node, "job_name");
    return name?.kind === "scalar" ? name.value : "";
  };
  const found = job === undefined ? all[0] : all.find((one) => nameOf(one) === job);
  if (found === undefined)
    return job === undefined ? undefined : `no scrape job named ${JSON.stringify(job)}`;
  return childOf(found, key);
}
