import type { Command } from "../command.ts";
import { check } from "./check.ts";
import { faults } from "./faults.ts";
import { grade } from "./grade.ts";
import { hash } from "./hash.ts";
import { newLab } from "./new-lab.ts";
import { parse } from "./parse.ts";
import { promqltest } from "./promqltest.ts";
import { query } from "./query.ts";
import { relabel } from "./relabel.ts";
import { replay } from "./replay.ts";
import { route } from "./route.ts";
import { rulesCheck, rulesTest } from "./rules.ts";
import { serve } from "./serve.ts";
import { simulate } from "./simulate.ts";
import { vocabulary } from "./vocabulary.ts";
import { worlds } from "./worlds.ts";

/** Every command, in the order `nines help` prints them. */
export const commands: readonly Command[] = [
  worlds,
  faults,
  vocabulary,
  simulate,
  hash,
  query,
  parse,
  promqltest,
  rulesCheck,
  rulesTest,
  relabel,
  route,
  grade,
  check,
  replay,
  newLab,
  serve,
];
