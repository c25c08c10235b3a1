import { z } from "zod";

/** `14:05`, `14:05:30`: a time of day in the world's UTC day. */
export const clock = z.string().regex(/^\d{1,2}:\d{2}(:\d{2})?$/, "a time of day such as 14:05 or 14:05:30");

/** `90s`, `10m`, `6h`, `1h30m`: a Prometheus duration. */
export const duration = z
  .string()
  .regex(/^(\d+(ms|s|m|h|d))+$/, "a duration such as 90s, 10m or 1h30m")
  .describe("A Prometheus duration");

/** `start`, `end`, `calm`, `fault`, `page`, `mitigated`, `recovered`, a clock or a duration; `+5m` may follow. */
export const instant = z
  .string()
  .regex(
    /^(start|end|calm|fault|page|mitigated|recovered|\d{1,2}:\d{2}(:\d{2})?|(\d+(ms|s|m|h|d))+)([+-](\d+(ms|s|m|h|d))+)?$/,
    "an instant such as start+1h, fault+5m, 14:20 or end",
  )
  .describe("start, end, calm, fault, page, mitigated, recovered, a time of day or a duration from start");

export const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "a label name");
export const id = z.string().regex(/^[a-z][a-z0-9-]*$/, "a kebab-case id");
/** What a learner picks; versions such as v2.1 keep their dot. */
export const optionId = z.string().regex(/^[a-z][a-z0-9.-]*$/, "a kebab-case id");
/** A JavaScript name. */
export const identifier = z.string().regex(/^[A-Za-z_]\w*$/, "a JavaScript name");
export const percent = z.number().min(0).max(100);
