import { describe, expect, it } from "vitest";
import type { FromWorker, Progress } from "./protocol.ts";
import { type Handlers, serve, type WorkerScope } from "./serve.ts";
import { Cancelled, WorkerClient } from "./worker-client.ts";

interface Calls {
  add: { params: { readonly a: number; readonly b: number }; reply: number };
  slow: { params: { readonly rounds: number }; reply: number };
  column: { params: Record<never, never>; reply: { readonly values: Float64Array } };
  fail: { params: Record<never, never>; reply: null };
}

/** Joins a client to handlers by two real message ports, as a worker would be. */
function connect(handlers: Handlers<Calls>) {
  const { port1, port2 } = new MessageChannel();
  const scope: WorkerScope = {
    onmessage: null,
    postMessage: (message, transfer) => port2.postMessage(message, transfer),
  };
  serve(handlers, scope);
  port2.onmessage = (event) => scope.onmessage?.(event);
  const sent: unknown[] = [];
  const page = {
    onmessage: null as ((event: MessageEvent<FromWorker>) => void) | null,
    onerror: null,
    postMessage: (message: unknown) => {
      sent.push(message);
      port1.postMessage(message);
    },
    terminate: () => port1.close(),
  };
  port1.onmessage = (event) => page.onmessage?.(event);
  const client = new WorkerClient<Calls>(
    page as unknown as Worker,
    () => undefined,
    () => undefined,
  );
  return { client, sent };
}

const handlers: Handlers<Calls> = {
  add: ({ a, b }) => a + b,
  slow: async ({ rounds }, job) => {
    let round = 0;
    for (; round < rounds; round++) {
      job.progress({ phase: "slow", done: round, total: rounds, detail: "" });
      await job.breathe();
    }
    return round;
  },
  column: () => ({ values: Float64Array.of(1, 2, 3) }),
  fail: () => {
    throw new Error("no such pod");
  },
};

describe("worker calls", () => {
  it("answer in order and hand over columns", async () => {
    const { client } = connect(handlers);
    const [sum, column] = await Promise.all([client.call("add", { a: 1, b: 2 }), client.call("column", {})]);
    expect(sum).toBe(3);
    expect(column.values).toEqual(Float64Array.of(1, 2, 3));
    client.terminate();
  });

  it("reject with the worker's reason", async () => {
    const { client } = connect(handlers);
    await expect(client.call("fail", {})).rejects.toThrow("no such pod");
    client.terminate();
  });

  it("stop a long job when its asker gives up, and go on with the next", async () => {
    const { client } = connect(handlers);
    const stop = new AbortController();
    const long = client.call("slow", { rounds: 1_000_000_000 }, { signal: stop.signal });
    const refused = expect(long).rejects.toBeInstanceOf(Cancelled);
    stop.abort();
    await refused;
    expect(await client.call("add", { a: 2, b: 2 })).toBe(4);
    client.terminate();
  });

  it("let a newer call of a slot take the older one's place", async () => {
    const { client } = connect(handlers);
    const old = client.call("slow", { rounds: 1_000_000_000 }, { slot: "query" });
    const refused = expect(old).rejects.toBeInstanceOf(Cancelled);
    const fresh = client.call("add", { a: 5, b: 5 }, { slot: "query" });
    await refused;
    expect(await fresh).toBe(10);
    client.terminate();
  });

  it("report progress that never goes back", async () => {
    const { client } = connect(handlers);
    const seen: Progress[] = [];
    const done = await client.call(
      "slow",
      { rounds: 500 },
      { onProgress: (progress) => seen.push(progress) },
    );
    expect(done).toBe(500);
    const counts = seen.map(({ done: count }) => count);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    client.terminate();
  });
});
