import { flush } from "./autosave.ts";
import { setState } from "./store.ts";

/**
 * Two tabs must not write the same attempt. The tab that holds the lab's Web Lock saves; another tab
 * may look, and may take over once the first has written everything.
 */
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("nines-attempts") : undefined;

let release: (() => void) | undefined;
let heldLab: string | undefined;

channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
  if (event.data !== heldLab || heldLab === undefined) return;
  void flush(true).then(() => {
    letGo();
    setState({ elsewhere: true });
  });
});

/** Takes the lab's lock when it is free; else marks the session as open elsewhere. */
export async function claimAttempt(labId: string): Promise<void> {
  letGo();
  if (typeof navigator.locks === "undefined") return;
  const free = await new Promise<boolean>((resolve) => {
    void navigator.locks.request(lockName(labId), { ifAvailable: true }, (lock) =>
      hold(lock !== null, labId, resolve),
    );
  });
  setState({ elsewhere: !free });
}

/** Asks the other tab to save and let go, then takes the lock. */
export async function takeOver(labId: string): Promise<void> {
  channel?.postMessage(labId);
  await new Promise<void>((resolve) => {
    void navigator.locks.request(lockName(labId), (lock) => hold(lock !== null, labId, () => resolve()));
  });
  setState({ elsewhere: false });
}

function hold(got: boolean, labId: string, resolve: (got: boolean) => void): Promise<void> {
  resolve(got);
  if (!got) return Promise.resolve();
  heldLab = labId;
  return new Promise<void>((done) => {
    release = done;
  });
}

/** Lets another tab have the lab that was open here. */
export function letGo(): void {
  release?.();
  release = undefined;
  heldLab = undefined;
}

const lockName = (labId: string): string => `nines-attempt-${labId}`;
