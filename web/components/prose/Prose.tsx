import type { Nodes, RootContent } from "mdast";
import { Fragment, type ReactNode } from "react";
import { t } from "../../i18n/t.ts";
import { highlight } from "../editor/Highlight.tsx";

/** What a fenced block offers to do with its text; nothing runs by itself. */
export type FenceAction = (language: string, text: string) => { label: string; run: () => void } | undefined;

interface ProseContext {
  readonly fence: FenceAction | undefined;
  readonly link: ((href: string, children: ReactNode) => ReactNode) | undefined;
}

/**
 * Markdown trees as React elements. Raw HTML stays visible as text, links go to http, https or `#/`
 * only, and pictures from other sites are named instead of loaded.
 */
export function Prose({
  nodes,
  fence,
  link,
}: {
  nodes: readonly RootContent[];
  fence?: FenceAction;
  /** Draws a link in another way, for example with a cited value beside it. */
  link?: (href: string, children: ReactNode) => ReactNode;
}) {
  return <>{all(nodes, { fence, link })}</>;
}

function all(nodes: readonly Nodes[], context: ProseContext): ReactNode {
  return nodes.map((node, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a parsed document is drawn whole; nodes have no identity
    <Fragment key={index}>{one(node, context)}</Fragment>
  ));
}

function one(node: Nodes, context: ProseContext): ReactNode {
  const inside = (): ReactNode => ("children" in node ? all(node.children as Nodes[], context) : null);
  switch (node.type) {
    case "paragraph":
      return <p>{inside()}</p>;
    case "heading":
      return heading(Math.min(6, node.depth + 1), inside());
    case "text":
    case "html":
      return node.value;
    case "strong":
      return <b>{inside()}</b>;
    case "emphasis":
      return <em>{inside()}</em>;
    case "delete":
      return <del>{inside()}</del>;
    case "inlineCode":
      return <code>{node.value}</code>;
    case "break":
      return <br />;
    case "thematicBreak":
      return <hr />;
    case "blockquote":
      return <blockquote>{inside()}</blockquote>;
    case "list":
      return node.ordered ? <ol start={node.start ?? 1}>{inside()}</ol> : <ul>{inside()}</ul>;
    case "listItem":
      return <li>{listItem(node.children, context)}</li>;
    case "code":
      return <Fence language={node.lang ?? ""} text={node.value} context={context} />;
    case "link":
      return anchor(node.url, inside(), context);
    case "image":
      return image(node.url, node.alt ?? "");
    case "table":
      return <Table node={node} context={context} />;
    default:
      return null;
  }
}

function heading(level: number, children: ReactNode): ReactNode {
  if (level <= 2) return <h2>{children}</h2>;
  return level === 3 ? <h3>{children}</h3> : <h4>{children}</h4>;
}

/** A tight list item holds one paragraph; its text stands in the item itself. */
function listItem(children: readonly Nodes[], context: ProseContext): ReactNode {
  const [only] = children;
  return children.length === 1 && only?.type === "paragraph"
    ? all(only.children, context)
    : all(children, context);
}

/** The first row of a Markdown table is its head. */
function Table({ node, context }: { node: Extract<Nodes, { type: "table" }>; context: ProseContext }) {
  const [head, ...rows] = node.children;
  const alignment = (index: number): string => (node.align?.[index] === "right" ? "num" : "");
  return (
    <div className="table-scroll">
      <table>
        <thead>
          <tr>
            {head?.children.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place
              <th key={i} scope="col" className={alignment(i)}>
                {all(cell.children, context)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, k) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is known by its place
            <tr key={k}>
              {row.children.map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is known by its place
                <td key={i} className={alignment(i)}>
                  {all(cell.children, context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const coloured = ["promql", "yaml"] as const;

function Fence({ language, text, context }: { language: string; text: string; context: ProseContext }) {
  const action = context.fence?.(language, text);
  const tall = text.includes("\n");
  const known = coloured.find((one) => language.startsWith(one));
  return (
    <div className={tall ? "fence tall" : "fence"}>
      <pre {...(tall ? { tabIndex: 0 } : {})}>
        <code>{known === undefined ? text : highlight(known, text)}</code>
      </pre>
      {action === undefined ? null : (
        <button type="button" className="btn quiet" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}

function anchor(href: string, children: ReactNode, context: ProseContext): ReactNode {
  if (!/^(https?:\/\/|#\/)/.test(href)) return children;
  if (context.link !== undefined) return context.link(href, children);
  return (
    <a href={href} rel="noopener noreferrer" {...(href.startsWith("#") ? {} : { target: "_blank" })}>
      {children}
    </a>
  );
}

function image(url: string, alt: string): ReactNode {
  // A bare path stays on this site; two slashes of either kind begin with another host.
  const own =
    /^(?![a-z][a-z\d+.-]*:|[/\\]{2})/i.test(url) || (url.startsWith("data:image/") && url.length <= 100_000);
  return own ? <img src={url} alt={alt} /> : <span className="dim">{t("shared.noImage", { alt })}</span>;
}
