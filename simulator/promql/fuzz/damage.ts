import type { Random } from "../differential/random.ts";

const PIECES =
  `( ) [ ] { } , : :: @ # " ' \` \\ - + ^ == =~ !~ ! = by without on ignoring group_left bool offset smoothed anchored sum topk rate( 5m 1h30m 0x 1e 1_ . Inf NaN start() step() min_of( fill( \u00e9 \u{1f642} \0 \n`
    .split(" ")
    .concat([" "]);

/** A text with some of its characters dropped, doubled, swapped or replaced by pieces of the language. */
export function damage(text: string, random: Random): string {
  let result = text;
  for (let edits = 1 + random.below(4); edits > 0; edits--) {
    const at = random.below(result.length + 1);
    const length = random.below(6);
    const piece = random.chance(0.3) ? result.slice(at, at + length) : random.pick(PIECES);
    result = result.slice(0, at) + piece + result.slice(random.chance(0.5) ? at : at + length);
  }
  return result;
}

/** Pieces of the language in no order at all. */
export function scatter(random: Random): string {
  return Array.from({ length: random.below(14) }, () => random.pick(PIECES)).join(random.pick(["", " "]));
}
