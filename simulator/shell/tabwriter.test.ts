import { expect, test } from "vitest";
import { kubectlTable, tabulate } from "./tabwriter.ts";

test("a column is a run of lines that have it", () => {
  const text = ["a\tb\tc", "aaaa\tbbbbb\tc", "plain", "x\ty"].join("\n");
  expect(tabulate(text, 0, 1)).toBe(["a    b     c", "aaaa bbbbb c", "plain", "x y"].join("\n"));
});

test("the last cell is padded only when a tab follows it", () => {
  expect(tabulate("a\tb\t\nlong\tb\t", 0, 2)).toBe("a     b  \nlong  b  ");
});

test("cells count code points", () => {
  expect(tabulate("😀\tx\nab\tx", 0, 1)).toBe("😀  x\nab x");
});

test("kubectl's tables have columns of at least six", () => {
  expect(
    kubectlTable([
      ["A", "B"],
      ["1", "2"],
    ]),
  ).toBe("A     B\n1     2\n");
  expect(kubectlTable([])).toBe("");
});

test("an empty cell keeps its place", () => {
  expect(tabulate("a\t\tc\naa\tb\tc", 0, 1)).toBe("a   c\naa b c".replace("a   c", "a    c"));
});
