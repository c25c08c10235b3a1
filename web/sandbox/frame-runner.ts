import source from "virtual:sandbox-worker";
import wasmUrl from "@jitl/quickjs-wasmfile-release-sync/wasm?url";
import type { CodeJob, CodeOutcome, CodeRunner } from "../../labs/sandbox/code-runner.ts";
import { limits } from "../../labs/sandbox/limits.ts";
import script from "./frame.js?raw";
import { readOutcome } from "./read-outcome.ts";

/** Wall milliseconds for the frame to load and the engine to be handed over. */
const startMs = 15_000;
/** How much later than the frame's own timer the page loses patience with the frame itself. */
const graceMs = 2_000;

/**
 * The frame's text. It inherits the page's policy, which allows this one script by its hash, and narrows it: no
 * network at all. A file of its own would be the same, but a frame without an origin gets no files while offline.
 */
const frameText = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:"><title>Code sandbox</title><script>${script}</script>`;

interface Open {
  readonly frame: HTMLIFrameElement;
  readonly port: MessagePort;
  readonly nonce: string;
  readonly waiting: Map<number, (outcome: CodeOutcome) => void>;
}

/** Runs learner code in a hidden frame without an origin, which ends its worker after 3 s; see `frame.js`. */
export class FrameRunner implements CodeRunner {
  #open: Promise<Open> | undefined;
  #nextId = 1;

  async run(job: CodeJob): Promise<CodeOutcome> {
    this.#open ??= openFrame(() => this.#discard());
    const opening = this.#open;
    opening.catch(() => this.#discard());
    const { port, nonce, waiting } = await opening;
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve({ kind: "host-stopped", reason: "wall-clock" });
        this.#discard();
      }, limits.wallMs + graceMs);
      waiting.set(id, (outcome) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(outcome);
      });
      port.postMessage({ kind: "run", nonce, id, job, wallMs: limits.wallMs });
    });
  }

  /** Throws the frame away; the next run opens another. */
  #discard(): void {
    const opening = this.#open;
    this.#open = undefined;
    void opening?.then(close, () => undefined);
  }
}

function close({ frame, port, waiting }: Open): void {
  frame.remove();
  port.close();
  for (const answer of waiting.values()) answer({ kind: "host-stopped", reason: "crash" });
}

async function openFrame(onReload: () => void): Promise<Open> {
  const wasm = await (await fetch(wasmUrl)).arrayBuffer();
  const frame = document.createElement("iframe");
  frame.title = "Code sandbox";
  frame.hidden = true;
  frame.tabIndex = -1;
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("allow", "");
  frame.referrerPolicy = "no-referrer";
  frame.srcdoc = frameText;
  const { port1: port, port2 } = new MessageChannel();
  const nonce = newNonce();
  const waiting: Open["waiting"] = new Map();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      frame.remove();
      reject(new Error("the code sandbox did not start; a policy of this site may forbid its script"));
    }, startMs);
    let loaded = false;
    frame.onload = () => {
      // A second load means that the frame went somewhere by itself.
      if (loaded) return onReload();
      loaded = true;
      frame.contentWindow?.postMessage({ nonce }, "*", [port2]);
      port.postMessage({ kind: "start", nonce, source, wasm }, [wasm]);
    };
    port.onmessage = ({ data }: MessageEvent<{ nonce: string; id: number; outcome?: unknown }>) => {
      if (data.nonce !== nonce) return;
      if (data.id !== 0) {
        waiting.get(data.id)?.(readOutcome(data.outcome));
        return;
      }
      clearTimeout(timer);
      resolve({ frame, port, nonce, waiting });
    };
    document.body.append(frame);
  });
}

/** 128 random bits as hex digits. */
function newNonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
