import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { glossary } from "../../content/glossary/index.ts";
import { labFolders } from "../../labs/index.ts";
import { labsOfTerm } from "./labs-of-term.ts";

const texts = new Map(
  labFolders.map((slug) => [slug, readFileSync(`content/labs/${slug}.md`, "utf8")] as const),
);

describe.each(glossary)("the term $term", (term) => {
  it("is used in a lab, names a source, and is said in a few plain sentences", () => {
    expect(labsOfTerm(term, texts)).not.toEqual([]);
    expect(term.source.url).toMatch(/^https:\/\/[a-z.]+\//);
    expect(term.source.title).not.toBe("");
    expect(term.text.length).toBeGreaterThan(80);
    expect(term.text.length).toBeLessThan(320);
    expect(term.text).not.toMatch(/[!]/);
    expect(term.words.every((word) => word === word.toLowerCase())).toBe(true);
  });
});

describe("the glossary", () => {
  it("has every id and every term once", () => {
    expect(new Set(glossary.map(({ id }) => id)).size).toBe(glossary.length);
    expect(new Set(glossary.map(({ term }) => term)).size).toBe(glossary.length);
    for (const { id } of glossary) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

describe("the labs of a term", () => {
  const term = {
    id: "slo",
    term: "SLO",
    words: ["slo", "burn rate"],
    text: "",
    source: { title: "", url: "" },
  };
  const of = (text: string) => labsOfTerm(term, new Map([["lab", text]]));

  it("are those that name it, in any case and number", () => {
    expect(of("An SLO.")).toEqual(["lab"]);
    expect(of("two SLOs")).toEqual(["lab"]);
    expect(of("Burn rates differ")).toEqual(["lab"]);
  });

  it("are none that only have it inside another word", () => {
    expect(of("slow, closer, a slope; she burns rates")).toEqual([]);
  });

  it("come in the order of how often they name it", () => {
    const texts = new Map([
      ["once", "slo"],
      ["twice", "slo slo"],
    ]);
    expect(labsOfTerm(term, texts)).toEqual(["twice", "once"]);
  });
});
