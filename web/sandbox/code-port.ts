import type { CodeJob, CodeOutcome, CodeRunner } from "../../labs/sandbox/code-runner.ts";

interface Asked {
  readonly id: number;
  readonly job: CodeJob;
}

type Answered = { readonly id: number } & ({ readonly outcome: CodeOutcome } | { readonly failed: string });

/** The page's end: the grader worker cannot own a frame, so the page runs what it asks for. */
export function answerCodePort(port: MessagePort, runner: () => Promise<CodeRunner>): void {
  port.onmessage = async ({ data: { id, job } }: MessageEvent<Asked>) => {
    let answer: Answered;
    try {
      answer = { id, outcome: await (await runner()).run(job) };
    } catch (error) {
      answer = { id, failed: error instanceof Error ? error.message : String(error) };
    }
    port.postMessage(answer);
  };
}

/** The grader's end of the port. */
export function portRunner(port: MessagePort): CodeRunner {
  const waiting = new Map<number, (answer: Answered) => void>();
  let nextId = 1;
  port.onmessage = ({ data }: MessageEvent<Answered>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  return {
    run: (job) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, (answer) => {
          if ("outcome" in answer) resolve(answer.outcome);
          else reject(new Error(answer.failed));
        });
        port.postMessage({ id, job } satisfies Asked);
      }),
  };
}
