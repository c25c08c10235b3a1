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

/** The text of a code that a worker sent, from one section; the code itself when nobody wrote a text. */
export function tCode(section: SectionKey, code: string, params: Readonly<Record<string, string>>): string {
  const messages: Readonly<Record<string, string>> = en[section];
  return fillMessage(Object.hasOwn(messages, code) ? (messages[code] ?? code) : code, params);
}

/** The text of a message. A missing key or parameter does not compile. */
export function t<K extends MessageKey>(key: K, ...args: MessageArgs<Text<K>>): string {
  const [section = "", name = ""] = (key satisfies string as string).split(".", 2);
  const messages: Readonly<Record<string, Readonly<Record<string, string>>>> = en;
  return fillMessage(messages[section]?.[name] ?? key, args[0] ?? {});
}
