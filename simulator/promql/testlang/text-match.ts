import { RE2JS } from "re2js";

/** The text an `expect` line wants: a message word for word, a pattern found anywhere in it, or anything. */
export type TextMatch =
  | { readonly kind: "any" }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "pattern"; readonly text: string; readonly regex: RE2JS };

/** A match by RE2 pattern; undefined when the pattern does not compile. */
export function patternMatch(text: string): TextMatch | undefined {
  try {
    return { kind: "pattern", text, regex: RE2JS.compile(text) };
  } catch {
    return undefined;
  }
}

export function textMatches(match: TextMatch, text: string): boolean {
  if (match.kind === "any") return true;
  return match.kind === "message" ? match.text === text : match.regex.matcher(text).find();
}

/** How a failed match names what it wanted. */
export function describeMatch(match: TextMatch): string {
  if (match.kind === "any") return "any text";
  return match.kind === "message" ? `message "${match.text}"` : `pattern "${match.text}"`;
}
