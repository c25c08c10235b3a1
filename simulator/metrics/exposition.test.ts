import { describe, expect, it } from "vitest";
import { createWorld } from "../world.ts";
import { expositionText } from "./exposition.ts";
import { define } from "./metric-definition.ts";
import { SampleFactory } from "./sample.ts";

const [gauge, histogram] = define(
  { labels: ["path"], source: "https://example.org", level: "application", job: "test" },
  [
    ["temperature_celsius", "gauge", "celsius", 1, "Back\\slash\nand line."],
    ["latency_seconds", "histogram", "seconds", 4, "How long."],
  ],
);

describe("expositionText", () => {
  it("writes HELP and TYPE once per family, escapes, and Go's numbers", () => {
    if (gauge === undefined || histogram === undefined) throw new Error("definitions missing");
    const factory = new SampleFactory({ job: "test", instance: "a:1" }, false);
    const first = factory.make(gauge, { path: 'a"b\\c\nd' });
    const second = factory.make(gauge, { path: "plain" });
    const { buckets, sum, count } = factory.histogram(histogram, { path: "/" }, [0.1, 1]);
    first.value = 1_234_567;
    second.value = 0.00001;
    buckets.forEach((bucket, i) => {
      bucket.value = i;
    });
    sum.value = 0.25;
    count.value = 2;
    expect(expositionText([first, second, ...buckets, sum, count])).toBe(
      [
        "# HELP temperature_celsius Back\\\\slash\\nand line.",
        "# TYPE temperature_celsius gauge",
        'temperature_celsius{path="a\\"b\\\\c\\nd"} 1.234567e+06',
        'temperature_celsius{path="plain"} 1e-05',
        "# HELP latency_seconds How long.",
        "# TYPE latency_seconds histogram",
        'latency_seconds_bucket{path="/",le="0.1"} 0',
        'latency_seconds_bucket{path="/",le="1"} 1',
        'latency_seconds_bucket{path="/",le="+Inf"} 2',
        'latency_seconds_sum{path="/"} 0.25',
        'latency_seconds_count{path="/"} 2',
        "",
      ].join("\n"),
    );
  });

  it("is empty for a target without samples", () => {
    expect(expositionText([])).toBe("");
  });
});

describe("exposition of a world's targets", () => {
  const world = createWorld("flagship-leak", 1);
  world.advance(world.startMs + 120_000);
  const pod = world.cluster.pods[0];

  it.each([
    ["gpu-node-1:9400", "DCGM_FI_DEV_FB_USED", "gauge"],
    ["gpu-node-1:9100", "node_cpu_seconds_total", "counter"],
    ["gpu-node-1:10250", "container_memory_working_set_bytes", "gauge"],
    ["kube-state-metrics:8080", "kube_deployment_spec_replicas", "gauge"],
    ["prometheus:9090", "prometheus_tsdb_head_series", "gauge"],
    [pod?.name ?? "", "http_requests_total", "counter"],
    [`${pod?.ip}:8000`, "http_request_duration_seconds", "histogram"],
  ])("%s answers with %s", (address, family, type) => {
    const text = world.exposition(address) ?? "";
    expect(text).toContain(`# TYPE ${family} ${type}\n`);
    const types = text.split("\n").filter((line) => line.startsWith("# TYPE "));
    expect(new Set(types).size).toBe(types.length);
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(/^(# (HELP|TYPE) \S+ .+|[a-zA-Z_:]\w*(\{.*\})? [-+0-9.eInfNa]+)$/);
    }
  });

  it("shows a pod's own labels, not those of its target", () => {
    expect(world.exposition(pod?.name ?? "")).toContain(
      'http_requests_total{service="bert-model-serving",model_name="bert-base",method="POST",endpoint="/predict",status="200"}',
    );
    expect(world.exposition("gpu-node-1:9400")).toMatch(
      /DCGM_FI_DEV_FB_USED\{gpu="0",UUID="GPU-[0-9a-f-]{36}",pci_bus_id="[^"]+",device="nvidia0",modelName="[^"]+",hostname="gpu-node-1",DCGM_FI_DRIVER_VERSION="[^"]+",container="server",namespace="ml-serving",pod="bert-model-serving-[^"]+"\} \d/,
    );
  });

  it("is undefined where nothing listens", () => {
    expect(world.exposition("gpu-node-1:9999")).toBeUndefined();
    expect(world.exposition("")).toBeUndefined();
  });

  it("changes nothing by being asked", () => {
    const other = createWorld("flagship-leak", 1);
    other.advance(world.nowMs);
    for (let i = 0; i < 5; i++) other.exposition("gpu-node-1:9100");
    for (const run of [world, other]) run.advance(world.startMs + 300_000);
    expect(other.exposition("gpu-node-1:9100")).toBe(world.exposition("gpu-node-1:9100"));
  });
});
