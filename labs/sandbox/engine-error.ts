import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";

/** What the engine threw, as plain text, and where in the learner's code. */
export interface EngineError {
  readonly name: string;
  readonly message: string;
  /** From 1; 1 where unknown. */
  readonly line: number;
  readonly column: number;
}

/** Reads and gives back a thrown value; its properties may be getters, which run under the same limits. */
export function readError(vm: QuickJSContext, error: QuickJSHandle): EngineError {
  const read = (key: string): string => {
    try {
      return vm
        .getProp(error, key)
        .consume((handle) => vm.getString(handle))
        .slice(0, 400);
    } catch {
      return "";
    }
  };
  const isObject = vm.typeof(error) === "object";
  const name = isObject ? read("name") : "thrown";
  const message = isObject ? read("message") : vm.getString(error).slice(0, 400);
  const place = /handler\.js:(\d+):(\d+)/.exec(isObject ? read("stack") : "");
  error.dispose();
  return { name, message, line: Number(place?.[1] ?? 1), column: Number(place?.[2] ?? 1) };
}
