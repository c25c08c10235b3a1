import type { ClusterState, Node, Pod } from "../cluster/state.ts";
import { hashUnit, keyOf } from "../kernel/hash.ts";
import { GIBIBYTE, MEBIBYTE } from "../kernel/units.ts";
import { REQUEST_WIRE_BYTES, RESPONSE_WIRE_BYTES } from "./cadvisor.ts";
import { define, definitionOf, type MetricDefinition } from "./metric-definition.ts";
import type { Exporter, Sample, SampleFactory } from "./sample.ts";
import { outcomes } from "./triton.ts";

/** node_exporter: what a Linux kernel counts about its machine, here a subset of the default collectors. */

const NODES = 8;
const COLLECTORS = "https://github.com/prometheus/node_exporter/blob/master/collector";
const family = (
  collector: string,
  labels: readonly string[],
  rows: Parameters<typeof define>[1],
): MetricDefinition[] =>
  define({ labels, source: `${COLLECTORS}/${collector}`, level: "node", job: "node-exporter" }, rows);

export const nodeDefinitions: readonly MetricDefinition[] = [
  ...family(
    "cpu_linux.go",
    ["cpu", "mode"],
    [["node_cpu_seconds_total", "counter", "seconds", NODES * 16, "Seconds the CPUs spent in each mode."]],
  ),
  ...family("loadavg.go", [], [["node_load1", "gauge", "1", NODES, "1m load average."]]),
  ...family(
    "meminfo.go",
    [],
    [
      ["node_memory_MemTotal_bytes", "gauge", "bytes", NODES, "Memory information field MemTotal_bytes."],
      [
        "node_memory_MemAvailable_bytes",
        "gauge",
        "bytes",
        NODES,
        "Memory information field MemAvailable_bytes.",
      ],
    ],
  ),
  ...family(
    "filesystem_common.go",
    ["device", "fstype", "mountpoint"],
    [
      ["node_filesystem_size_bytes", "gauge", "bytes", NODES, "Filesystem size in bytes."],
      [
        "node_filesystem_avail_bytes",
        "gauge",
        "bytes",
        NODES,
        "Filesystem space available to non-root users in bytes.",
      ],
    ],
  ),
  ...family(
    "netdev_common.go",
    ["device"],
    [
      [
        "node_network_receive_bytes_total",
        "counter",
        "bytes",
        NODES,
        "Network device statistic receive_bytes.",
      ],
      [
        "node_network_transmit_bytes_total",
        "counter",
        "bytes",
        NODES,
        "Network device statistic transmit_bytes.",
      ],
    ],
  ),
  ...family(
    "timex.go",
    [],
    [
      [
        "node_timex_offset_seconds",
        "gauge",
        "seconds",
        NODES,
        "Time offset in between local system and reference clock.",
      ],
      [
        "node_timex_sync_status",
        "gauge",
        "1",
        NODES,
        "Is clock synchronized to a reliable server (1 = yes, 0 = no).",
      ],
    ],
  ),
  ...family(
    "stat_linux.go",
    [],
    [["node_boot_time_seconds", "gauge", "seconds", NODES, "Node boot time, in unixtime."]],
  ),
];

const metric = (name: string) => definitionOf(nodeDefinitions, name);

/** Each simulated `cpu` label stands for a quarter of the machine's cores. */
const CPUS = 4;
/** Cores of a GPU node; a real 8-way H100 host has 96 to 192. */
const CORES = 96;
const MODES = ["idle", "iowait", "system", "user"] as const;
/** Share of busy time that is kernel time on a serving host, and the daemons' own load in cores. */
const SYSTEM_SHARE = 0.25;
const DAEMON_CORES = 1.5;
const DAEMON_MEMORY_BYTES = 9 * GIBIBYTE;
const MEMORY_TOTAL_BYTES = 1024 * GIBIBYTE;
const DISK_BYTES = 1800 * GIBIBYTE;
/** Operating system, container images and a day's logs. */
const DISK_USED_BYTES = 310 * GIBIBYTE;
/** Traffic of the node's own agents, bytes per second each way. */
const AGENT_BYTES = 24_000;

/** How much of a pod's counters a node has already added up. */
interface Seen {
  cpuSeconds: number;
  requests: number;
}

/** Seconds between two looks at the node's pods; Linux updates its load average as often. */
const LOOK_SECONDS = 5;
/** Share of the way to the present load per look: 1 - e^(-5/60), the kernel's one-minute decay. */
const LOAD_STEP = 0.0799556;

/** Node-wide counters outlive pods: every few seconds the node adds what its pods have used since. */
export class NodeExporter implements Exporter {
  readonly definitions = nodeDefinitions;
  private readonly node: Node;
  private readonly state: Readonly<ClusterState>;
  private readonly seed: number;
  private readonly key: number;
  private readonly seen = new Map<string, Seen>();
  private podCpuSeconds = 0;
  private requests = 0;
  private hostBytes = 0;
  private load = DAEMON_CORES;
  private readonly cpu: readonly Sample[];
  private readonly single: ReadonlyMap<string, Sample>;
  private readonly all: readonly Sample[];

  constructor(factory: SampleFactory, node: Node, state: Readonly<ClusterState>, seed: number) {
    this.node = node;
    this.state = state;
    this.seed = seed;
    this.key = keyOf(`${node.name}/node-exporter`);
    const cpu: Sample[] = [];
    for (let i = 0; i < CPUS; i++) {
      for (const mode of MODES)
        cpu.push(factory.make(metric("node_cpu_seconds_total"), { cpu: String(i), mode }));
    }
    const root = { device: "/dev/nvme0n1p1", fstype: "ext4", mountpoint: "/" };
    const single = new Map<string, Sample>();
    for (const { name } of nodeDefinitions.slice(1)) {
      const own = name.startsWith("node_filesystem")
        ? root
        : name.startsWith("node_network")
          ? { device: "eth0" }
          : {};
      single.set(name, factory.make(metric(name), own));
    }
    this.cpu = cpu;
    this.single = single;
    this.all = [...cpu, ...single.values()];
  }

  reachable(): boolean {
    return this.node.ready;
  }

  collect(nowMs: number): readonly Sample[] {
    const uptime = (nowMs - this.node.bootMs) / 1000;
    this.setCpu(uptime);
    const tick = Math.floor(nowMs / 1000);
    const noise = (index: number) => hashUnit(this.seed, this.key, tick, index);
    this.set("node_load1", Math.round(this.load * 100) / 100);
    this.set("node_memory_MemTotal_bytes", MEMORY_TOTAL_BYTES);
    const jitter = Math.floor(noise(0) * 64) * MEBIBYTE;
    this.set(
      "node_memory_MemAvailable_bytes",
      MEMORY_TOTAL_BYTES - DAEMON_MEMORY_BYTES - jitter - this.hostBytes,
    );
    this.set("node_filesystem_size_bytes", DISK_BYTES);
    this.set("node_filesystem_avail_bytes", DISK_BYTES - DISK_USED_BYTES - Math.floor(uptime) * 4096);
    const agents = Math.floor(uptime * AGENT_BYTES);
    this.set("node_network_receive_bytes_total", agents + this.requests * REQUEST_WIRE_BYTES);
    this.set("node_network_transmit_bytes_total", agents + this.requests * RESPONSE_WIRE_BYTES);
    this.set("node_timex_offset_seconds", Math.round((noise(1) - 0.5) * 2000) / 1e7);
    this.set("node_timex_sync_status", 1);
    this.set("node_boot_time_seconds", this.node.bootMs / 1000);
    return this.all;
  }

  /** Adds the pods' growth to the node's counters; called once per simulated second. */
  tick(second: number): void {
    if (second % LOOK_SECONDS !== 0) return;
    const before = this.podCpuSeconds;
    let hostBytes = 0;
    for (const pod of this.state.pods) {
      if (pod.node !== this.node.name) continue;
      hostBytes += pod.serving.hostMemoryBytes;
      this.addUp(pod);
    }
    this.hostBytes = Math.round(hostBytes);
    const cores = DAEMON_CORES + (this.podCpuSeconds - before) / LOOK_SECONDS;
    this.load += (cores - this.load) * LOAD_STEP;
  }

  private addUp(pod: Pod): void {
    const { ok, failed } = outcomes(pod.serving);
    const now = { cpuSeconds: pod.serving.cpuSeconds, requests: ok + failed };
    const before = this.seen.get(pod.uid) ?? { cpuSeconds: 0, requests: 0 };
    // A smaller value is a new process, whose counters began at zero.
    this.podCpuSeconds += now.cpuSeconds - (now.cpuSeconds < before.cpuSeconds ? 0 : before.cpuSeconds);
    this.requests += now.requests - (now.requests < before.requests ? 0 : before.requests);
    this.seen.set(pod.uid, now);
  }

  private setCpu(uptime: number): void {
    const busy = this.podCpuSeconds + DAEMON_CORES * uptime;
    const total = CORES * uptime;
    const byMode = [total * 0.998 - busy, total * 0.002, busy * SYSTEM_SHARE, busy * (1 - SYSTEM_SHARE)];
    this.cpu.forEach((sample, i) => {
      sample.value = Math.max(0, Math.round(((byMode[i % MODES.length] ?? 0) / CPUS) * 100) / 100);
    });
  }

  private set(name: string, value: number): void {
    const sample = this.single.get(name);
    if (sample !== undefined) sample.value = value;
  }
}
