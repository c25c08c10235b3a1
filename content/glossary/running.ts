import type { GlossaryTerm } from "./term.ts";

const limits = {
  title: "Kubernetes: resources of containers",
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
} as const;
const deployments = {
  title: "Kubernetes: deployments",
  url: "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/",
} as const;
const postmortems = {
  title: "Google: postmortem culture",
  url: "https://sre.google/sre-book/postmortem-culture/",
} as const;

/** The cluster, its changes, and what is learnt when it breaks. */
export const running: readonly GlossaryTerm[] = [
  {
    id: "pod",
    term: "Pod, replica",
    words: ["pod", "replica"],
    text: "A pod is what Kubernetes starts and stops as one; replicas are pods of one kind that share the work. A pod that is replaced comes back under another name, and its counters start at 0.",
    source: { title: "Kubernetes: pods", url: "https://kubernetes.io/docs/concepts/workloads/pods/" },
  },
  {
    id: "rollout",
    term: "Deployment, rollout",
    words: ["deployment", "rollout"],
    text: "A deployment says which version runs and how often; a rollout replaces pods of the old version by new ones, a few at a time. For a while both versions serve.",
    source: deployments,
  },
  {
    id: "rollback",
    term: "Rollback",
    words: ["rollback", "roll back", "undo"],
    text: "Going back to the version before. It is the quickest way out of most incidents that a change began, and explains nothing by itself.",
    source: deployments,
  },
  {
    id: "canary",
    term: "Canary",
    words: ["canary"],
    text: "A new version gets a small part of the traffic first and is compared with the old one over the same minutes. Small means few failures, and also few requests to judge by.",
    source: {
      title: "Google: canarying releases",
      url: "https://sre.google/workbook/canarying-releases/",
    },
  },
  {
    id: "memory-limit",
    term: "Memory limit",
    words: ["limit"],
    text: "What the kernel lets a container have of the node's memory; above it a process is killed. It does not bound the memory of a GPU, which the kernel does not manage.",
    source: limits,
  },
  {
    id: "oom-kill",
    term: "OOM kill",
    words: ["oom", "out of memory"],
    text: "The kernel ends a process because its container or the node has no memory left. It leaves no message of its own in the application's log, so the restart count is where you see it.",
    source: {
      title: "Kubernetes: memory resources",
      url: "https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/",
    },
  },
  {
    id: "memory-leak",
    term: "Memory leak",
    words: ["leak"],
    text: "Memory that is kept after its use, a little with each request. The sign is a climb that does not stop when traffic does not grow, in every replica of one version.",
    source: { title: "TensorFlow.js: tidy", url: "https://js.tensorflow.org/api/latest/#tidy" },
  },
  {
    id: "tensor",
    term: "Tensor",
    words: ["tensor"],
    text: "An array of numbers a model computes with. In TensorFlow.js on a GPU nobody collects it: what is neither disposed of nor made inside `tf.tidy` stays.",
    source: { title: "TensorFlow.js: tidy", url: "https://js.tensorflow.org/api/latest/#tidy" },
  },
  {
    id: "dcgm",
    term: "DCGM",
    words: ["dcgm"],
    text: "NVIDIA's manager of data centre GPUs, whose exporter gives the `DCGM_FI_` metrics. Framebuffer memory comes in MiB while nearly all other memory comes in bytes.",
    source: {
      title: "NVIDIA: DCGM field ids",
      url: "https://docs.nvidia.com/datacenter/dcgm/latest/dcgm-api/dcgm-api-field-ids.html",
    },
  },
  {
    id: "postmortem",
    term: "Postmortem",
    words: ["postmortem"],
    text: "What happened, what it cost, why it could happen and what will be done, written down with evidence. It looks for what made each step seem right at the time.",
    source: postmortems,
  },
  {
    id: "action-item",
    term: "Action item",
    words: ["action item"],
    text: "A change that a postmortem asks for, with an owner and a way to see that it works. “Be more careful” is none.",
    source: postmortems,
  },
  {
    id: "root-cause",
    term: "Root cause, contributing cause",
    words: ["root cause", "contributing"],
    text: "Incidents come from several causes, each of them needed and none enough alone. A single root cause is where the search stopped.",
    source: { title: "R. Cook: how complex systems fail", url: "https://how.complexsystems.fail/" },
  },
];
