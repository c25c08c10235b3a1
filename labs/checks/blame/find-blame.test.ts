import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { findBlame } from "./find-blame.ts";

interface Labelled {
  readonly blaming: readonly string[];
  readonly fine: readonly string[];
}

const sets: Readonly<Record<"tuning" | "second" | "unseen", Labelled>> = parse(
  readFileSync(new URL("./labelled-sentences.yaml", import.meta.url), "utf8"),
);

function count(name: string, list: readonly Labelled[]) {
  const blaming = list.flatMap((set) => set.blaming);
  const fine = list.flatMap((set) => set.fine);
  const found = blaming.filter((text) => findBlame(text) !== undefined).length;
  const falseAlarms = fine.filter((text) => findBlame(text) !== undefined).length;
  const precision = found / (found + falseAlarms);
  const recall = found / blaming.length;
  process.stdout.write(
    `blame, ${name}: ${found} of ${blaming.length} found, ${falseAlarms} false alarms in ${fine.length}; precision ${precision.toFixed(2)}, recall ${recall.toFixed(2)}\n`,
  );
  return { sentences: blaming.length + fine.length, found, falseAlarms, precision, recall };
}

test("of the sentences its words were chosen on, it finds most and hardly accuses a fine one", () => {
  const { sentences, precision, recall } = count("seen", [sets.tuning, sets.second]);
  expect(sentences).toBeGreaterThanOrEqual(200);
  expect(precision).toBeGreaterThanOrEqual(0.97);
  expect(recall).toBeGreaterThanOrEqual(0.65);
});

test("of sentences written afterwards it finds few: the count that the lab tells its learners", () => {
  const { found, falseAlarms } = count("unseen", [sets.unseen]);
  expect([found, falseAlarms]).toEqual([3, 0]);
});

test.each([
  ["responder-1 restarted the pod.", "person-as-cause"],
  ["@sre-lead approved the change.", "person-as-cause"],
  ["Human error delayed the rollback.", "person-as-cause"],
  ["A careless default filled the disk.", "judgement-word"],
  ["The engineer could have looked at the graph.", "person-should-have"],
  ["The operator forgot the limit.", "person-at-fault"],
  ["Nobody in the room checked the graph.", "person-at-fault"],
  ["The cause was the engineer's mistake.", "person-at-fault"],
])("%s is %s", (text, what) => {
  expect(findBlame(text)?.what).toBe(what);
});

test.each(["The alert should have fired.", "Nobody was paged.", "The GPU operator failed to start.", ""])(
  "%j is fine",
  (text) => {
    expect(findBlame(text)).toBeUndefined();
  },
);
