import { t } from "../i18n/t.ts";
import { notify } from "../session/session.ts";
import { getState, setState, useStore } from "../session/store.ts";
import { type OfflineMessage, type OfflineRequest, versionLock } from "./cache-plan.ts";

/** A first visit belongs to the first world; what is kept for later is fetched after it. */
const firstWaitMs = 3000;
/** A world that does not come within this must not keep the page from being kept, ms. */
const longestWaitMs = 20_000;

/** The build this page belongs to; undefined while developing, where nothing is kept. */
function ownVersion(): string | undefined {
  const text = document.querySelector<HTMLMetaElement>("meta[name=nines-version]")?.content;
  return text === undefined || text === "" ? undefined : text;
}

/**
 * Keeps the whole page in this browser, so that it opens without a network, and tells when a newer
 * version has arrived. Call once, after the session has begun.
 */
export function keepOffline(): void {
  addEventListener("offline", () =>
    notify(t(getState().offline.state === "ready" ? "offline.everything" : "offline.thisPage")),
  );
  // A lazily loaded part that is gone from the server: the page is of an older build.
  addEventListener("vite:preloadError", () => {
    if (navigator.onLine) setState({ updateReady: true });
  });
  const version = ownVersion();
  if (version === undefined || !("serviceWorker" in navigator)) return;
  const scope = new URL("./", document.baseURI).href;
  holdVersion(scope, version);
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (isOfflineMessage(event.data)) receive(event.data, version);
  });
  afterFirstWorld(() => void register(version));
}

/** While this lock is held, the files of this page's version are not thrown away. */
function holdVersion(scope: string, version: string): void {
  void navigator.locks?.request(
    versionLock(scope, version),
    { mode: "shared" },
    () => new Promise<never>(() => {}),
  );
}

function afterFirstWorld(run: () => void): void {
  let done = false;
  const once = (): void => {
    if (done) return;
    done = true;
    stop();
    setTimeout(run, firstWaitMs);
  };
  const stop = useStore.subscribe((state) => {
    if (state.world !== undefined) once();
  });
  if (getState().world !== undefined) once();
  else setTimeout(once, longestWaitMs);
}

async function register(version: string): Promise<void> {
  try {
    // A browser may forbid it for this site, and then answers nothing.
    const registration: ServiceWorkerRegistration | undefined = await navigator.serviceWorker.register(
      new URL("./service-worker.js", document.baseURI),
      { updateViaCache: "none" },
    );
    if (registration === undefined) return;
    ask(registration, "status");
    ask(registration, "clean");
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void registration.update().catch(() => undefined);
    });
    const { offline } = getState();
    if (offline.state === "off") setState({ offline: { ...offline, state: "filling" } });
  } catch (error) {
    receive({ nines: "failed", version, reason: String(error) }, version);
  }
}

function ask(registration: ServiceWorkerRegistration, request: OfflineRequest): void {
  registration.active?.postMessage(request);
}

function receive(message: OfflineMessage, version: string): void {
  if (message.version !== version) {
    // Another version is complete in this browser: the next load brings it, with or without a network.
    if (message.nines === "ready") setState({ updateReady: true });
    return;
  }
  switch (message.nines) {
    case "filling":
      setState({ offline: { state: "filling", done: message.done, total: message.total, reason: "" } });
      return;
    case "ready":
      setState({ offline: { state: "ready", done: 0, total: 0, reason: "" } });
      return;
    case "failed":
      setState({ offline: { state: "failed", done: 0, total: 0, reason: message.reason } });
  }
}

function isOfflineMessage(value: unknown): value is OfflineMessage {
  return value !== null && typeof value === "object" && "nines" in value && "version" in value;
}
