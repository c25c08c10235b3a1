import type { ShellResult } from "../../../world-types.ts";
import { compareFields, fieldAt, fieldSelector, parsePath } from "../../kube/fields.ts";
import { type Kind, objectName } from "../../kube/kinds.ts";
import {
  type KubectlCall,
  type KubectlCommand,
  kubectlError,
  kubectlSeconds,
  usageError,
} from "../../kube/kubectl-command.ts";
import { asJson, asYaml } from "../../kube/print-object.ts";
import { columnsOf, type Row, rowsOf, selectorText } from "../../kube/rows.ts";
import { parseSelector } from "../../kube/selector.ts";
import { notFoundText, readTargets, type Target } from "../../kube/targets.ts";
import { kubectlTable } from "../../tabwriter.ts";

const formats =
  "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml";

/** `kubectl get`: lists objects of one or more types. */
export const get: KubectlCommand = {
  path: "get",
  summary: "Display one or many resources",
  usage: `Usage:
  kubectl get TYPE[,TYPE] [NAME...] [-n NAMESPACE | -A] [-l SELECTOR] [-o wide|yaml|json|name]

Options:
  -A, --all-namespaces   objects of every namespace
  -l, --selector         label selector, for example app=bert-model-serving
  --field-selector       field selector, for example status.phase=Running
  --sort-by              field path, for example .metadata.creationTimestamp
  --no-headers           leave out the titles
  --show-labels          add a column of labels

Types: pods deployments replicasets daemonsets services events nodes namespaces
`,
  flags: [
    { name: "all-namespaces", short: "A", kind: "switch" },
    { name: "output", short: "o", kind: "value" },
    { name: "selector", short: "l", kind: "value" },
    { name: "field-selector", kind: "value" },
    { name: "sort-by", kind: "value" },
    { name: "watch", short: "w", kind: "switch" },
    { name: "watch-only", kind: "switch" },
    { name: "no-headers", kind: "switch" },
    { name: "show-labels", kind: "switch" },
    { name: "ignore-not-found", kind: "switch" },
  ],
  run: runGet,
};

function runGet(call: KubectlCall): ShellResult {
  const { flags, args } = call;
  if (flags.has("watch") || flags.has("watch-only")) {
    return kubectlError(
      "this terminal prints one listing at a time and cannot watch; run the command again after some time",
    );
  }
  if (args.length === 0) {
    const listing = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n`;
    const usage = usageError(
      get,
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    );
    return { ...usage, stderr: listing + usage.stderr };
  }
  const format = flags.get("output") ?? "";
  if (!["", "wide", "yaml", "json", "name"].includes(format)) return formatError(format);
  const read = readTargets(args);
  return read.ok ? list(call, read.targets, format) : read.result;
}

function formatError(format: string): ShellResult {
  const known = formats.split(",").includes(format.split("=")[0] ?? "");
  if (!known) {
    return kubectlError(
      `unable to match a printer suitable for the output format "${format}", allowed formats are: ${formats}`,
    );
  }
  return kubectlError(
    "this terminal prints -o wide, yaml, json and name; for single fields pipe -o json into jq",
  );
}

interface Listing {
  readonly kind: Kind;
  readonly rows: readonly Row[];
}

function list(call: KubectlCall, targets: readonly Target[], format: string): ShellResult {
  const select = filters(call);
  if ("exitCode" in select) return select;
  const listings: Listing[] = [];
  const errors: string[] = [];
  for (const kind of new Set(targets.map((target) => target.kind))) {
    const own = targets.filter((target) => target.kind === kind);
    const visible = visibleRows(call, kind);
    let rows = visible.filter(select.keeps);
    if (own.every(({ name }) => name !== undefined)) {
      rows = own.flatMap(({ name }) => visible.filter((row) => row.name === name));
      for (const { name = "" } of own) {
        if (visible.some((row) => row.name === name) || call.flags.has("ignore-not-found")) continue;
        errors.push(`Error from server (NotFound): ${notFoundText(kind, name)}\n`);
      }
    }
    listings.push({ kind, rows: select.order === undefined ? rows : [...rows].sort(select.order) });
  }
  const named = targets.length === 1 && targets[0]?.name !== undefined;
  const stdout = print(call, listings, format, named);
  const nothing = stdout === "" && errors.length === 0 ? noResources(call, targets) : "";
  return {
    stdout,
    stderr: errors.join("") + nothing,
    exitCode: errors.length > 0 ? 1 : 0,
    tookSeconds: kubectlSeconds,
  };
}

function visibleRows({ host, flags, namespace }: KubectlCall, kind: Kind): Row[] {
  const everywhere = !kind.namespaced || flags.has("all-namespaces");
  return rowsOf(kind, host.cluster).filter((row) => everywhere || row.namespace === namespace);
}

interface Filters {
  readonly keeps: (row: Row) => boolean;
  readonly order: ((a: Row, b: Row) => number) | undefined;
}

function filters({ flags }: KubectlCall): Filters | ShellResult {
  const labels = parseSelector(flags.get("selector") ?? "");
  if (!labels.ok) return kubectlError(labels.error);
  const fieldText = flags.get("field-selector");
  const fields = fieldText === undefined ? () => true : fieldSelector(fieldText);
  if (fields === undefined)
    return kubectlError(`invalid selector: '${fieldText}'; can't understand '${fieldText}'`);
  const keeps = (row: Row) =>
    labels.matches(row.labels) && (fieldText === undefined || fields(row.manifest()));
  const sortBy = flags.get("sort-by");
  if (sortBy === undefined) return { keeps, order: undefined };
  const path = parsePath(sortBy);
  if (path === undefined)
    return kubectlError(
      `unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`,
    );
  return { keeps, order: (a, b) => compareFields(fieldAt(a.manifest(), path), fieldAt(b.manifest(), path)) };
}

function print(call: KubectlCall, listings: readonly Listing[], format: string, named: boolean): string {
  const rows = listings.flatMap((listing) => listing.rows);
  if (format === "json" || format === "yaml") {
    if (named && rows.length === 0) return "";
    const objects = rows.map((row) => row.manifest());
    return format === "json" ? asJson(objects, named) : asYaml(objects, named);
  }
  if (format === "name") {
    return listings
      .flatMap(({ kind, rows }) => rows.map(({ name }) => `${objectName(kind, name)}\n`))
      .join("");
  }
  const tables = listings.filter(({ rows }) => rows.length > 0);
  return tables.map((listing) => table(call, listing, format === "wide", listings.length > 1)).join("\n");
}

function table({ flags }: KubectlCall, { kind, rows }: Listing, wide: boolean, withKind: boolean): string {
  const everywhere = flags.has("all-namespaces") && kind.namespaced;
  const labels = flags.has("show-labels");
  const lines = rows.map((row) => {
    const cells = wide ? (kind.kind === "Event" ? row.wide : [...row.cells, ...row.wide]) : row.cells;
    const titled =
      withKind && kind.kind !== "Event" ? [objectName(kind, row.name), ...cells.slice(1)] : cells;
    return [
      ...(everywhere ? [row.namespace] : []),
      ...titled,
      ...(labels ? [selectorText(row.labels) || "<none>"] : []),
    ];
  });
  if (flags.has("no-headers")) return kubectlTable(lines);
  const titles = [
    ...(everywhere ? ["NAMESPACE"] : []),
    ...columnsOf(kind, wide),
    ...(labels ? ["LABELS"] : []),
  ];
  return kubectlTable([titles, ...lines]);
}

function noResources({ flags, namespace }: KubectlCall, targets: readonly Target[]): string {
  if (targets.some(({ name }) => name !== undefined)) return "";
  const everywhere = flags.has("all-namespaces") || targets.every(({ kind }) => !kind.namespaced);
  return everywhere ? "No resources found\n" : `No resources found in ${namespace} namespace.\n`;
}
