import { hash32, keyOf } from "../kernel/hash.ts";
import type { SampledRequest } from "./sampled-request.ts";

/** What a failed request says about itself, in the words of PyTorch and of the server's handler. */

const PROCESS = keyOf("server/process-id");

/** Exception class of a failure, the `error.type` of its span. */
export function errorType({ fact: { outcome }, outcome: { failure } }: SampledRequest): string {
  if (outcome === "version" && (failure === "gpu-lost" || failure === "uncorrectable-ecc"))
    return "torch.AcceleratorError";
  if (outcome === "cuda-oom") return "torch.OutOfMemoryError";
  if (outcome === "version") return "KeyError";
  if (outcome === "background") return "ConnectionResetError";
  return "QueueTimeout";
}

/** The exception's text; sizes are those of the device at that moment. */
export function errorText(request: SampledRequest): string {
  const { outcome } = request.fact;
  if (outcome === "cuda-oom") return outOfMemoryText(request);
  const { failure } = request.outcome;
  if (outcome === "version" && failure === "gpu-lost") return "CUDA error: unknown error";
  if (outcome === "version" && failure === "uncorrectable-ecc")
    return "CUDA error: uncorrectable ECC error encountered";
  if (outcome === "version") return "KeyError: 'label_map' in postprocess: apply_threshold";
  if (outcome === "background") return "ConnectionResetError: [Errno 104] Connection reset by peer";
  return `request waited ${request.outcome.rejectedAfterSeconds.toFixed(2)} s in the queue, longer than allowed`;
}

/** Every long document of one pod and second meets the same device, so its text is written once. */
const outOfMemoryTexts = new WeakMap<SampledRequest["outcome"], string>();

function outOfMemoryText(request: SampledRequest): string {
  const known = outOfMemoryTexts.get(request.outcome);
  if (known !== undefined) return known;
  const text = writeOutOfMemory(request);
  outOfMemoryTexts.set(request.outcome, text);
  return text;
}

/** PyTorch's own message (c10/cuda/CUDACachingAllocator.cpp), one line. */
function writeOutOfMemory(request: SampledRequest): string {
  const { pod, outcome } = request;
  const memory = pod.memoryAt(outcome.batch.second);
  const totalMiB = pod.gpu?.fbTotalMiB ?? memory.usedMiB + outcome.freeMiBAtFailure;
  const free = outcome.freeMiBAtFailure;
  return (
    `CUDA out of memory. Tried to allocate ${sizeText(request.context.longWorkspaceMiB)}. ` +
    `GPU 0 has a total capacity of ${sizeText(totalMiB)} of which ${sizeText(free)} is free. ` +
    `Process ${processIdOf(pod.pod.uid, pod.pod.serving.processStartMs)} has ${sizeText(totalMiB - free)} memory in use. ` +
    `Of the allocated memory ${sizeText(memory.allocatedMiB)} is allocated by PyTorch, and ` +
    `${sizeText(Math.max(0, memory.reservedMiB - memory.allocatedMiB))} is reserved by PyTorch but unallocated. ` +
    "If reserved but unallocated memory is large try setting max_split_size_mb to avoid fragmentation."
  );
}

/** A size as PyTorch's `format_size` writes it. */
function sizeText(mebibytes: number): string {
  return mebibytes > 1024 ? `${(mebibytes / 1024).toFixed(2)} GiB` : `${mebibytes.toFixed(2)} MiB`;
}

/** Process id of a pod's server on its node. */
export function processIdOf(uid: string, startMs: number): number {
  return 200_000 + (hash32(0, keyOf(uid) ^ PROCESS, Math.floor(startMs / 1000)) % 3_000_000);
}
