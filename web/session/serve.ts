import type { FromWorker, Progress, ToWorker } from "./protocol.ts";

/** One request while it is being answered. */
export interface Job {
  readonly cancelled: boolean;
  /** Reports how far the work is; sent at most five times a second, and never backwards. */
  progress(progress: Progress): void;
  /** Lets messages in between two pieces of work; rejects when the request was cancelled meanwhile. */
  breathe(): Promise<void>;
}

type Shape = { params: unknown; reply: unknown };

/** One answer per kind of request. A thrown error becomes the reason the page shows. */
export type Handlers<Calls extends { [K in keyof Calls]: Shape }> = {
  [K in keyof Calls]: (
    params: Calls[K]["params"],
    job: Job,
  ) => Calls[K]["reply"] | Promise<Calls[K]["reply"]>;
};

/** The worker's end of its channel. */
export interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

class JobCancelled extends Error {}

interface Queued {
  readonly id: number;
  readonly run: (job: Job) => unknown;
}

/**
 * Answers requests one at a time, in order, and lets a cancellation overtake them. Returns `breathe`
 * for work of the worker's own.
 */
export function serve<Calls extends { [K in keyof Calls]: Shape }>(
  handlers: Handlers<Calls>,
  scope: WorkerScope = self,
): void {
  const queue: Queued[] = [];
  const cancelled = new Set<number>();
  let working = false;
  const post = (message: FromWorker, transfer: Transferable[] = []): void =>
    scope.postMessage(message, transfer);

  const drain = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (!cancelled.has(next.id)) await answer(next, cancelled, post);
      cancelled.delete(next.id);
      await macrotask();
    }
    working = false;
  };

  scope.onmessage = (event: MessageEvent<ToWorker<Calls>>) => {
    const message = event.data;
    if (message.kind === "cancel") {
      cancelled.add(message.id);
      return;
    }
    const request = message as { id: number; kind: keyof Calls; params: Calls[keyof Calls]["params"] };
    queue.push({ id: request.id, run: (job) => handlers[request.kind](request.params, job) });
    void drain();
  };
}

async function answer(
  { id, run }: Queued,
  cancelled: ReadonlySet<number>,
  post: (message: FromWorker, transfer?: Transferable[]) => void,
): Promise<void> {
  let reported = 0;
  let done = 0;
  const job: Job = {
    get cancelled() {
      return cancelled.has(id);
    },
    progress(progress) {
      const now = performance.now();
      if (now - reported < 200 || progress.done < done) return;
      reported = now;
      done = progress.done;
      post({ kind: "progress", id, progress });
    },
    async breathe() {
      await macrotask();
      if (cancelled.has(id)) throw new JobCancelled();
    },
  };
  try {
    const value = await run(job);
    post({ kind: "reply", id, value }, buffersOf(value));
  } catch (error) {
    if (error instanceof JobCancelled) post({ kind: "cancelled", id });
    else post({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Resolves after the messages that are already there; quicker than a timer, which browsers hold for 4 ms. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}

/** Sample columns are handed over instead of copied; each array owns its buffer. */
function buffersOf(value: unknown): Transferable[] {
  const found: Transferable[] = [];
  const visit = (node: unknown): void => {
    if (node instanceof Float64Array) found.push(node.buffer as ArrayBuffer);
    else if (Array.isArray(node)) for (const item of node) visit(item);
    else if (node !== null && typeof node === "object") {
      for (const item of Object.values(node)) if (typeof item === "object") visit(item);
    }
  };
  visit(value);
  return found;
}
