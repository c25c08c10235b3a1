/**
 * Runs inside a frame without an origin: no storage, no cookies, no network, no way to the page. The page hands in
 * the code of a worker and its WebAssembly through a port; learner code runs in that worker and is ended with it.
 */
(() => {
  let port;
  let nonce;
  let workerUrl;
  let wasm;
  let worker;
  const answers = new Map();

  const endWorker = (reason) => {
    worker?.terminate();
    worker = undefined;
    for (const [id, timer] of answers) {
      clearTimeout(timer);
      port.postMessage({ nonce, id, outcome: { kind: "host-stopped", reason } });
    }
    answers.clear();
  };

  const startWorker = () => {
    const fresh = new Worker(workerUrl);
    fresh.onmessage = ({ data }) => {
      const timer = answers.get(data.id);
      if (fresh !== worker || timer === undefined) return;
      clearTimeout(timer);
      answers.delete(data.id);
      port.postMessage({ nonce, id: data.id, outcome: data.outcome });
    };
    fresh.onerror = (event) => {
      event.preventDefault();
      if (fresh === worker) endWorker("crash");
    };
    fresh.postMessage({ wasm });
    return fresh;
  };

  const take = ({ data }) => {
    if (data.nonce !== nonce) return;
    if (data.kind === "start") {
      workerUrl = URL.createObjectURL(new Blob([data.source], { type: "text/javascript" }));
      wasm = data.wasm;
      port.postMessage({ nonce, id: 0 });
      return;
    }
    worker ??= startWorker();
    answers.set(
      data.id,
      setTimeout(() => endWorker("wall-clock"), data.wallMs),
    );
    worker.postMessage({ id: data.id, job: data.job });
  };

  const first = (event) => {
    if (event.source !== parent || event.ports.length !== 1) return;
    removeEventListener("message", first);
    nonce = event.data.nonce;
    port = event.ports[0];
    port.onmessage = take;
  };
  addEventListener("message", first);
})();
