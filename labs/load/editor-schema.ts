import { z } from "zod";
import { labSchema } from "../schema.ts";

/** The lab format as JSON Schema for editors, with a newline at the end: the text of `labs/lab.schema.json`. */
export function editorSchema(): string {
  const schema = z.toJSONSchema(labSchema, { io: "input", target: "draft-2020-12" });
  return `${JSON.stringify({ title: "A lab of Nines", ...schema }, undefined, 2)}\n`;
}
