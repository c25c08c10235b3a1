import type { Command } from "../command.ts";
import { check } from "./check.ts";
import { grade } from "./grade.ts";
import { hash } from "./hash.ts";
import { newLab } from "./new-lab.ts";
import { parse } from "./parse.ts";
import { promqltest } from "./promqltest.ts";
import { query } from "./query.ts";
import { replay } from "./replay.ts";
import { rulesCheck, rulesTest } from "./rules.ts";
import { serve } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { worlds } from "./worlds.ts";

/** Every command, in the order `nines help` prints them. */
export const commands: readonly Command[] = [
  worlds,
  simulate,
  hash,
  query,
  parse,
  promqltest,
  rulesCheck,
  rulesTest,
  grade,
  check,
  replay,
  newLab,
  serve,
];
