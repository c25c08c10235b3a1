/** Path of a Chromium binary, or undefined when there is none. */
export function findChromium(): string | undefined;
