import MarkdownIt from 'markdown-it';
import { html, type Html } from './html.js';

// HTML inside of Markdown is shown as text, and links other than to pages and mail are none.
const markdown = new MarkdownIt({ html: false });

const fence = markdown.renderer.rules['fence'];
markdown.renderer.rules['fence'] = (tokens, i, options, env, self) => {
  const { info = '', content = '' } = tokens[i] ?? {};
  if (info.trim() !== 'mermaid') return fence?.(tokens, i, options, env, self) ?? '';
  return html`<figure>
    <pre class="mermaid">${content}</pre>
    <figcaption>The source of a Mermaid diagram; GitHub and most editors draw it.</figcaption>
  </figure>`.html;
};
// Links to a heading (`#sources`) work as on GitHub.
markdown.renderer.rules['heading_open'] = (tokens, i, options, _env, self) => {
  const text = tokens[i + 1]?.content ?? '';
  tokens[i]?.attrSet('id', slugOf(text));
  return self.renderToken(tokens, i, options);
};
// Wide tables scroll by themselves, not the page.
markdown.renderer.rules['table_open'] = () => '<div class="scroll"><table>';
markdown.renderer.rules['table_close'] = () => '</table></div>';

/** Markdown, as GitHub writes it, as HTML. */
export function renderMarkdown(source: string): Html {
  return { html: markdown.render(source) };
}

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
