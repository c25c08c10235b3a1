/**
 * Where tensors live. On the WebAssembly backend they sit in a linear memory that no garbage collector
 * frees, so a forgotten tensor is a real leak, as on a GPU. On the plain JavaScript backend the
 * collector takes them back, and a leak is only a number.
 */

import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { engine, memory, ready, setBackend } from "@tensorflow/tfjs-core";

/**
 * How to start TensorFlow.js. For `wasm`, `paths` maps the names of the backend's three binaries to
 * addresses (or file names, in Node) the caller has chosen. `cpu` is the fallback without WebAssembly.
 */
export type ModelBackend =
  | { readonly kind: "wasm"; readonly paths: Readonly<Record<WasmFile, string>> }
  | { readonly kind: "cpu" };

/** Names of the binaries of the WebAssembly backend; one thread with SIMD is what static hosting gets. */
type WasmFile =
  | "tfjs-backend-wasm.wasm"
  | "tfjs-backend-wasm-simd.wasm"
  | "tfjs-backend-wasm-threaded-simd.wasm";

/** Starts a backend with nothing on it. False means that a leak is not real here: no memory is held. */
export async function startBackend(backend: ModelBackend): Promise<{ leaksAreReal: boolean }> {
  if (backend.kind === "wasm") setWasmPaths({ ...backend.paths });
  else await import("@tensorflow/tfjs-backend-cpu");
  if (!(await setBackend(backend.kind))) {
    throw new Error(`TensorFlow.js could not start its ${backend.kind} backend.`);
  }
  await ready();
  return { leaksAreReal: memory().unreliable !== true };
}

/** Ends the backend and everything on it, as the end of a process does. */
export function stopBackend(): void {
  engine().reset();
}
