/** Seeds the lab contract uses in every build; they never change. */
export const contractSeeds: readonly number[] = [11, 23, 42, 77, 101];

/** Attempt id of the five further seeds of the contract. */
export const contractAttempt = "contract";

/** Hidden seeds of one attempt. */
const perAttempt = 5;

/**
 * The hidden seeds of an attempt, ascending and distinct. They follow from the lab, its format and 64
 * random bits fixed when the attempt began, so that a grade can be repeated from the result file.
 */
export function attemptSeeds(labId: string, format: number, attemptId: string): readonly number[] {
  const seeds = new Set<number>();
  for (let k = 0; seeds.size < perAttempt; k++) seeds.add(hash32(`${labId}\n${format}\n${attemptId}\n${k}`));
  return [...seeds].sort((a, b) => a - b);
}

/** 32-bit FNV-1a over UTF-16 units, then the finaliser of MurmurHash3 so that near inputs scatter. */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
