import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { glossaryPlugin } from "./scripts/vite-glossary.ts";
import { labsPlugin } from "./scripts/vite-labs.ts";
import { offlinePlugin } from "./scripts/vite-offline.ts";
import { sandboxPlugin } from "./scripts/vite-sandbox.ts";

const root = dirname(fileURLToPath(import.meta.url));

/** Puts the theme script before everything else; it is a file of its own because inline scripts are not allowed. */
const themeScript: Plugin = {
  name: "nines-theme",
  transformIndexHtml: {
    order: "post",
    handler: () => [{ tag: "script", attrs: { src: "./theme.js" }, injectTo: "head" }],
  },
};

/** Hot reloading needs an inline script and a socket, so the page's own policy is left out while developing. */
const devPolicy: Plugin = {
  name: "nines-dev-policy",
  apply: "serve",
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ""),
};

export default defineConfig({
  root: `${root}/web`,
  // Relative addresses: the page works from any folder of any static host.
  base: "./",
  publicDir: `${root}/web/public`,
  cacheDir: `${root}/.cache/vite`,
  plugins: [
    react(),
    labsPlugin(root),
    glossaryPlugin(root),
    sandboxPlugin(root),
    themeScript,
    devPolicy,
    offlinePlugin(root),
  ],
  resolve: {
    alias: {
      // Its browser version asks the DOM for entities; the grader reads Markdown in a worker, where there is none.
      "decode-named-character-reference": `${root}/node_modules/decode-named-character-reference/index.js`,
    },
  },
  // Workers are modules of their own; the lab list and the model code are shared with the page.
  worker: { format: "es" },
  build: {
    outDir: `${root}/dist`,
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    // The budget check measures gzip itself; Vite's own report would do it twice.
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
  },
  server: { host: "127.0.0.1" },
  preview: { host: "127.0.0.1" },
});
