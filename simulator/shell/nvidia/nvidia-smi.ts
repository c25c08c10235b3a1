import type { ShellResult } from "../../world-types.ts";
import { type FlagSpec, type ParsedFlags, parseFlags } from "../flags.ts";
import { done, failed } from "../result.ts";
import { details, sectionNames } from "./details.ts";
import type { GpuView } from "./gpu-view.ts";
import { type QueryText, queryGpus, queryProcesses } from "./query.ts";
import { summaryTable } from "./summary-table.ts";

/** Time for the driver to answer. */
const seconds = 0.4;

const specs: readonly FlagSpec[] = [
  { name: "list-gpus", short: "L", kind: "switch" },
  { name: "query", short: "q", kind: "switch" },
  { name: "display", short: "d", kind: "value" },
  { name: "id", short: "i", kind: "value" },
  { name: "query-gpu", kind: "value" },
  { name: "query-compute-apps", kind: "value" },
  { name: "format", kind: "value" },
  { name: "pl", kind: "value" },
  { name: "power-limit", kind: "value" },
  { name: "pm", kind: "value" },
  { name: "persistence-mode", kind: "value" },
  { name: "gpu-reset", short: "r", kind: "switch" },
  { name: "lgc", kind: "value" },
  { name: "help", short: "h", kind: "switch" },
];

/** Printed by `nvidia-smi -h` and `help nvidia-smi`. */
export const nvidiaSmiUsage = `nvidia-smi [OPTION1 [ARG1]] [OPTION2 [ARG2]] ...

    -L,   --list-gpus           Display a list of GPUs connected to the system.
    -q,   --query               Display GPU info, with -d only these sections:
    -d,   --display=            ${sectionNames.join(",")}
    -i,   --id=                 Target a specific GPU, by index, UUID or bus id.
    -pl,  --power-limit=        Specifies maximum power management limit in watts.
    --query-gpu=                Information about GPU, for example
                                index,utilization.gpu,memory.used,memory.total
    --query-compute-apps=       Processes: pid,process_name,used_memory,gpu_uuid
    --format=                   csv[,noheader][,nounits]

It talks to the driver of the machine it runs on: ssh gpu-node-1 nvidia-smi
`;

/** `nvidia-smi` over the devices in view. */
export function nvidiaSmi(argv: readonly string[], all: GpuView): ShellResult {
  const flags = parseFlags(argv, specs, { singleDashLong: true });
  if (!flags.ok) return notRecognized(flags.problem);
  if (flags.has("help")) return done(nvidiaSmiUsage, 0);
  const [stray] = [...flags.args, ...(flags.rest ?? [])];
  if (stray !== undefined)
    return failed(`ERROR: Option ${stray} is not recognized. Please run 'nvidia-smi -h'.`, 2, seconds);
  const view = chosen(all, flags.get("id"));
  if (view.gpus.length === 0) return failed("No devices were found", 6, seconds);
  const gone = view.gpus.find(({ lost }) => lost);
  if (gone !== undefined)
    return failed(
      `Unable to determine the device handle for GPU${gone.pciBusId.slice("0000".length)}: GPU is lost.  Reboot the system to recover this GPU`,
      15,
      seconds,
    );
  const refused = privileged(flags, view);
  if (refused !== undefined) return refused;
  if (flags.has("list-gpus")) {
    return done(
      view.gpus.map(({ index, modelName, uuid }) => `GPU ${index}: ${modelName} (UUID: ${uuid})\n`).join(""),
      seconds,
    );
  }
  const gpuFields = flags.get("query-gpu");
  if (gpuFields !== undefined) return csv(flags, (format) => queryGpus(view, gpuFields, format));
  const processFields = flags.get("query-compute-apps");
  if (processFields !== undefined) return csv(flags, (format) => queryProcesses(view, processFields, format));
  if (flags.has("query")) return section(view, flags.get("display"));
  if (flags.get("display") !== undefined) {
    return failed("Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.", 2, seconds);
  }
  return done(summaryTable(view), seconds);
}

function notRecognized(
  problem: Extract<ReturnType<typeof parseFlags>, { ok: false }>["problem"],
): ShellResult {
  if (problem.kind === "missing-long" || problem.kind === "missing-short") {
    const option = problem.kind === "missing-long" ? `--${problem.name}` : `-${problem.letter}`;
    return failed(`ERROR: Option ${option} requires an argument. Please run 'nvidia-smi -h'.`, 2, seconds);
  }
  const option = problem.kind === "unknown-long" ? `--${problem.name}` : `-${problem.group}`;
  return failed(`ERROR: Option ${option} is not recognized. Please run 'nvidia-smi -h'.`, 2, seconds);
}

function chosen(view: GpuView, id: string | undefined): GpuView {
  if (id === undefined) return view;
  const ids = id.split(",");
  const gpus = view.gpus.filter(
    ({ index, uuid, pciBusId }) =>
      ids.includes(String(index)) || ids.includes(uuid) || ids.includes(pciBusId),
  );
  return {
    ...view,
    gpus,
    processes: view.processes.filter(({ gpuUuid }) => gpus.some(({ uuid }) => uuid === gpuUuid)),
  };
}

/**
 * Settings need root. On a node the operator has it for the power limit alone, as a rule of sudoers can say;
 * in a container nobody has it.
 */
function privileged(flags: ParsedFlags, view: GpuView): ShellResult | undefined {
  const bus = view.gpus[0]?.pciBusId ?? "";
  const limit = flags.get("pl") ?? flags.get("power-limit");
  if (limit !== undefined) return setPowerLimit(limit, view);
  if (
    flags.get("pm") !== undefined ||
    flags.get("persistence-mode") !== undefined ||
    flags.get("lgc") !== undefined
  ) {
    return failed(
      `Unable to set mode for GPU ${bus}: Insufficient Permissions\nTerminating early due to previous errors.`,
      4,
      seconds,
    );
  }
  if (flags.has("gpu-reset")) {
    return failed(
      `Unable to reset this GPU because it's being used by some other process: GPU ${bus}`,
      255,
      seconds,
    );
  }
  return undefined;
}

/** `-pl W` for every device in view; the first that refuses ends it. */
function setPowerLimit(text: string, view: GpuView): ShellResult {
  const end = "Terminating early due to previous errors.";
  const bus = view.gpus[0]?.pciBusId ?? "";
  if (!/^\d+(\.\d+)?$/.test(text))
    return failed("Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.", 2, seconds);
  if (view.setPowerLimit === undefined)
    return failed(
      `The current user does not have permission to change the power limit for GPU ${bus}.\n${end}`,
      4,
      seconds,
    );
  const watts = Number(text);
  let out = "";
  for (const { uuid, pciBusId, powerLimitWatts: before } of view.gpus) {
    const result = view.setPowerLimit(uuid, watts);
    if (!result.ok) return failed(`${result.error}\n${end}`, 2, seconds, out);
    out += `Power limit for GPU ${pciBusId} was set to ${watts.toFixed(2)} W from ${before.toFixed(2)} W.\n`;
  }
  return done(`${out}All done.\n`, seconds);
}

function csv(flags: ParsedFlags, run: (format: readonly string[]) => QueryText): ShellResult {
  const format = (flags.get("format") ?? "").split(",").map((part) => part.trim());
  if (!format.includes("csv")) {
    return failed(
      "ERROR: --format= is required for this query, for example --format=csv,noheader",
      2,
      seconds,
    );
  }
  const result = run(format);
  if (result.ok) return done(result.text, seconds);
  return failed(`Field "${result.unknown}" is not a valid field to query.\n\n`, 2, seconds);
}

function section(view: GpuView, display: string | undefined): ShellResult {
  const wanted = (display ?? "")
    .split(",")
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== "");
  const unknown = wanted.find((name) => !sectionNames.includes(name));
  if (unknown !== undefined) {
    return failed(
      `ERROR: Display section ${unknown} is not known here. Known are ${sectionNames.join(", ")}.`,
      2,
      seconds,
    );
  }
  return done(details(view, wanted), seconds);
}
