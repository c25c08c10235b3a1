/**
 * Nines' own routing, used where a scenario or a lab brings none: critical alerts page after 10 s,
 * warnings become tickets, everything else goes to chat. Kept as a file the real Alertmanager accepts.
 */
export const DEFAULT_ALERTMANAGER_CONFIG = `route:
  receiver: chat
  group_by: [alertname]
  routes:
    - matchers: ['severity=~"critical|page"']
      receiver: pager
      group_wait: 10s
    - matchers: ['severity=~"warning|ticket"']
      receiver: ticket
receivers:
  - name: pager
    pagerduty_configs:
      - routing_key: simulated
  - name: ticket
    email_configs:
      - to: tickets@ops.example
        from: alertmanager@ops.example
        smarthost: mail.ops.example:25
        send_resolved: true
  - name: chat
    slack_configs:
      - api_url: https://chat.ops.example/hook
        channel: '#alerts'
        send_resolved: true
`;
