import { z } from "zod";

/** JSON Schema as far as we walk it. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly const?: unknown;
}

/** Names a schema allows at a path of a document: keys of an object, or the kinds of a union. */
export function schemaKeys(schema: z.ZodType, document: unknown): (path: readonly PropertyKey[]) => string[] {
  const root = z.toJSONSchema(schema, { io: "input" }) as Shape;
  return (path) => {
    let shape: Shape | undefined = root;
    let value = document;
    for (const key of path) {
      if (shape === undefined) break;
      shape = pick(shape, value);
      value = value !== null && typeof value === "object" ? Reflect.get(value, key) : undefined;
      const child: Shape | undefined = shape?.properties?.[String(key)];
      const rest: Shape | boolean | undefined = shape?.additionalProperties;
      shape =
        typeof key === "number" ? shape?.items : (child ?? (typeof rest === "object" ? rest : undefined));
    }
    if (shape === undefined) return [];
    const kinds = (shape.oneOf ?? shape.anyOf ?? []).map((option) => option.properties?.kind?.const);
    if (kinds.length === 0 && path.at(-1) === "kind") return [];
    const chosen = pick(shape, value);
    if (chosen?.properties !== undefined) return Object.keys(chosen.properties);
    return kinds.filter((kind) => typeof kind === "string");
  };
}

function pick(shape: Shape, value: unknown): Shape | undefined {
  const options = shape.oneOf ?? shape.anyOf;
  if (options === undefined) return shape;
  const kind = value !== null && typeof value === "object" ? Reflect.get(value, "kind") : undefined;
  return options.find((option) => kind !== undefined && option.properties?.kind?.const === kind);
}
