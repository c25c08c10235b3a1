import type { Scenario } from "./scenario.ts";

/**
 * Refuses a scenario that cannot be played. Throws `scenario <id>: <field> must be <what>, got <value>.`
 * at load, so a slip of its author shows before any run.
 */
export function checkScenario(scenario: Scenario): Scenario {
  const { id, service, traffic, users } = scenario;
  const must = (field: string, what: string, value: string | number, holds: boolean): void => {
    if (!holds) throw new Error(`scenario ${id}: ${field} must be ${what}, got ${value}.`);
  };
  const share = (field: string, value: number): void => must(field, "0..1", value, value >= 0 && value <= 1);
  must("startMs", "a whole second", scenario.startMs, scenario.startMs % 1000 === 0);
  must("openAtMs", "between startMs and endMs", scenario.openAtMs, isBetween(scenario, scenario.openAtMs));
  const rate = traffic.requestsPerSecond;
  must("traffic.requestsPerSecond", "0 or more", rate, rate >= 0);
  share("service.longShare", service.longShare);
  share("service.backgroundErrorRatio", service.backgroundErrorRatio);
  const senders = users.longDocumentSenders;
  must("users.longDocumentSenders", `1..${users.total}`, senders, senders >= 1 && senders <= users.total);
  const gpus = scenario.nodes.reduce((sum, node) => sum + node.gpus, 0);
  must("service.replicas", `at most the ${gpus} GPUs of nodes[]`, service.replicas, service.replicas <= gpus);
  must("service.history", "at least one revision", service.history.length, service.history.length > 0);
  for (const { version } of service.history) knownVersion("service.history", version);
  checkChanges(scenario, must, knownVersion);
  for (const { id: fault, atMs } of scenario.faults)
    must(`faults[${fault}].atMs`, "between startMs and endMs", atMs, isBetween(scenario, atMs));
  return scenario;

  function knownVersion(field: string, version: string): void {
    const known = service.versions;
    must(`${field}.version`, `one of ${known.join(", ")}`, `"${version}"`, known.includes(version));
  }
}

function checkChanges(
  scenario: Scenario,
  must: (field: string, what: string, value: string | number, holds: boolean) => void,
  knownVersion: (field: string, version: string) => void,
): void {
  let lastMs = scenario.startMs;
  const seen = new Set<string>();
  for (const change of scenario.changes) {
    const field = `changes[${change.id}]`;
    must(
      `${field}.atMs`,
      "in order and between startMs and endMs",
      change.atMs,
      isBetween(scenario, change.atMs),
    );
    must(`${field}.atMs`, "no earlier than the change before", change.atMs, change.atMs >= lastMs);
    must(`${field}.id`, "a ticket of its own such as CHG-1043", change.id, isTicket(change.id, seen));
    if (change.effect === "deploy") {
      const ours = scenario.service.deployment;
      must(`${field}.service`, ours, change.service, change.service === ours);
      knownVersion(field, change.version);
    }
    lastMs = change.atMs;
    seen.add(change.id);
  }
  for (const { changeId, id } of scenario.faults) {
    if (changeId === undefined) continue;
    must(
      `faults[${id}].changeId`,
      "a ticket of its own such as CHG-1043",
      changeId,
      isTicket(changeId, seen),
    );
    seen.add(changeId);
  }
}

function isTicket(id: string, seen: ReadonlySet<string>): boolean {
  return /^CHG-\d{4,}$/.test(id) && !seen.has(id);
}

function isBetween({ startMs, endMs }: Scenario, ms: number): boolean {
  return ms >= startMs && ms <= endMs;
}
