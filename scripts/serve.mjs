/** Serves dist/ on 127.0.0.1 with the policy headers of a careful host. `--port N`; a free port when absent. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const root = join(dirname(dirname(fileURLToPath(import.meta.url))), "dist");
if (!existsSync(join(root, "index.html"))) {
  console.error("There is no built app in dist/. Run: npm run build");
  process.exit(1);
}

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".wasm": "application/wasm",
  ".ttf": "font/ttf",
  ".woff2": "font/woff2",
};
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-2q0FnwjXSwVTgPWWmIaXvBrHVB3qK99Dqltp2suazes='; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; " +
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; " +
    "form-action 'none'; object-src 'none'; frame-ancestors 'self'",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()",
  "Cross-Origin-Opener-Policy": "same-origin",
};

/** Compressed files by path and time of change; what does not change is compressed once. */
const packed = new Map();
const worthPacking = new Set([".html", ".js", ".mjs", ".css", ".json", ".webmanifest", ".svg", ".wasm"]);

function pack(file) {
  const key = `${file} ${statSync(file).mtimeMs}`;
  if (!packed.has(key))
    packed.set(
      key,
      readFile(file).then((bytes) => promisify(gzip)(bytes)),
    );
  return packed.get(key);
}

const server = createServer((request, response) => {
  let path;
  try {
    path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://127.0.0.1").pathname));
  } catch {
    response.writeHead(400, headers).end("Bad request");
    return;
  }
  const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
  if (!file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { ...headers, "Content-Type": "text/plain; charset=utf-8" }).end("Nothing here");
    return;
  }
  const hashed = path.startsWith("/assets/");
  const sent = {
    ...headers,
    "Content-Type": types[extname(file)] ?? "application/octet-stream",
    "Cache-Control": hashed ? "public, max-age=31536000, immutable" : "no-cache",
    Vary: "Accept-Encoding",
  };
  if (request.method === "HEAD") response.writeHead(200, sent).end();
  else if (worthPacking.has(extname(file)) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "")) {
    pack(file).then(
      (bytes) =>
        response
          .writeHead(200, { ...sent, "Content-Encoding": "gzip", "Content-Length": bytes.length })
          .end(bytes),
      () => response.writeHead(500, headers).end("The file could not be read"),
    );
  } else {
    response.writeHead(200, sent);
    createReadStream(file).pipe(response);
  }
});

const at = process.argv.indexOf("--port");
const port = at === -1 ? 0 : Number(process.argv[at + 1]);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  console.error("--port takes a number from 0 to 65535.");
  process.exit(2);
}
server.on("error", (error) => {
  console.error(
    error.code === "EADDRINUSE" ? `Port ${port} is in use; choose another with --port.` : error.message,
  );
  process.exit(1);
});
server.listen(port, "127.0.0.1", () => {
  const { version } = JSON.parse(readFileSync(join(root, "..", "package.json"), "utf8"));
  console.log(`Nines ${version} is at http://127.0.0.1:${server.address().port}/  (Ctrl+C stops it)`);
});
