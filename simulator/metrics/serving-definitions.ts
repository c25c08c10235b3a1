import { define, type MetricDefinition } from "./metric-definition.ts";

/** The model server's own metrics: HTTP, predictions and its in-process view of the GPU. */

const HTTP_SOURCE = "https://prometheus.io/docs/practices/naming/";
const CUDA_MEMORY_SOURCE = "https://docs.pytorch.org/docs/stable/notes/cuda.html#memory-management";
const PODS = 20;

const application = define(
  {
    labels: ["service", "model_name", "method", "endpoint", "status"],
    source: HTTP_SOURCE,
    level: "application",
    job: "ml-serving",
  },
  [["http_requests_total", "counter", "1", PODS * 3, "HTTP requests answered, by status code."]],
);

const latency = define(
  {
    labels: ["service", "model_name", "endpoint", "request_id", "le"],
    source: HTTP_SOURCE,
    level: "application",
    job: "ml-serving",
  },
  [
    [
      "http_request_duration_seconds",
      "histogram",
      "seconds",
      PODS * 14,
      "Time from receiving an HTTP request to the end of its answer.",
    ],
  ],
);

const inFlight = define(
  { labels: ["service", "model_name"], source: HTTP_SOURCE, level: "application", job: "ml-serving" },
  [["http_requests_in_flight", "gauge", "1", PODS, "HTTP requests being served now."]],
);

const model = define(
  {
    labels: ["model_name", "model_version", "status"],
    source: HTTP_SOURCE,
    level: "application",
    job: "ml-serving",
  },
  [["model_requests_total", "counter", "1", PODS * 2, "Requests to the model, by outcome."]],
).map((definition) => ({
  ...definition,
  trap: 'status is "success" or "error" here, not an HTTP code: a matcher on "5.." selects nothing.',
}));

const predictions = define(
  {
    labels: ["model_name", "model_version", "status"],
    source: HTTP_SOURCE,
    level: "business",
    job: "ml-serving",
  },
  [["model_predictions_total", "counter", "1", PODS * 2, "Predictions handed to users, by outcome."]],
);

const functions = define({ labels: ["function"], source: HTTP_SOURCE, level: "code", job: "ml-serving" }, [
  ["function_duration_seconds", "summary", "seconds", PODS * 6, "Time spent in one function of the handler."],
]);

const device = define({ labels: ["gpu_id"], source: CUDA_MEMORY_SOURCE, level: "gpu", job: "ml-serving" }, [
  [
    "gpu_utilization_percent",
    "gauge",
    "percent",
    PODS + 2,
    "GPU utilization as the server process reads it.",
  ],
  ["gpu_memory_used_bytes", "gauge", "bytes", PODS + 2, "Device memory held by the server process."],
  [
    "gpu_temperature_celsius",
    "gauge",
    "celsius",
    PODS + 2,
    "GPU temperature as the server process reads it.",
  ],
  [
    "gpu_allocator_allocated_bytes",
    "gauge",
    "bytes",
    PODS + 2,
    "Live tensors as the framework's allocator counts them.",
  ],
  [
    "gpu_allocator_reserved_bytes",
    "gauge",
    "bytes",
    PODS + 2,
    "Segments the framework's allocator holds from the device.",
  ],
]).map((definition) =>
  definition.name === "gpu_memory_used_bytes"
    ? {
        ...definition,
        trap: "In bytes and only while the process lives; DCGM's FB_USED is in MiB and stays.",
      }
    : definition,
);

/** Every family of the `ml-serving` job that the HTTP server itself writes. */
export const servingDefinitions: readonly MetricDefinition[] = [
  ...application,
  ...latency,
  ...inFlight,
  ...model,
  ...predictions,
  ...functions,
  ...device,
];
