import { answerFor, cacheName, type OfflineFiles, type OfflineMessage, staleCaches } from "./cache-plan.ts";

/**
 * Keeps one complete version of the page for times without a network. A version is filled as a whole
 * or thrown away; the page itself always comes from the network where there is one.
 */
declare const ninesOfflineFiles: OfflineFiles;

const worker = self as unknown as ServiceWorkerGlobalScope;
const { scope } = worker.registration;
const { version, files } = ninesOfflineFiles;
const mine = cacheName(scope, version);

/** How many files are fetched at a time; the page's own requests come first. */
const atATime = 3;
/** A network that does not answer within this counts as none, ms. */
const patienceMs = 4000;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("message", (event) => {
  if (event.data === "clean") event.waitUntil(clean());
  if (event.data === "status") event.waitUntil(tellStatus());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || request.headers.has("range")) return;
  const answer = answerFor(request.url, scope, ninesOfflineFiles);
  if (answer === "page") event.respondWith(networkFirst(request, scope));
  else if (answer === "named") event.respondWith(networkFirst(request, request.url));
  else if (answer === "hashed") event.respondWith(cacheFirst(request));
});

async function install(): Promise<void> {
  try {
    await fill();
  } catch (error) {
    await caches.delete(mine);
    const reason = error instanceof Error ? error.message : String(error);
    await tell({ nines: "failed", version, reason });
    throw error;
  }
  // Open pages of an older version keep their cache (see `clean`), so nothing has to wait for them.
  await worker.skipWaiting();
}

async function activate(): Promise<void> {
  await worker.clients.claim();
  await clean();
  await tell({ nines: "ready", version });
}

/** An active worker's version was filled completely: it would not have been installed otherwise. */
async function tellStatus(): Promise<void> {
  if (worker.registration.active?.state === "activated" && (await caches.has(mine)))
    await tell({ nines: "ready", version });
}

async function fill(): Promise<void> {
  const cache = await caches.open(mine);
  const wanted = [...files];
  let done = 0;
  const next = async (): Promise<void> => {
    for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
      await keep(cache, path).catch((error: unknown) => {
        // One file short is no version: the others stop as well.
        wanted.length = 0;
        throw error;
      });
      done++;
      await tell({ nines: "filling", version, done, total: files.length });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atATime }, next));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Puts one file into the cache; what an older version holds under the same hashed name is not fetched again. */
async function keep(cache: Cache, path: string): Promise<void> {
  const url = scope + path;
  const hashed = path.startsWith("assets/");
  const known = hashed ? await caches.match(url, anyWay) : undefined;
  if (known !== undefined) {
    await cache.put(url, known);
    return;
  }
  const response = await fetch(url, { cache: hashed ? "default" : "no-cache", priority: "low" });
  if (!response.ok) throw new Error(`${path || "the page"} answered ${response.status}`);
  const body = await response.blob();
  const isHtml = response.headers.get("content-type")?.includes("text/html") === true;
  const ofThisBuild = isHtml && (await body.text()).includes(version);
  // While a new build is being put in place, the page may already be the next version's.
  if (path === "" && !ofThisBuild) throw new Error("the page is of another version");
  // A host that answers a missing file with the page would poison the cache.
  if (path !== "" && isHtml && (ofThisBuild || !path.endsWith(".html")))
    throw new Error(`${path} is missing on the server`);
  await cache.put(url, new Response(body, { status: 200, headers: unpackedHeaders(response) }));
}

/** The policy of the page goes along; how the body was packed on its way does not. */
function unpackedHeaders({ headers }: Response): Headers {
  const kept = new Headers(headers);
  kept.delete("content-encoding");
  kept.delete("content-length");
  return kept;
}

/** Hosts vary by encoding, which a stored response no longer depends on. */
const anyWay = { ignoreVary: true } as const;

async function networkFirst(request: Request, key: string): Promise<Response> {
  const network = fetch(request);
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patienceMs));
  const response = await Promise.race([network, late]).catch(() => undefined);
  if (response !== undefined && response.status < 500) return response;
  const kept = await (await caches.open(mine)).match(key, anyWay);
  return kept ?? response ?? network;
}

async function cacheFirst(request: Request): Promise<Response> {
  const kept = await caches.match(request.url, anyWay);
  return kept ?? fetch(request);
}

/** Throws away versions that no open page uses. */
async function clean(): Promise<void> {
  const held = (await worker.navigator.locks.query()).held ?? [];
  const locks = held.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const stale = staleCaches(await caches.keys(), scope, version, locks);
  await Promise.all(stale.map((name) => caches.delete(name)));
}

async function tell(message: OfflineMessage): Promise<void> {
  const pages = await worker.clients.matchAll({ includeUncontrolled: true, type: "window" });
  for (const page of pages) page.postMessage(message);
}
