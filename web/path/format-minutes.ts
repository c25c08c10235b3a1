import { t } from "../i18n/t.ts";

/** Minutes as people say them: `45 min`, `1 h 22 min`. */
export function formatMinutes(minutes: number): string {
  if (minutes < 60) return t("path.minutes", { count: minutes });
  return t("path.hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
