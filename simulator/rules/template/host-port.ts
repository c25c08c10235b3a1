interface HostPort {
  readonly host: string;
  readonly port: string;
}

/** Go's `net.SplitHostPort`; undefined when the text is not one host and one port. */
function splitHostPort(text: string): HostPort | undefined {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return undefined;
  if (text.startsWith("[")) {
    const close = text.indexOf("]");
    if (close < 0 || close + 1 !== colon) return undefined;
    const host = text.slice(1, close);
    return /[[\]]/.test(host + text.slice(colon)) ? undefined : { host, port: text.slice(colon + 1) };
  }
  const host = text.slice(0, colon);
  return /[:[\]]/.test(host) ? undefined : { host, port: text.slice(colon + 1) };
}

/** `host:port` without its port; other text stays as it is. */
export function stripPort(text: string): string {
  return splitHostPort(text)?.host ?? text;
}

/** The first part of a host name, its port kept: `foo.example.com:80` → `foo:80`. Addresses stay. */
export function stripDomain(text: string): string {
  const { host, port } = splitHostPort(text) ?? { host: text, port: "" };
  if (isAddress(host)) return text;
  const [first = ""] = host.split(".");
  if (port === "") return first;
  return first.includes(":") ? `[${first}]:${port}` : `${first}:${port}`;
}

function isAddress(host: string): boolean {
  const v4 = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/;
  if (v4.test(host)) return host.split(".").every((part) => Number(part) <= 255);
  return host.includes(":") && isVersion6(host);
}

function isVersion6(host: string): boolean {
  const halves = host.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
