import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import type { CodeRunner } from "./code-runner.ts";
import { runInQuickJs } from "./quickjs-core.ts";

/**
 * Runs code in this thread. WebAssembly keeps it from everything around it and steps and memory are bounded, but
 * nothing can end a single slow built-in call: for the command line's own labs and tests. The page uses a frame.
 */
export function localRunner(): CodeRunner {
  let engine: Promise<QuickJSWASMModule> | undefined;
  return {
    async run(job) {
      engine ??= startEngine();
      const ready = await engine;
      const { outcome, engineSpent } = runInQuickJs(ready, job);
      if (engineSpent) engine = undefined;
      return outcome;
    },
  };
}

/** The engine loads when code is first run, so nobody else pays for it. */
async function startEngine(): Promise<QuickJSWASMModule> {
  const [core, variant] = await Promise.all([
    import("quickjs-emscripten-core"),
    import("@jitl/quickjs-wasmfile-release-sync"),
  ]);
  return core.newQuickJSWASMModuleFromVariant(variant.default);
}
