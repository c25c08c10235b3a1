import { useState } from "react";

/**
 * A moment that holds still while something is read: it is taken when `scope` changes, and again when
 * the returned function is called or the world has gone back behind it.
 */
export function useHeldMs(nowMs: number, scope: string): [heldMs: number, take: () => void] {
  const [held, setHeld] = useState({ scope: "", ms: 0 });
  const stale = held.ms === 0 || held.scope !== scope || held.ms > nowMs;
  if (stale && nowMs > 0) setHeld({ scope, ms: nowMs });
  return [stale ? nowMs : held.ms, () => setHeld({ scope, ms: nowMs })];
}
