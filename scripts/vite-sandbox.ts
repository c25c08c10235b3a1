import { join } from "node:path";
import { build, type Plugin } from "vite";

const id = "virtual:sandbox-worker";

/**
 * The worker that runs learner code, as the text of one classic script. The frame that starts it has no origin and may
 * fetch nothing, so the page hands this text over; an ordinary worker bundle would import chunks of its own.
 */
export function sandboxPlugin(root: string): Plugin {
  return {
    name: "nines-sandbox",
    resolveId: (asked) => (asked === id ? `\0${id}` : undefined),
    async load(asked) {
      if (asked !== `\0${id}`) return undefined;
      for (const file of ["web/sandbox/sandbox-worker.ts", "labs/sandbox/quickjs-core.ts"]) {
        this.addWatchFile(join(root, file));
      }
      return `export default ${JSON.stringify(await workerCode(root))};`;
    },
  };
}

/** The engine's WebAssembly comes by message; without this it would be looked for beside the script, or copied into it. */
const handedOver: Plugin = {
  name: "nines-engine-by-message",
  enforce: "pre",
  transform(code, file) {
    if (!file.endsWith("emscripten-module.browser.mjs")) return undefined;
    const wanted = /\(new URL\("emscripten-module\.wasm", ?import\.meta\.url\)\)\.href/;
    if (!wanted.test(code)) this.error("QuickJS looks for its WebAssembly in another way than it did");
    return code.replace(wanted, '"engine.wasm"').replaceAll("import.meta.url", '""');
  },
};

async function workerCode(root: string): Promise<string> {
  const built = await build({
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    plugins: [handedOver],
    build: {
      write: false,
      target: "es2022",
      lib: { entry: join(root, "web", "sandbox", "sandbox-worker.ts"), formats: ["iife"], name: "nines" },
    },
  });
  const first = Array.isArray(built) ? built[0] : built;
  const chunk = first !== undefined && "output" in first ? first.output[0] : undefined;
  if (chunk === undefined || first === undefined || !("output" in first) || first.output.length !== 1) {
    throw new Error("the sandbox's worker must be one file");
  }
  return chunk.code;
}
