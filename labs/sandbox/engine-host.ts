import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";
import type { Recorder } from "./recorder.ts";

/** What a request meets while it is served. */
export interface SimulatedWorld {
  /** What the machine believes, milliseconds since the epoch. */
  wallMs(): number;
  /** Seconds since the first request; never goes back. */
  monotonicSeconds(): number;
  /** In [0, 1). */
  random(): number;
  /** The model's reply to the current request: `=` and its answers, or `!` and why there are none. */
  predict(): string;
  /** A promise of that reply. */
  predictLater(): QuickJSHandle;
}

/** The only way out of the engine: functions that take texts and numbers, and give texts and numbers. */
export function offerHost(vm: QuickJSContext, recorder: Recorder, world: SimulatedWorld): QuickJSHandle {
  const host = vm.newObject();
  const text = (handle: QuickJSHandle | undefined): string =>
    handle === undefined ? "" : vm.getString(handle);
  const number = (handle: QuickJSHandle | undefined): number =>
    handle === undefined ? 0 : vm.getNumber(handle);
  const offer = (name: string, work: (...args: QuickJSHandle[]) => QuickJSHandle | undefined): void => {
    vm.newFunction(name, (...args) => work(...args)).consume((made) => vm.setProp(host, name, made));
  };
  const tell = (name: string, work: (...args: QuickJSHandle[]) => void): void =>
    offer(name, (...args) => {
      work(...args);
      return undefined;
    });
  tell("metric", (type, name, labels) => recorder.metric(text(type), text(name), text(labels)));
  tell("sample", (type, name, labels, value, exemplar) =>
    recorder.sample(text(type), text(name), text(labels), number(value), text(exemplar)),
  );
  tell("span", (what, id, name, value) => recorder.span(text(what), number(id), text(name), text(value)));
  tell("log", (level, message, fields) => recorder.log(text(level), text(message), text(fields)));
  tell("settle", (index, end, result) => recorder.settle(number(index), text(end), text(result)));
  tell("tensors", (alive, bytes) => {
    recorder.alive = number(alive);
    recorder.bytes = number(bytes);
  });
  offer("wall", () => vm.newNumber(world.wallMs()));
  offer("monotonic", () => vm.newNumber(world.monotonicSeconds()));
  offer("request", () => vm.newNumber(recorder.current));
  offer("random", () => vm.newNumber(world.random()));
  offer("predict", () => vm.newString(world.predict()));
  offer("predictLater", () => world.predictLater());
  return host;
}
