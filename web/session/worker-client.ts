import type { Frame, FromWorker, Progress, ToWorker } from "./protocol.ts";

/** A call that was withdrawn because a newer one took its place, or because nobody waits any more. */
export class Cancelled extends Error {
  constructor() {
    super("cancelled");
    this.name = "Cancelled";
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** What a caller may add to a call. */
export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** A newer call of the same slot cancels the older one. */
  readonly slot?: string;
}

type Shape = { params: unknown; reply: unknown };

/** The only way to a worker: numbered requests, cancellation, progress, and the stream of frames. */
export class WorkerClient<Calls extends { [K in keyof Calls]: Shape }> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #slots = new Map<string, number>();
  readonly #onFrame: (frame: Frame) => void;
  #nextId = 1;

  constructor(worker: Worker, onFrame: (frame: Frame) => void, onCrash: (message: string) => void) {
    this.#worker = worker;
    this.#onFrame = onFrame;
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message));
      this.#waiting.clear();
      onCrash(event.message);
    };
  }

  /** Resolves with the reply, rejects with `Cancelled` or with the worker's own reason. */
  call<K extends keyof Calls & string>(
    kind: K,
    params: Calls[K]["params"],
    options: CallOptions = {},
  ): Promise<Calls[K]["reply"]> {
    const id = this.#nextId++;
    if (options.slot !== undefined) {
      const older = this.#slots.get(options.slot);
      if (older !== undefined) this.#cancel(older);
      this.#slots.set(options.slot, id);
    }
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) {
        reject(new Cancelled());
        return;
      }
      this.#waiting.set(id, { resolve, reject, onProgress: options.onProgress });
      options.signal?.addEventListener("abort", () => this.#cancel(id), { once: true });
      this.#post({ id, kind, params } as ToWorker<Calls>);
    });
  }

  terminate(): void {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Cancelled());
    this.#waiting.clear();
  }

  #cancel(id: number): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#post({ kind: "cancel", id });
    waiting.reject(new Cancelled());
  }

  #post(message: ToWorker<Calls>): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromWorker): void {
    if (message.kind === "frame") {
      this.#onFrame(message.frame);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.kind === "progress") {
      waiting.onProgress?.(message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === "reply") waiting.resolve(message.value);
    else if (message.kind === "failed") waiting.reject(new Error(message.message));
    else waiting.reject(new Cancelled());
  }
}
