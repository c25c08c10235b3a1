import { describe, expect, it } from "vitest";
import { completeLine, emptyLine, insert, type Line, pressKey } from "./line-editor.ts";

const history = ["kubectl get pods", "nvidia-smi"];

function type(keys: readonly string[], from: Line = emptyLine): Line {
  return keys.reduce((line, key) => pressKey(line, key, history).line, from);
}

describe("the line at the prompt", () => {
  it("edits at the caret", () => {
    expect(type(["a", "c", "\u001b[D", "b"])).toMatchObject({ text: "abc", caret: 2 });
    expect(type(["a", "b", "\u007f"])).toMatchObject({ text: "a", caret: 1 });
    expect(type(["a", "b", "\u0001", "\u001b[3~"])).toMatchObject({ text: "b", caret: 0 });
  });

  it("kills words and lines as readline does", () => {
    const line = insert(emptyLine, "kubectl get pods");
    expect(type(["\u0017"], line).text).toBe("kubectl get ");
    expect(type(["\u0015"], line).text).toBe("");
    expect(type(["\u0001", "\u000b"], line).text).toBe("");
  });

  it("walks the history and comes back to what was typed", () => {
    const up = type(["x", "\u001b[A"]);
    expect(up.text).toBe("nvidia-smi");
    const twice = type(["\u001b[A", "\u001b[A"], up);
    expect(twice.text).toBe("kubectl get pods");
    expect(type(["\u001b[B", "\u001b[B"], twice).text).toBe("x");
  });

  it("never runs a pasted line by itself and drops control characters", () => {
    expect(insert(emptyLine, "ls\nrm -r\u0007 x").text).toBe("ls rm -r x");
  });

  it("cuts a paste that is too long", () => {
    expect(insert(emptyLine, "x".repeat(10_000)).text).toHaveLength(4_096);
  });

  it("completes the common start, then lists", () => {
    const line = insert(emptyLine, "kubectl get po");
    expect(completeLine(line, ["pods", "podtemplates"]).line.text).toBe("kubectl get pod");
    const pod = insert(emptyLine, "kubectl get pod");
    expect(completeLine(pod, ["pods", "podtemplates"]).list).toEqual(["pods", "podtemplates"]);
    expect(completeLine(line, ["pods"]).line.text).toBe("kubectl get pods ");
    expect(completeLine(line, []).line).toBe(line);
  });
});
