/** An address taken apart as curl takes it apart; the scheme is `http` unless written. */
export interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Text after `?`, undecoded. */
  readonly query: string;
}

/** Parses an address; undefined when it has no host or a port out of range. */
export function parseUrl(text: string): Url | undefined {
  const match =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#:@\s]+)(?::(\d{1,5}))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i.exec(
      text,
    );
  if (match === null) return undefined;
  const [, scheme = "http", host = "", portText, path = "/", query = ""] = match;
  const port = portText === undefined ? (/^https$/i.test(scheme) ? 443 : 80) : Number(portText);
  if (port < 1 || port > 65_535) return undefined;
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), port, path, query };
}

/** Form fields of a query string or a body, in order; undefined when an escape is broken. */
export function parseForm(text: string): (readonly [string, string])[] | undefined {
  const fields: (readonly [string, string])[] = [];
  for (const part of text.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = unescapeForm(equals < 0 ? part : part.slice(0, equals));
    const value = unescapeForm(equals < 0 ? "" : part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    fields.push([name, value]);
  }
  return fields;
}

function unescapeForm(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
