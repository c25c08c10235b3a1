/** A resource type as the API server names it, with the short names kubectl accepts. */
export interface Kind {
  readonly plural: string;
  readonly singular: string;
  readonly short: readonly string[];
  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespaced: boolean;
}

function kind(plural: string, short: string[], group: string, name: string, namespaced = true): Kind {
  const singular = name.toLowerCase();
  const version = group === "autoscaling" ? "v2" : "v1";
  const apiVersion = group === "" ? "v1" : `${group}/${version}`;
  return { plural, singular, short, group, kind: name, apiVersion, namespaced };
}

/** The resource types of this cluster. Of some there are no objects; asking for them is still right. */
export const kinds = [
  kind("pods", ["po"], "", "Pod"),
  kind("deployments", ["deploy"], "apps", "Deployment"),
  kind("replicasets", ["rs"], "apps", "ReplicaSet"),
  kind("daemonsets", ["ds"], "apps", "DaemonSet"),
  kind("services", ["svc"], "", "Service"),
  kind("events", ["ev"], "", "Event"),
  kind("nodes", ["no"], "", "Node", false),
  kind("namespaces", ["ns"], "", "Namespace", false),
  kind("statefulsets", ["sts"], "apps", "StatefulSet"),
  kind("jobs", [], "batch", "Job"),
  kind("cronjobs", ["cj"], "batch", "CronJob"),
  kind("horizontalpodautoscalers", ["hpa"], "autoscaling", "HorizontalPodAutoscaler"),
  kind("networkpolicies", ["netpol"], "networking.k8s.io", "NetworkPolicy"),
  kind("poddisruptionbudgets", ["pdb"], "policy", "PodDisruptionBudget"),
  kind("configmaps", ["cm"], "", "ConfigMap"),
  kind("persistentvolumeclaims", ["pvc"], "", "PersistentVolumeClaim"),
] as const;

/** The type a word such as `po`, `deployment`, `deployments.apps` or `Pods` names. */
export function findKind(word: string): Kind | undefined {
  const lower = word.toLowerCase();
  return kinds.find(({ plural, singular, short, group }) => {
    const names = [plural, singular, ...short];
    return (
      names.includes(lower) ||
      (group !== "" && names.some((name) => lower.startsWith(`${name}.`) && suffixOk(lower, name, group)))
    );
  });
}

function suffixOk(word: string, name: string, group: string): boolean {
  const suffix = word.slice(name.length + 1);
  return suffix === group || suffix === `v1.${group}` || suffix === `v2.${group}`;
}

/** `deployments.apps`, as errors and not-found messages spell a type. */
export function qualifiedPlural({ plural, group }: Kind): string {
  return group === "" ? plural : `${plural}.${group}`;
}

/** `deployment.apps/NAME`, as kubectl prints a changed object. */
export function objectName({ singular, group }: Kind, name: string): string {
  return `${group === "" ? singular : `${singular}.${group}`}/${name}`;
}
