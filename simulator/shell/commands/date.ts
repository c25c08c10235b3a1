import { done, failed } from "../result.ts";
import type { ShellCommand } from "../shell-types.ts";
import { formatDate } from "../times.ts";

/** The simulated time, in UTC. */
export const date: ShellCommand = {
  name: "date",
  summary: "print the simulated time, in UTC",
  usage: "Usage: date [-u] [-R] [-I[seconds]] [+FORMAT]\n",
  run(argv, host) {
    let format = "%a %b %e %H:%M:%S UTC %Y";
    for (const word of argv) {
      if (word.startsWith("+")) format = word.slice(1);
      else if (word === "-I" || word === "--iso-8601") format = "%F";
      else if (word === "-Iseconds" || word === "--iso-8601=seconds") format = "%FT%T+00:00";
      else if (word === "-R") format = "%a, %d %b %Y %T +0000";
      else if (word !== "-u" && word !== "--utc") return failed(`date: invalid date '${word}'`, 1, 0);
    }
    return done(`${formatDate(format, host.nowMs)}\n`, 0);
  },
};
