import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '../http/front.js';
import { html, type Html } from './html.js';
import { renderMarkdown } from './markdown.js';
import { STYLE } from './style.js';

export interface Document {
  /** `/docs/charging.md`: as in the repository, so that links between documents work. */
  readonly path: string;
  readonly title: string;
  readonly file: string;
}

/** The README, CONTRIBUTING, the client's README, and the Markdown files of `docs/`, with their first headings. */
export function findDocuments(root: string): Document[] {
  const top = ['README.md', 'CONTRIBUTING.md', 'client/README.md'].filter((name) =>
    existsSync(join(root, name)),
  );
  const docs = existsSync(join(root, 'docs'))
    ? (readdirSync(join(root, 'docs'), { recursive: true }) as string[])
        .filter((name) => name.endsWith('.md'))
        .toSorted()
    : [];
  return [...top, ...docs.map((name) => join('docs', name))].map((name) => {
    const file = join(root, name);
    const heading = /^#\s+(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    const title = name === 'README.md' ? 'README' : (heading ?? name);
    return { path: `/${name.replaceAll('\\', '/')}`, title, file };
  });
}

/** Documents and lists of the folders below `docs/`, by their paths. */
export function documentPages(documents: readonly Document[]): [string, Page][] {
  const folderOf = ({ path }: Document): string => path.slice(0, path.lastIndexOf('/') + 1);
  const folders = new Set(documents.map(folderOf).filter((folder) => folder !== '/'));
  return [
    ...documents.map((document): [string, Page] => [
      document.path,
      () => page(document.title, renderMarkdown(readFileSync(document.file, 'utf8'))),
    ]),
    ...[...folders].flatMap((folder): [string, Page][] => {
      const inside = documents.filter((document) => folderOf(document) === folder);
      const list: Page = () =>
        page(
          folder,
          html`<h1>${folder}</h1>
            <ul>
              ${inside.map(({ path, title }) => html`<li><a href="${path}">${title}</a></li>`)}
            </ul>`,
        );
      return [
        [folder, list],
        [folder.slice(0, -1), list],
      ];
    }),
  ];
}

const page = (title: string, content: Html): ReturnType<Page> => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Wildlily</title>
        <style>
          ${{ html: STYLE }}
        </style>
      </head>
      <body>
        <header><a href="/">Wildlily, local run</a></header>
        <main><article class="card">${content}</article></main>
      </body>
    </html> `.html,
});
