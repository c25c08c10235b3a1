/** Dash patterns in pixels per palette slot, so lines differ without colour (07 section 8). */
export const dashes: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [6, 2],
  [12, 4],
  [4, 2, 1, 2],
  [1, 3],
];

/** Slots in the palette; after them colours repeat with a marker. */
export const paletteSize = dashes.length;

/**
 * Gives each line a slot and keeps it while lines come and go: a known key keeps its slot, a new one
 * takes the lowest slot that is free.
 */
export function allocateSlots(
  before: ReadonlyMap<string, number>,
  keys: readonly string[],
): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  const used = new Set<number>();
  for (const key of keys) {
    const slot = before.get(key);
    if (slot === undefined || used.has(slot)) continue;
    slots.set(key, slot);
    used.add(slot);
  }
  let next = 0;
  for (const key of keys) {
    if (slots.has(key)) continue;
    while (used.has(next)) next++;
    slots.set(key, next);
    used.add(next);
  }
  return slots;
}

/** CSS colour of a slot. */
export function slotColour(slot: number): string {
  return `var(--s${(slot % paletteSize) + 1})`;
}

/** A short sample of a line's colour and dash for legends and tables. */
export function dashOf(slot: number): readonly number[] {
  return dashes[slot % paletteSize] ?? [];
}
