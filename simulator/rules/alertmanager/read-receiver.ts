import type { NotificationChannel } from "../rule-types.ts";
import { DecodeFailure, type GoDecoder } from "../yaml/decode.ts";
import { childOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { Integration, Receiver } from "./config.ts";

/**
 * Alertmanager's integrations: the inbox that stands for each here, and whether it tells of resolved
 * alerts when the file does not say. Source: config/notifiers.go and the notify packages' defaults.
 */
const INTEGRATIONS: Readonly<Record<string, { channel: NotificationChannel; sendResolved: boolean }>> = {
  discord: { channel: "chat", sendResolved: true },
  email: { channel: "ticket", sendResolved: false },
  incidentio: { channel: "pager", sendResolved: true },
  jira: { channel: "ticket", sendResolved: true },
  mattermost: { channel: "chat", sendResolved: true },
  msteams: { channel: "chat", sendResolved: true },
  msteamsv2: { channel: "chat", sendResolved: true },
  opsgenie: { channel: "pager", sendResolved: true },
  pagerduty: { channel: "pager", sendResolved: true },
  pushover: { channel: "pager", sendResolved: true },
  rocketchat: { channel: "chat", sendResolved: false },
  slack: { channel: "chat", sendResolved: false },
  sns: { channel: "webhook", sendResolved: true },
  telegram: { channel: "chat", sendResolved: true },
  victorops: { channel: "pager", sendResolved: true },
  webex: { channel: "chat", sendResolved: true },
  webhook: { channel: "webhook", sendResolved: true },
  wechat: { channel: "chat", sendResolved: false },
};

/** Reads one entry of `receivers`. */
export function readReceiver(decoder: GoDecoder, node: YamlNode): Receiver {
  let name = "";
  const integrations: Integration[] = [];
  const readers = Object.fromEntries(
    Object.entries(INTEGRATIONS).map(([kind, { channel, sendResolved }]) => [
      `${kind}_configs`,
      (value: YamlNode) => {
        decoder.list(value, `[]*config.${kind}Config`, (item) => {
          const told = childOf(item, "send_resolved");
          const resolved = told === undefined ? sendResolved : decoder.bool(told);
          integrations.push({ name: kind, channel, sendResolved: resolved });
        });
      },
    ]),
  );
  decoder.struct(node, "config.plain", {
    ...readers,
    name: (value) => {
      name = decoder.string(value);
    },
    labels: (value) => {
      decoder.stringMap(value);
    },
  });
  if (name === "") throw new DecodeFailure("missing name in receiver", node);
  return { name, integrations };
}
