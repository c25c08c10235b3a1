import { expect, test } from "vitest";
import { type FlagSpec, parseFlags } from "./flags.ts";

const specs: readonly FlagSpec[] = [
  { name: "namespace", short: "n", kind: "value" },
  { name: "all", short: "A", kind: "switch" },
  { name: "quiet", short: "q", kind: "switch" },
];

function parsed(argv: string[], options = {}) {
  const flags = parseFlags(argv, specs, options);
  if (!flags.ok) throw new Error(JSON.stringify(flags.problem));
  return flags;
}

function problem(argv: string[]) {
  const flags = parseFlags(argv, specs);
  return flags.ok ? undefined : flags.problem;
}

test.each([
  [["-n", "x"]],
  [["-nx"]],
  [["-n=x"]],
  [["--namespace", "x"]],
  [["--namespace=x"]],
  [["-An", "x"]],
])("%j gives the value", (argv) => {
  expect(parsed(argv).get("namespace")).toBe("x");
});

test("switches group, take =false, and the last value wins", () => {
  expect(parsed(["-Aq"]).has("quiet")).toBe(true);
  expect(parsed(["--all", "--all=false"]).has("all")).toBe(false);
  expect(parsed(["-n", "a", "-n", "b"]).get("namespace")).toBe("b");
  expect(parsed(["-n", "a", "-n", "b"]).all("namespace")).toEqual(["a", "b"]);
});

test("arguments mix with flags, and -- ends them", () => {
  const flags = parsed(["pod", "-A", "x", "--", "-q", "y"]);
  expect(flags.args).toEqual(["pod", "x"]);
  expect(flags.rest).toEqual(["-q", "y"]);
  expect(flags.has("quiet")).toBe(false);
  expect(parsed(["-"]).args).toEqual(["-"]);
});

test("reading may stop at the first argument", () => {
  const flags = parsed(["-A", "host", "cmd", "-z"], { stopAtArgument: true });
  expect(flags.args).toEqual(["host", "cmd", "-z"]);
});

test("what can be wrong", () => {
  expect(problem(["--nope=1"])).toEqual({ kind: "unknown-long", name: "nope" });
  expect(problem(["-Az"])).toEqual({ kind: "unknown-short", letter: "z", group: "Az" });
  expect(problem(["-n"])).toEqual({ kind: "missing-short", letter: "n", group: "n" });
  expect(problem(["--namespace"])).toEqual({ kind: "missing-long", name: "namespace" });
});
