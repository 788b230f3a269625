import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../http/front.js';

export interface Document {
  /** `/docs/charging.md` */
  readonly path: string;
  readonly title: string;
  readonly file: string;
}

/** The README and the Markdown files of `docs/`, with their first headings. */
export function findDocuments(root: string): Document[] {
  const readme = ['README.md'].filter((name) => existsSync(join(root, name)));
  const docs = existsSync(join(root, 'docs'))
    ? (readdirSync(join(root, 'docs'), { recursive: true }) as string[])
        .filter((name) => name.endsWith('.md'))
        .toSorted()
    : [];
  return [...readme, ...docs.map((name) => join('docs', name))].map((name) => {
    const file = join(root, name);
    const heading = /^#\s+(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    return { path: `/${name.replaceAll('\\', '/')}`, title: heading ?? name, file };
  });
}

/** A document as it is written: browsers show plain text, and offer to download Markdown. */
export const documentPage =
  ({ file }: Document): Page =>
  () => ({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: readFileSync(file, 'utf8'),
  });
