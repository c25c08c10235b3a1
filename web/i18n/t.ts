import { en } from "./en.ts";
import { fillMessage, type MessageArgs } from "./message.ts";

type Sections = typeof en;
type SectionKey = keyof Sections & string;

/** `section.name` of every message. */
export type MessageKey = { [S in SectionKey]: `${S}.${keyof Sections[S] & string}` }[SectionKey];

type Text<K extends string> = K extends `${infer S}.${infer N}`
  ? S extends SectionKey
    ? N extends keyof Sections[S]
      ? Sections[S][N] & string
      : never
    : never
  : never;

/** The text of a message. A missing key or parameter does not compile. */
export function t<K extends MessageKey>(key: K, ...args: MessageArgs<Text<K>>): string {
  const [section = "", name = ""] = (key satisfies string as string).split(".", 2);
  const messages: Readonly<Record<string, Readonly<Record<string, string>>>> = en;
  return fillMessage(messages[section]?.[name] ?? key, args[0] ?? {});
}
