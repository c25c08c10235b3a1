/** Suffixes of Kubernetes quantities, as powers of 1000 and 1024. */
const SUFFIXES: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["m", 0.001],
  ["k", 1e3],
  ["M", 1e6],
  ["G", 1e9],
  ["T", 1e12],
  ["Ki", 1024],
  ["Mi", 1_048_576],
  ["Gi", 1_073_741_824],
  ["Ti", 1_099_511_627_776],
]);

/** Value of a Kubernetes quantity such as `8Gi` or `500m`; undefined when it is not one. */
export function resourceQuantity(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text.trim());
  const factor = SUFFIXES.get(match?.[2] ?? "none");
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** Resources of a serving container, as kube-state-metrics spells them; requests equal limits. */
export function resourceValues(
  limits: Readonly<Record<string, string>>,
): { resource: string; unit: string; request: number; limit: number }[] {
  const values = [{ resource: "nvidia_com_gpu", unit: "integer", request: 1, limit: 1 }];
  for (const [resource, unit] of [
    ["cpu", "core"],
    ["memory", "byte"],
  ] as const) {
    const value = resourceQuantity(limits[resource] ?? "");
    if (value !== undefined) values.push({ resource, unit, request: value, limit: value });
  }
  return values;
}
