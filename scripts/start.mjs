/** `npm start`: builds the production app and serves it on a free port of 127.0.0.1. */
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = (script, ...args) =>
  spawnSync(process.execPath, [join(root, "scripts", script), ...args], { cwd: root, stdio: "inherit" })
    .status ?? 1;

const built = node("build.mjs");
process.exit(built === 0 ? node("serve.mjs", ...process.argv.slice(2)) : built);
