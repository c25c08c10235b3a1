import fc from "fast-check";
import { expect, test } from "vitest";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";

// A fresh world for every thousand lines: the ledger is searched at each action, which adds up.
const batches = process.env.NINES_DEEP === "1" ? 10 : 1;

function worldUnderLoad(): World {
  const world = createWorld("flagship-leak", 1);
  world.advance(Date.UTC(2025, 9, 15, 14, 16));
  return world;
}

const vocabulary = (
  "kubectl get describe logs top rollout undo history status scale set env image resources delete cordon drain exec " +
  "pods deploy/bert-model-serving bert-model-serving rs nodes gpu-node-1 svc events -n -A -o wide yaml json name -l " +
  "app=bert-model-serving --sort-by=.metadata.name --tail=3 --since=1m --previous -c server --replicas=8 --limits=memory=8Gi " +
  "nvidia-smi ssh -L -q -d MEMORY --query-gpu=index,memory.used --format=csv curl -s -G http://prometheus:9090/api/v1/query " +
  "--data-urlencode query=up http://prometheus:9090/api/v1/alerts promtool check rules rules.yml query instant amtool alert " +
  "silence add grep head tail wc sort uniq jq .data | || ; ' \" \\ -- - --x=y $(x) * # 2>&1 cat ls echo date +%s help man x {} [ ]"
).split(" ");

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...vocabulary) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 6 }) },
);
const starts = (
  "kubectl get pods|kubectl get events|kubectl describe pod|kubectl describe deploy|kubectl logs|kubectl logs deploy/bert-model-serving|" +
  "kubectl top pod|kubectl rollout undo|kubectl rollout status deploy/bert-model-serving|kubectl rollout history deploy/bert-model-serving|" +
  "kubectl scale deploy/bert-model-serving|kubectl set env deploy/bert-model-serving|kubectl set resources deploy/bert-model-serving|" +
  "kubectl delete pod|kubectl drain gpu-node-1|kubectl exec deploy/bert-model-serving --|ssh gpu-node-1 nvidia-smi|curl -s|curl -G|" +
  "promtool query instant http://prometheus:9090|promtool check|amtool alert query|amtool silence add|grep -E|jq|sort|head -n|date"
).split("|");
const ends = [
  "",
  "",
  "",
  " | grep -c",
  " | head -2",
  " | jq .",
  " | sort -k2 -n | uniq -c",
  " | tail -n",
  " 2>&1 | wc",
];
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...starts), fc.array(word, { maxLength: 4 }), fc.constantFrom(...ends))
      .map(([start, words, end]) => `${[start, ...words].join(" ")}${end}`),
  },
  { weight: 5, arbitrary: fc.array(word, { maxLength: 9 }).map((words) => words.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
);

test.each(Array.from({ length: batches }, (_, i) => i))(
  "no line throws, prints a raw escape, or forgets its exit code (batch %d)",
  (batch) => {
    const world = worldUnderLoad();
    fc.assert(
      fc.property(line, (text) => {
        const result = world.act({ kind: "command", atMs: world.nowMs, line: text });
        if (result === undefined) return false;
        world.completeCommand(text);
        const clean = !/[^\P{Cc}\t\n]/u.test(result.stdout + result.stderr);
        const whole = Number.isInteger(result.exitCode) && result.tookSeconds >= 0;
        return clean && whole && result.stdout.length < 263_000;
      }),
      { numRuns: 1000, seed: 20_251_015 + batch },
    );
    expect(world.nowMs).toBe(Date.UTC(2025, 9, 15, 14, 16));
  },
);
