import { resolve } from 'node:path';
import type { HttpRequest } from '../../local/http/message.js';
import { documentPages, findDocuments } from '../../local/pages/documents.js';
import { renderMarkdown } from '../../local/pages/markdown.js';

const ROOT = resolve(__dirname, '../..');

test('Markdown becomes HTML; Mermaid stays readable; HTML and scripts do not get through', () => {
  const { html } = renderMarkdown(
    '## What it does, briefly\n\n| a | b |\n|---|---|\n| `x` | [y](y.md#z) |\n\n```mermaid\nA --> B\n```\n\n' +
      '<script>alert(1)</script> [no](javascript:alert(1))',
  );
  expect(html).toContain('<h2 id="what-it-does-briefly">');
  expect(html).toMatch(/<div class="scroll"><table>[^]*<a href="y.md#z">y<\/a>[^]*<\/table><\/div>/);
  expect(html).toMatch(/<pre class="mermaid">A --&gt; B\s*<\/pre>/);
  expect(html).not.toMatch(/<script|href="javascript/);
});

test('every document is a page, and every link between documents leads to one', () => {
  const documents = findDocuments(ROOT);
  expect(documents.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/README.md', '/CONTRIBUTING.md', '/docs/charging.md']),
  );
  expect(documents[0]).toMatchObject({ title: 'README' });
  const pages = new Map(documentPages(documents));
  expect(pages.has('/docs/decisions/')).toBe(true);
  const dead: string[] = [];
  for (const [path, page] of pages) {
    const { body, headers } = page({} as HttpRequest);
    expect(headers).toEqual({ 'content-type': 'text/html; charset=utf-8' });
    for (const [, href = ''] of String(body).matchAll(/<a href="([^"]+)"/g)) {
      const target = new URL(href, `http://local${path}`);
      if (target.host !== 'local' || target.pathname === '/') continue;
      const found = pages.get(target.pathname)?.({} as HttpRequest).body;
      const anchor = decodeURIComponent(target.hash.slice(1));
      if (found === undefined || (anchor !== '' && !String(found).includes(`id="${anchor}"`)))
        dead.push(`${path} → ${href}`);
    }
  }
  expect(dead).toEqual([]);
});
