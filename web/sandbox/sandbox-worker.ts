import moduleLoader from "@jitl/quickjs-wasmfile-release-sync/emscripten-module";
import { QuickJSFFI } from "@jitl/quickjs-wasmfile-release-sync/ffi";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSSyncVariant,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import type { CodeJob } from "../../labs/sandbox/code-runner.ts";
import { runInQuickJs } from "../../labs/sandbox/quickjs-core.ts";

/**
 * Learner code runs here: in QuickJS, in a worker that can be ended, in a frame that has no origin. It is one file
 * without imports at run time, because the frame cannot fetch; the WebAssembly comes by message.
 */
const variant: QuickJSSyncVariant = {
  type: "sync",
  importFFI: async () => QuickJSFFI,
  importModuleLoader: async () => moduleLoader,
};

let wasmBinary: ArrayBuffer | undefined;
let engine: Promise<QuickJSWASMModule> | undefined;

self.onmessage = async ({ data }: MessageEvent<{ wasm: ArrayBuffer } | { id: number; job: CodeJob }>) => {
  if ("wasm" in data) {
    wasmBinary = data.wasm;
    return;
  }
  if (wasmBinary === undefined) return;
  engine ??= newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmBinary, wasmLocation: "engine.wasm" }),
  );
  const { outcome, engineSpent } = runInQuickJs(await engine, data.job);
  if (engineSpent) engine = undefined;
  self.postMessage({ id: data.id, outcome });
};
