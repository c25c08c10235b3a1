import type { ClusterState, Pod } from "../../cluster/state.ts";
import { parseQuantity } from "./quantity.ts";
import { deploymentOf, revisionOf } from "./workloads.ts";

/** Environment of the server process, as `env` prints it in its container. */
export function containerEnv(cluster: Readonly<ClusterState>, pod: Pod): (readonly [string, string])[] {
  const deployment = deploymentOf(cluster, pod);
  const env = deployment === undefined ? {} : (revisionOf(deployment, pod)?.env ?? {});
  return [
    ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["HOSTNAME", pod.name],
    ["NVIDIA_VISIBLE_DEVICES", pod.gpuUuid ?? "void"],
    ["NVIDIA_DRIVER_CAPABILITIES", "compute,utility"],
    ...Object.entries(env),
    ["KUBERNETES_SERVICE_HOST", "10.96.0.1"],
    ["KUBERNETES_SERVICE_PORT", "443"],
    ["HOME", "/root"],
  ];
}

/**
 * The files of the container an operator looks at, by path: what the kernel says about its memory, and who
 * it is. The image's own files are not simulated.
 */
export function containerFiles(cluster: Readonly<ClusterState>, pod: Pod): ReadonlyMap<string, string> {
  const deployment = deploymentOf(cluster, pod);
  const limits = deployment === undefined ? {} : (revisionOf(deployment, pod)?.limits ?? {});
  const memory = parseQuantity(limits.memory ?? "");
  const kills = pod.lastTerminated?.reason === "OOMKilled" ? 1 : 0;
  return new Map([
    ["/app/VERSION", `${pod.version}\n`],
    ["/etc/hostname", `${pod.name}\n`],
    ["/etc/hosts", `127.0.0.1\tlocalhost\n${pod.ip}\t${pod.name}\n`],
    ["/sys/fs/cgroup/memory.current", `${Math.round(pod.serving.hostMemoryBytes)}\n`],
    ["/sys/fs/cgroup/memory.max", `${memory === undefined ? "max" : Math.round(memory)}\n`],
    [
      "/sys/fs/cgroup/memory.events",
      `low 0\nhigh 0\nmax 0\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`,
    ],
    [
      "/proc/1/environ",
      containerEnv(cluster, pod)
        .map(([key, value]) => `${key}=${value}`)
        .join("\n"),
    ],
    ["/var/run/secrets/kubernetes.io/serviceaccount/namespace", pod.namespace],
  ]);
}
