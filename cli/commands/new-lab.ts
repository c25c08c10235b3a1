import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Misuse } from "../command.ts";
import { repositoryRoot } from "../load-labs.ts";
import { readFlags } from "../read-flags.ts";

export const newLab: Command = {
  name: "new lab",
  summary: "write the skeleton of a lab and say what to do next",
  usage: "nines new lab NAME        (NAME is kebab-case, for example queue-depth)",
  async run(argv) {
    const [name] = readFlags(argv, {}).words;
    if (name === undefined) throw new Misuse("NAME is missing");
    if (!/^[a-z][a-z0-9-]*$/.test(name))
      throw new Misuse(`"${name}" is not kebab-case, for example queue-depth`);
    const root = repositoryRoot();
    const folders = readdirSync(join(root, "labs")).filter((folder) => /^\d+-/.test(folder));
    if (folders.some((folder) => folder.replace(/^\d+-/, "") === name))
      throw new Misuse(`lab "${name}" exists`, false);
    const next = Math.max(50, ...folders.map((folder) => Number.parseInt(folder, 10))) + 1;
    const slug = `${next}-${name}`;
    for (const [path, text] of Object.entries(skeleton(slug, name))) {
      const full = join(root, path);
      if (existsSync(full)) throw new Misuse(`${path} exists`, false);
      mkdirSync(join(full, ".."), { recursive: true });
      writeFileSync(full, text);
      process.stdout.write(`wrote ${path}\n`);
    }
    process.stdout.write(
      `\nNext: add "${slug}" to labs/index.ts, describe the task in content/labs/${slug}.md,\n` +
        `then run: npx nines check labs/${slug}\nIt stays red until two solutions pass and three mistakes earn their findings.\n`,
    );
    return 0;
  },
};

function skeleton(slug: string, id: string): Record<string, string> {
  return {
    [`labs/${slug}/lab.yaml`]: `# yaml-language-server: $schema=../lab.schema.json
format: 1
id: ${id}
title: ${id.replaceAll("-", " ")}
section: 1
minutes: 5
level: beginner
features: [1]
teaches: [promql.rate]
play: { world: base, seed: 7 }
worlds:
  base: { scenario: flagship-healthy }
steps:
  - id: rate-per-pod
    answer: promql
    starter: http_requests_total
    checks:
      - kind: promql-result
        reference: sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))
        worlds: [base]
        at: [start+40m, start+80m, end]
`,
    [`labs/${slug}/solutions/01-rate-then-sum.yaml`]: `name: Rate, then sum
why: A counter only grows; its rate per pod is what the question asks for.
steps:
  rate-per-pod: sum by (pod) (rate(http_requests_total{job="ml-serving"}[5m]))
`,
    [`labs/${slug}/mistakes/raw-counter.yaml`]: `step: rate-per-pod
finding: promql-result/raw-counter
why: The counter itself is how many requests there ever were, not how many a second.
answer: sum by (pod) (http_requests_total{job="ml-serving"})
`,
    [`content/labs/${slug}.md`]: `---
title: ${id.replaceAll("-", " ")}
summary: One sentence that says why a person on call would care.
---

## Requests per second of each pod {#rate-per-pod}

Draw how many requests a second each pod serves.

### Hints

1. Which metric counts requests, and does it ever go down?
2. \`rate\` turns a counter into a speed.
3. One line a pod: \`sum by (pod) (…)\`.
`,
  };
}
