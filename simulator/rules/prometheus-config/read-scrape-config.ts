import type { RelabelConfig } from "../relabel/relabel-config.ts";
import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import type { YamlNode } from "../yaml/yaml-node.ts";
import type { ScrapeJob, StaticGroup } from "./prometheus-config.ts";
import { accepted, isNull, readLabelSet, readRelabelList, readUint } from "./read-section.ts";

/** Kinds of discovery besides files and the file itself. Source: discovery/install of Prometheus. */
const OTHER_DISCOVERY = [
  "azure",
  "consul",
  "digitalocean",
  "dns",
  "docker",
  "dockerswarm",
  "ec2",
  "eureka",
  "gce",
  "hetzner",
  "http",
  "ionos",
  "kubernetes",
  "kuma",
  "lightsail",
  "linode",
  "marathon",
  "nerve",
  "nomad",
  "openstack",
  "ovhcloud",
  "puppetdb",
  "scaleway",
  "serverset",
  "triton",
  "uyuni",
  "vultr",
].map((kind) => `${kind}_sd_configs`);

/** Only the last part of a path may hold a `*`. Source: discovery/file, `patFileSDName`. */
const FILE_PATH = /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/;

/** Fields that change how a scrape travels and not what it stores. */
const PLUMBING = accepted(
  "basic_auth",
  "authorization",
  "oauth2",
  "bearer_token",
  "bearer_token_file",
  "tls_config",
  "follow_redirects",
  "enable_http2",
  "http_headers",
  "proxy_url",
  "proxy_from_environment",
  "proxy_connect_header",
  "no_proxy",
  "body_size_limit",
  "keep_dropped_targets",
  "scrape_protocols",
  "scrape_classic_histograms",
  "scrape_fallback_protocol",
  "enable_compression",
  "track_timestamps_staleness",
  "native_histogram_bucket_limit",
  "native_histogram_min_bucket_factor",
  "metric_name_validation_scheme",
);

/** A job before the global intervals fill in what it leaves out. */
export interface RawScrapeJob extends Omit<ScrapeJob, "intervalMs" | "timeoutMs"> {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly node: YamlNode;
}

/** Reads one entry of `scrape_configs`; throws `DecodeFailure` with Prometheus's text. */
export function readScrapeConfig(decoder: GoDecoder, node: YamlNode): RawScrapeJob {
  if (isNull(node)) throw new DecodeFailure("empty or null scrape config section", node);
  const found = {
    name: "",
    intervalMs: 0,
    timeoutMs: 0,
    metricsPath: "/metrics",
    scheme: "http",
    params: new Map<string, readonly string[]>(),
    honorLabels: false,
    honorTimestamps: true,
    staticGroups: [] as StaticGroup[],
    files: [] as string[],
    otherDiscovery: [] as string[],
    relabelConfigs: [] as RelabelConfig[],
    metricRelabelConfigs: [] as RelabelConfig[],
  };
  const limits = { samples: 0, labels: 0, labelNameLength: 0, labelValueLength: 0, targets: 0 };
  const before = decoder.complaints.length;
  const limit = (name: keyof typeof limits) => (value: YamlNode) => {
    limits[name] = readUint(decoder, value);
  };
  const discovery = Object.fromEntries(
    OTHER_DISCOVERY.map((kind) => [kind, () => void found.otherDiscovery.push(kind)]),
  );
  decoder.struct(node, "config.ScrapeConfig", {
    ...PLUMBING,
    ...discovery,
    job_name: (value) => {
      found.name = decoder.string(value);
    },
    scrape_interval: (value) => {
      found.intervalMs = decoder.duration(value);
    },
    scrape_timeout: (value) => {
      found.timeoutMs = decoder.duration(value);
    },
    metrics_path: (value) => {
      found.metricsPath = decoder.string(value);
    },
    scheme: (value) => {
      found.scheme = decoder.string(value);
    },
    params: (value) => {
      found.params = readParams(decoder, value);
    },
    honor_labels: (value) => {
      found.honorLabels = decoder.bool(value);
    },
    honor_timestamps: (value) => {
      found.honorTimestamps = decoder.bool(value);
    },
    sample_limit: limit("samples"),
    label_limit: limit("labels"),
    label_name_length_limit: limit("labelNameLength"),
    label_value_length_limit: limit("labelValueLength"),
    target_limit: limit("targets"),
    static_configs: (value) => {
      found.staticGroups = decoder.list(value, "[]*targetgroup.Group", (item) =>
        readStaticGroup(decoder, item),
      );
    },
    file_sd_configs: (value) => {
      found.files = decoder
        .list(value, "[]*file.SDConfig", (item) => readFileDiscovery(decoder, item))
        .flat();
    },
    relabel_configs: (value) => {
      const text = "empty or null target relabeling rule in scrape config";
      found.relabelConfigs = readRelabelList(decoder, value, text);
    },
    metric_relabel_configs: (value) => {
      const text = "empty or null metric relabeling rule in scrape config";
      found.metricRelabelConfigs = readRelabelList(decoder, value, text);
    },
  });
  if (decoder.complaints.length === before) {
    if (found.name === "") throw new DecodeFailure("job_name is empty", node);
    for (const target of found.staticGroups.flatMap(({ targets }) => targets)) {
      if (target.includes("/")) throw new DecodeFailure(`"${target}" is not a valid hostname`, node);
    }
  }
  return { ...found, limits, node, line: node.line };
}

/** URL parameters, such as the `match[]` of a federation. */
function readParams(decoder: GoDecoder, node: YamlNode): Map<string, readonly string[]> {
  const params = new Map<string, readonly string[]>();
  if (isNull(node)) return params;
  const names = node.kind === "map" ? node.entries.map(({ key }) => key) : [];
  const readers = names.map((key) => [
    key.kind === "scalar" ? key.value : "",
    (value: YamlNode) => {
      const list = decoder.list(value, "[]string", (item) => decoder.string(item));
      params.set(key.kind === "scalar" ? key.value : "", list);
    },
  ]);
  decoder.struct(node, "url.Values", Object.fromEntries(readers));
  return params;
}

function readStaticGroup(decoder: GoDecoder, node: YamlNode): StaticGroup {
  const group = { targets: [] as string[], labels: new Map<string, string>() as ReadonlyMap<string, string> };
  // Go prints the nameless struct this is read into.
  const type = 'struct { Targets []string "yaml:\\"targets\\""; Labels model.LabelSet "yaml:\\"labels\\"" }';
  decoder.struct(node, type, {
    targets: (value) => {
      group.targets = decoder.list(value, "[]string", (item) => decoder.string(item));
    },
    labels: (value) => {
      group.labels = readLabelSet(decoder, value);
    },
  });
  return group;
}

function readFileDiscovery(decoder: GoDecoder, node: YamlNode): string[] {
  let files: string[] = [];
  const before = decoder.complaints.length;
  decoder.struct(node, "file.plain", {
    ...accepted("refresh_interval"),
    files: (value) => {
      files = decoder.list(value, "[]string", (item) => decoder.string(item));
    },
  });
  if (decoder.complaints.length > before) return files;
  if (files.length === 0) {
    throw new DecodeFailure("file service discovery config must contain at least one path name", node);
  }
  for (const path of files) {
    if (!FILE_PATH.test(path))
      throw new DecodeFailure(`path name "${path}" is not valid for file discovery`, node);
  }
  return files;
}
