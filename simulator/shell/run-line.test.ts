import { beforeAll, describe, expect, test } from "vitest";
import { createWorld } from "../world.ts";
import type { World } from "../world-types.ts";

let world: World;
beforeAll(() => {
  world = createWorld("flagship-leak", 1);
  world.advance(Date.UTC(2025, 9, 15, 12, 40));
});

function run(line: string) {
  const result = world.act({ kind: "command", atMs: world.nowMs, line });
  if (result === undefined) throw new Error("no result");
  return result;
}

describe("lines", () => {
  test("control characters never reach the output", () => {
    expect(run("echo \u001b[31mred\u0007\u009b1m\u0000").stdout).toBe("␛[31mred␛[1m\n");
    expect(run("kubectl get pod \u001b]0;x\u0007").stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test("half of a surrogate pair is replaced", () => {
    expect(run("echo a\ud800b").stdout).toBe("a\ufffdb\n");
  });

  test("output is cut at 256 kB, at a line's end, with a way out", () => {
    const { stdout } = run("kubectl logs -l app=bert-model-serving --tail=5000");
    expect(stdout.length).toBeLessThan(256 * 1024 + 100);
    expect(stdout.endsWith("}\n… output cut at 256 kB; pipe it through head or grep\n")).toBe(true);
    expect(run("kubectl logs -l app=bert-model-serving --tail=5000 | head -1").stdout).toMatch(/^\{.*\}\n$/);
  });

  test("a pipe passes everything on before the cut", () => {
    const lines = Number(run("kubectl logs -l app=bert-model-serving --tail=300 | wc -l").stdout);
    expect(lines).toBe(2400);
  });

  test("simulated time adds up over a pipe", () => {
    expect(run("kubectl get pods | head -1").tookSeconds).toBe(0.3);
    expect(run("ssh gpu-node-1 nvidia-smi").tookSeconds).toBeCloseTo(1, 9);
    expect(run("echo x").tookSeconds).toBe(0);
  });

  test("a line too long is refused", () => {
    expect(run(`echo ${"x".repeat(20_000)}`).exitCode).toBe(2);
  });

  test("names of exporter pods are those of their series", () => {
    const shown = run("kubectl get pods -n monitoring -o name").stdout;
    for (const job of ["node-exporter", "nvidia-gpu"]) {
      const matchers = [
        { name: "__name__", op: "=" as const, value: "up" },
        { name: "job", op: "=" as const, value: job },
      ];
      const names = world.source.labelValues("pod", matchers, 0, world.nowMs);
      expect(names).toHaveLength(3);
      for (const name of names) expect(shown).toContain(`pod/${name}\n`);
    }
  });

  test("rules edited in the home folder load through the server's own endpoint", () => {
    const text = "groups:\n  - name: g\n    rules:\n      - alert: Up\n        expr: up == 1\n";
    world.act({ kind: "file-write", atMs: world.nowMs, path: "rules.yml", text });
    expect(run("promtool check rules rules.yml").stdout).toContain("SUCCESS: 1 rules found");
    expect(run("curl -s -o /dev/null -w '%{http_code}' -X POST http://prometheus:9090/-/reload").stdout).toBe(
      "200",
    );
    expect(world.rulesText).toBe(text);
    world.act({
      kind: "file-write",
      atMs: world.nowMs,
      path: "rules.yml",
      text: text.replace("up == 1", "up =="),
    });
    const refused = run("curl -s -X POST http://prometheus:9090/-/reload");
    expect(refused.stdout).toContain("failed to reload config: ");
    expect(run("promtool check rules rules.yml")).toMatchObject({ exitCode: 1 });
    expect(world.rulesText).toBe(text);
  });
});

describe("completion", () => {
  test.each([
    ["kube", "kubectl"],
    ["kubectl get po", "pods"],
    ["kubectl rollout un", "undo"],
    ["kubectl rollout undo deployment/b", "deployment/bert-model-serving"],
    ["kubectl logs bert", "bert-model-serving-"],
    ["kubectl drain gpu-node-", "gpu-node-1"],
    ["kubectl get pods -n m", "ml-serving"],
    ["kubectl get pods --all", "--all-namespaces"],
    ["ssh gpu-node-1 nvi", "nvidia-smi"],
    ["cat ru", "rules.yml"],
    ["kubectl get pods | gr", "grep"],
    ["help curl", ""],
  ])("%s", (line, expected) => {
    const [first = ""] = world.completeCommand(line);
    expect(first.startsWith(expected)).toBe(true);
  });

  test("nothing is offered inside quotes or for what does not exist", () => {
    expect(world.completeCommand("echo 'x")).toEqual([]);
    expect(world.completeCommand("frobnicate ")).toEqual([]);
  });
});
