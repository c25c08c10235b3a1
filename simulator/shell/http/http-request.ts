import type { Pod } from "../../cluster/state.ts";
import { serviceIp } from "../kube/workloads.ts";
import type { ShellHost } from "../shell-types.ts";
import { prometheusApi } from "./prometheus-api.ts";
import { parseForm, type Url } from "./url.ts";

/** A request as a server sees it; `parameters` are those of the query string and of a form body. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** Every `match[]`, which may be given more than once. */
  readonly matches: readonly string[];
}

export interface HttpResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A response, or why there is none: the name is unknown, or nothing listens on the port. */
export type HttpOutcome =
  | { readonly kind: "response"; readonly response: HttpResponse }
  | { readonly kind: "unresolved" }
  | { readonly kind: "refused" };

const exposition = "text/plain; version=0.0.4; charset=utf-8";
const plain = (status: number, body: string): HttpResponse => ({
  status,
  contentType: "text/plain; charset=utf-8",
  body,
});

/** Sends a request to whatever listens at an address of the cluster's network. */
export function sendRequest(url: Url, method: string, form: string, host: ShellHost): HttpOutcome {
  const fields = parseForm(form === "" ? url.query : `${url.query}&${form}`);
  if (fields === undefined)
    return { kind: "response", response: plain(400, "400 Bad Request: invalid URL escape\n") };
  const matches = fields.filter(([name]) => name === "match[]").map(([, value]) => value);
  const request: HttpRequest = { method, path: url.path, parameters: new Map(fields), matches };
  const respond = (response: HttpResponse): HttpOutcome => ({ kind: "response", response });
  if (isPrometheus(url, host)) {
    if (url.port !== 9090) return { kind: "refused" };
    if (url.path === "/metrics") return metrics(host, [`${url.host}:9090`, "prometheus:9090"]);
    return respond(prometheusApi(request, host));
  }
  if (url.host === "alertmanager") {
    return url.port === 9093 ? respond(alertmanager(url.path)) : { kind: "refused" };
  }
  const pod = podAt(url.host, host);
  if (pod !== undefined) return server(pod, url, request, host);
  if (url.path === "/metrics") {
    const found = metrics(host, [`${url.host}:${url.port}`]);
    if (found.kind === "response") return found;
  } else if (host.exposition(`${url.host}:${url.port}`) !== undefined) {
    return respond(plain(404, "404 page not found\n"));
  }
  return isKnown(url.host, host) ? { kind: "refused" } : { kind: "unresolved" };
}

function isPrometheus({ host: name }: Url, host: ShellHost): boolean {
  return (
    ["prometheus", "localhost", "127.0.0.1"].includes(name) ||
    host.cluster.nodes.some(({ region }) => name === `prometheus-${region}`)
  );
}

function isKnown(name: string, host: ShellHost): boolean {
  const nodes = host.cluster.nodes.some((node) => node.name === name || node.internalIp === name);
  return nodes || /^\d{1,3}(\.\d{1,3}){3}$/.test(name);
}

/** A pod by name or address, or behind its Service: the first ready one, where a real Service picks any. */
function podAt(name: string, host: ShellHost): Pod | undefined {
  const { pods, deployments } = host.cluster;
  const direct = pods.find((pod) => pod.name === name || (pod.node !== undefined && pod.ip === name));
  if (direct !== undefined) return direct;
  const service = deployments.find(
    (deployment) =>
      [
        deployment.name,
        `${deployment.name}.${deployment.namespace}`,
        `${deployment.name}.${deployment.namespace}.svc`,
      ].includes(name) || serviceIp(deployment.name) === name,
  );
  return pods.find((pod) => pod.deployment === service?.name && pod.ready && !pod.terminating);
}

function metrics(host: ShellHost, addresses: readonly string[]): HttpOutcome {
  for (const address of addresses) {
    const body = host.exposition(address);
    if (body !== undefined)
      return { kind: "response", response: { status: 200, contentType: exposition, body } };
  }
  return { kind: "refused" };
}

/** The model server's port: metrics, health, and the prediction route, which takes POST only. */
function server(pod: Pod, url: Url, { path, method }: HttpRequest, host: ShellHost): HttpOutcome {
  if (url.port !== 8000 || pod.container.kind !== "running") return { kind: "refused" };
  const respond = (status: number, value: unknown): HttpOutcome => ({
    kind: "response",
    response: { status, contentType: "application/json", body: JSON.stringify(value) },
  });
  if (path === "/metrics") return metrics(host, [pod.name, `${pod.ip}:8000`]);
  if (path === "/healthz") return respond(pod.ready ? 200 : 503, { status: pod.ready ? "ok" : "loading" });
  if (path === "/predict" && method !== "POST") return respond(405, { detail: "Method Not Allowed" });
  if (path === "/predict")
    return respond(422, { detail: "this terminal sends no documents; watch the real traffic instead" });
  return respond(404, { detail: "Not Found" });
}

function alertmanager(path: string): HttpResponse {
  if (path === "/-/healthy" || path === "/-/ready") return plain(200, "OK");
  return plain(404, "404 page not found\n");
}
