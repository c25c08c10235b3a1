import type { ShellResult } from "../world-types.ts";

/** A command that did what was asked. `tookSeconds` is simulated time. */
export function done(stdout: string, tookSeconds: number, stderr = ""): ShellResult {
  return { stdout, stderr, exitCode: 0, tookSeconds };
}

/** A command that could not. `stderr` is one or more whole lines; the closing newline may be left out. */
export function failed(stderr: string, exitCode: number, tookSeconds: number, stdout = ""): ShellResult {
  const text = stderr === "" || stderr.endsWith("\n") ? stderr : `${stderr}\n`;
  return { stdout, stderr: text, exitCode, tookSeconds };
}
