import type { ShellResult } from "../../world-types.ts";
import { type FlagSpec, type ParsedFlags, parseFlags } from "../flags.ts";
import { type HttpOutcome, type HttpResponse, sendRequest } from "../http/http-request.ts";
import { parseUrl, type Url } from "../http/url.ts";
import { done, failed } from "../result.ts";
import type { ShellCommand, ShellHost } from "../shell-types.ts";
import { formatDate } from "../times.ts";

const requestSeconds = 0.05;
const specs: readonly FlagSpec[] = [
  { name: "silent", short: "s", kind: "switch" },
  { name: "show-error", short: "S", kind: "switch" },
  { name: "get", short: "G", kind: "switch" },
  { name: "globoff", short: "g", kind: "switch" },
  { name: "include", short: "i", kind: "switch" },
  { name: "head", short: "I", kind: "switch" },
  { name: "fail", short: "f", kind: "switch" },
  { name: "location", short: "L", kind: "switch" },
  { name: "insecure", short: "k", kind: "switch" },
  { name: "data", short: "d", kind: "value" },
  { name: "data-raw", kind: "value" },
  { name: "data-urlencode", kind: "value" },
  { name: "request", short: "X", kind: "value" },
  { name: "header", short: "H", kind: "value" },
  { name: "output", short: "o", kind: "value" },
  { name: "write-out", short: "w", kind: "value" },
  { name: "max-time", short: "m", kind: "value" },
  { name: "connect-timeout", kind: "value" },
  { name: "url", kind: "value" },
  { name: "help", short: "h", kind: "switch" },
];
const usage = `Usage: curl [options...] <url>
 -s, --silent                  Silent mode
 -S, --show-error              Show error even when -s is used
 -G, --get                     Put the data in the URL and use GET
     --data-urlencode <data>   HTTP data, url encoded: 'query=up == 0'
 -d, --data <data>             HTTP POST data
 -g, --globoff                 Take {} and [] in the URL as they are
 -i, --include                 Include the response headers
 -X, --request <method>        Request method
 -w, --write-out <format>      Print %{http_code} and others at the end
 -o, --output <file>           Only /dev/null here
 -f, --fail                    Fail with exit code 22 at HTTP errors

Servers: http://POD:8000/metrics and /healthz, http://NODE:9400/metrics (GPUs), http://NODE:9100/metrics,
http://prometheus:9090/api/v1/query?query=up, /api/v1/alerts, /-/healthy, -X POST /-/reload
`;
const tryHelp = "curl: try 'curl --help' or 'curl --manual' for more information";

/** Sends HTTP requests to servers of the cluster. */
export const curl: ShellCommand = {
  name: "curl",
  summary: "ask servers over HTTP: metrics of a pod, Prometheus's API",
  usage,
  run: runCurl,
  complete: (words) =>
    (words.at(-1) ?? "").startsWith("-")
      ? specs.map(({ name }) => `--${name}`)
      : ["http://prometheus:9090/api/v1/query?query=", "http://prometheus:9090/api/v1/alerts"],
};

function runCurl(argv: readonly string[], host: ShellHost): ShellResult {
  const flags = parseFlags(argv, specs);
  if (!flags.ok) {
    const { problem } = flags;
    const option = "name" in problem ? `--${problem.name}` : `-${problem.letter}`;
    const what = problem.kind.startsWith("missing") ? "requires parameter" : "is unknown";
    return failed(`curl: option ${option}: ${what}\n${tryHelp}`, 2, 0);
  }
  if (flags.has("help")) return done(usage, 0);
  const address = flags.get("url") ?? flags.args[0] ?? flags.rest?.[0];
  if (address === undefined) return failed(`curl: (2) no URL specified\n${tryHelp}`, 2, 0);
  const output = flags.get("output");
  if (output !== undefined && output !== "/dev/null")
    return failed("curl: this terminal writes no files; only -o /dev/null", 23, 0);
  const quiet = flags.has("silent") && !flags.has("show-error");
  const complain = (text: string, code: number, seconds = 0) =>
    failed(quiet ? "" : `curl: (${code}) ${text}`, code, seconds);
  if (/[\s\\]/.test(address)) return complain("URL rejected: Malformed input to a URL function", 3);
  const globbed = flags.has("globoff") ? { address, note: "" } : glob(address);
  if ("problem" in globbed) return complain(globbed.problem, 3);
  const url = parseUrl(globbed.address);
  if (url === undefined) return complain("URL rejected: No host part in the URL", 3);
  if (url.scheme === "https")
    return complain(`TLS connect error: error:0A00010B:SSL routines::wrong version number`, 35);
  if (url.scheme !== "http") return complain(`Protocol "${url.scheme}" not supported`, 1);
  const form = formBody(flags);
  const method =
    flags.get("request") ?? (flags.has("head") ? "HEAD" : form !== "" && !flags.has("get") ? "POST" : "GET");
  const outcome = sendRequest(url, method, form, host);
  const result = present(outcome, url, flags, host, complain);
  return globbed.note === "" ? result : { ...result, stderr: `${globbed.note}${result.stderr}` };
}

/** What curl makes of `{}` and `[]`: a list of addresses. A list of one is that one, without its braces. */
function glob(address: string): { address: string; note: string } | { problem: string } {
  const bracket = address.indexOf("[");
  if (bracket >= 0)
    return { problem: `bad range in URL position ${bracket + 2}:\n${address}\n${" ".repeat(bracket + 1)}^` };
  const open = address.indexOf("{");
  if (open < 0) return { address, note: "" };
  const close = address.indexOf("}", open);
  if (close < 0)
    return { problem: `unmatched brace in URL position ${open + 1}:\n${address}\n${" ".repeat(open)}^` };
  const first = address.slice(open + 1, close).split(",")[0] ?? "";
  const note =
    "note: curl takes {} in an address as a list and drops the braces; use -g, or -G --data-urlencode 'query=…'\n";
  return { address: address.slice(0, open) + first + address.slice(close + 1), note };
}

function formBody(flags: ParsedFlags): string {
  const encoded = flags.all("data-urlencode").map((text) => {
    const equals = text.indexOf("=");
    return equals < 0
      ? encodeURIComponent(text)
      : `${text.slice(0, equals)}${equals === 0 ? "" : "="}${encodeURIComponent(text.slice(equals + 1))}`;
  });
  return [...flags.all("data"), ...flags.all("data-raw"), ...encoded].join("&");
}

function present(
  outcome: HttpOutcome,
  url: Url,
  flags: ParsedFlags,
  host: ShellHost,
  complain: (text: string, code: number, seconds?: number) => ShellResult,
): ShellResult {
  if (outcome.kind === "unresolved") return complain(`Could not resolve host: ${url.host}`, 6);
  if (outcome.kind !== "response") {
    return complain(
      `Failed to connect to ${url.host} port ${url.port} after 1 ms: Couldn't connect to server`,
      7,
    );
  }
  const { response } = outcome;
  if (flags.has("fail") && response.status >= 400) {
    return complain(`The requested URL returned error: ${response.status}`, 22, requestSeconds);
  }
  const head = flags.has("include") || flags.has("head") ? headers(response, host.nowMs) : "";
  const body = flags.has("head") ? "" : response.body;
  const shown = flags.get("output") === undefined ? `${head}${body}` : "";
  return done(shown + writeOut(flags.get("write-out") ?? "", response), requestSeconds);
}

const reasons: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  302: "Found",
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  422: "Unprocessable Entity",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

function headers({ status, contentType, body }: HttpResponse, nowMs: number): string {
  const lines = [
    `HTTP/1.1 ${status} ${reasons[status] ?? ""}`,
    `Content-Type: ${contentType}`,
    `Date: ${formatDate("%a, %d %b %Y %H:%M:%S GMT", nowMs)}`,
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join("\n")}\n\n`;
}

function writeOut(format: string, { status, contentType, body }: HttpResponse): string {
  const values: Readonly<Record<string, string>> = {
    http_code: String(status),
    response_code: String(status),
    content_type: contentType,
    size_download: String(body.length),
    time_total: "0.003512",
    exitcode: "0",
  };
  return format
    .replace(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t");
}
