/** A node under construction: modifiers that follow an expression still change it. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
