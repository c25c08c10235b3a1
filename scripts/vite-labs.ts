import { join } from "node:path";
import type { Nodes, RootContent } from "mdast";
import type { Plugin } from "vite";
import { labFiles } from "../cli/load-labs.ts";
import type { StepProse } from "../content/types.ts";
import type { CompiledLab } from "../labs/compiled-lab.ts";
import { labFolders } from "../labs/index.ts";
import { compileLab } from "../labs/load/compile-lab.ts";
import { parseMarkdown } from "../labs/load/markdown.ts";
import type { LabModule, LabSummary, StepProseTree } from "../web/session/lab-content.ts";

const listId = "virtual:labs";
const labPrefix = "virtual:lab/";

/**
 * Compiles the labs while the page is built, so the browser gets plain JSON and no YAML, Markdown or
 * schema parser. `virtual:labs` is the list; each lab is a chunk of its own.
 */
export function labsPlugin(root: string): Plugin {
  let building = true;
  return {
    name: "nines-labs",
    configResolved(config) {
      building = config.command === "build";
    },
    resolveId(id) {
      return id === listId || id.startsWith(labPrefix) ? `\0${id}` : undefined;
    },
    load(id) {
      if (id !== `\0${listId}` && !id.startsWith(`\0${labPrefix}`)) return undefined;
      const slugs = id === `\0${listId}` ? labFolders : [id.slice(labPrefix.length + 1)];
      const labs = slugs.flatMap((slug) => {
        const files = labFiles(root, slug);
        for (const path of Object.keys(files)) this.addWatchFile(join(root, path));
        try {
          return [compileLab(slug, files)];
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          // While writing, one broken lab must not take the others away; a build never ships without it.
          if (building) this.error(message);
          this.warn(message);
          return [];
        }
      });
      return id === `\0${listId}` ? listModule(labs) : labs.map(labModule).join("");
    },
  };
}

function listModule(labs: readonly CompiledLab[]): string {
  const summaries = labs.map(
    (lab): LabSummary => ({
      slug: lab.slug,
      id: lab.id,
      title: lab.title,
      summary: lab.prose.summary,
      section: lab.section,
      minutes: lab.minutes,
      level: lab.level,
      needs: lab.needs,
      teaches: lab.teaches,
      steps: lab.steps.map(({ id, answer }) => ({ id, answer, title: lab.prose.steps[id]?.title ?? id })),
    }),
  );
  const loaders = labs.map(({ id, slug }) => `${JSON.stringify(id)}: () => import("${labPrefix}${slug}")`);
  return `export const labs = ${JSON.stringify(summaries)};\nexport const loaders = {${loaders.join(",")}};\n`;
}

/** Recorded mistakes stay out of the page: only the contract test needs them. */
function labModule(lab: CompiledLab): string {
  const prose = Object.fromEntries(
    Object.entries(lab.prose.steps).map(([id, step]) => [id, proseTree(step)]),
  );
  const module: LabModule = { lab: { ...lab, mistakes: [] }, prose };
  return `export default ${JSON.stringify(module)};\n`;
}

function proseTree({ title, body, hints, approaches, background }: StepProse): StepProseTree {
  return {
    title,
    body: tree(body),
    hints: hints.map(tree),
    approaches: tree(approaches),
    background: tree(background),
  };
}

function tree(markdown: string): RootContent[] {
  return parseMarkdown(markdown).children.map(withoutPositions);
}

function withoutPositions<T extends Nodes>(node: T): T {
  const { position: _position, ...rest } = node;
  if (!("children" in rest) || !Array.isArray(rest.children)) return rest as T;
  return { ...rest, children: rest.children.map((child: Nodes) => withoutPositions(child)) } as unknown as T;
}
