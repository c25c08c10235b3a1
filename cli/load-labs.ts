import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompiledLab } from "../labs/compiled-lab.ts";
import { labFolders } from "../labs/index.ts";
import { compileLab } from "../labs/load/compile-lab.ts";
import { didYouMean } from "../labs/load/did-you-mean.ts";
import { Misuse } from "./command.ts";

/** The repository's root: the nearest folder above this file that holds `labs/` and `content/`. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!(existsSync(join(folder, "labs")) && existsSync(join(folder, "content")))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Misuse("no labs/ and content/ above the program", false);
    folder = parent;
  }
  return folder;
}

/** The files of one lab by path from the repository's root, as `compileLab` wants them. */
export function labFiles(root: string, slug: string): Record<string, string> {
  const files: Record<string, string> = {};
  const add = (path: string): void => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(`${path}/${name}`);
    else files[path] = readFileSync(full, "utf8");
  };
  add(`labs/${slug}`);
  for (const name of readdirSync(join(root, "content", "labs"))) {
    if (name.startsWith(`${slug}.`)) add(`content/labs/${name}`);
  }
  add("content/templates");
  return files;
}

/** Compiles one lab folder. Author errors are thrown as `AuthorError`. */
export function loadLab(root: string, slug: string): CompiledLab {
  return compileLab(slug, labFiles(root, slug));
}

/** Every shipped lab's folder name, or the folders named by `paths`. */
export function labSlugs(root: string, paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return labFolders;
  return paths.map((path) => {
    const slug = basename(resolve(path));
    if (!existsSync(join(root, "labs", slug, "lab.yaml")))
      throw new Misuse(`${path}: no lab.yaml there`, false);
    return slug;
  });
}

/** A shipped lab by its id; an unknown id is a `Misuse` that names the nearest one. */
export function loadLabById(root: string, id: string | undefined): CompiledLab {
  if (id === undefined) throw new Misuse("LAB is missing");
  const slug = labFolders.find((folder) => folder.replace(/^\d+-/, "") === id);
  if (slug !== undefined) return loadLab(root, slug);
  const near = didYouMean(
    id,
    labFolders.map((folder) => folder.replace(/^\d+-/, "")),
  );
  const all = labFolders.map((folder) => folder.replace(/^\d+-/, "")).join(", ");
  throw new Misuse(
    `unknown lab "${id}"; ${near === undefined ? `the labs are ${all}` : `did you mean "${near}"?`}`,
    false,
  );
}
