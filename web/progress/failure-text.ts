import { t } from "../i18n/t.ts";
import { failureOf } from "../session/storage-failure.ts";

const texts = {
  "storage-full": "progress.whyFull",
  private: "progress.whyPrivate",
  newer: "progress.whyNewer",
  broken: "progress.whyBroken",
} as const;

/** Why the browser's storage refused, and what to do next. */
export function failureText(error: unknown): string {
  return t(texts[failureOf(error)]);
}
