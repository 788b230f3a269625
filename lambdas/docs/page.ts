/** The reference page: the operator's colours and contents around Swagger UI. */

export interface PageOptions {
  /** @default 'partner' */
  readonly api?: 'partner' | 'settlement';
  /** The brand's name. */
  readonly name: string;
  readonly theme: { readonly primary: string; readonly accent: string; readonly text: string };
  /** Parts of the API, in their order. */
  readonly tags: readonly string[];
  readonly sandbox: boolean;
}

export function page({ api = 'partner', name, theme, tags, sandbox }: PageOptions): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(name)} ${api} API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/page.css">
<style>:root { --primary: ${escape(theme.primary)}; --accent: ${escape(theme.accent)}; --text: ${escape(theme.text)}; }</style>
</head>
<body>
<header>
<strong>${escape(name)}</strong> <span>${api === 'partner' ? 'Partner' : 'Settlement'} API</span>${sandbox ? ' <em>Sandbox</em>' : ''}
<a href="openapi.json" download>OpenAPI 3.1</a>
</header>
<nav aria-label="Parts of the API">
<a href="#top">Introduction</a>
${tags.map((tag) => `<a href="#" data-tag="${escape(tag)}">${escape(tag)}</a>`).join('\n')}
</nav>
<main id="reference"></main>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/page.js"></script>
</body>
</html>
`;
}

const escape = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[found]!,
  );

export const SCRIPT = `
const ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  defaultModelsExpandDepth: -1,
  defaultModelExpandDepth: 2,
  displayRequestDuration: true,
  requestSnippetsEnabled: true,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: 'BaseLayout',
});
for (const link of document.querySelectorAll('nav a')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    const tag = link.dataset.tag;
    if (tag === undefined) return window.scrollTo({ top: 0 });
    ui.layoutActions.show(['operations-tag', tag], true);
    const heading = document.getElementById('operations-tag-' + tag.replaceAll(' ', '_'));
    heading?.scrollIntoView({ block: 'start' });
  });
}
`;

export const STYLE = `
html { scroll-padding-top: 0.5rem; }
body { margin: 0; background: #fff; color: var(--text); font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template: auto 1fr / 15rem minmax(0, 1fr); }
header { grid-column: 1 / -1; display: flex; align-items: baseline; gap: 0.75rem; padding: 0.75rem 1.5rem; background: var(--primary); color: #fff; }
header strong { font-size: 1.25rem; } header span { opacity: 0.85; }
header em { font-style: normal; font-size: 0.8rem; padding: 0.1rem 0.6rem; border-radius: 1rem; background: var(--accent); color: #1a1a1a; }
header a { margin-left: auto; color: inherit; }
nav { position: sticky; top: 0; align-self: start; box-sizing: border-box; height: 100vh; overflow-y: auto; padding: 1rem 0; border-right: 1px solid #e5e7eb; background: #fafafa; }
nav a { display: block; padding: 0.3rem 1.5rem; color: inherit; text-decoration: none; font-size: 0.9rem; border-left: 3px solid transparent; }
nav a:hover, nav a:focus-visible { border-left-color: var(--accent); background: #fff; }
main { min-width: 0; }
.swagger-ui, .swagger-ui .info .title, .swagger-ui .opblock-tag, .swagger-ui .info li, .swagger-ui .info p, .swagger-ui .info table, .swagger-ui .opblock .opblock-summary-description, .swagger-ui .opblock-description-wrapper p, .swagger-ui table thead tr th, .swagger-ui .parameter__name, .swagger-ui .btn { font-family: inherit; color: var(--text); }
.swagger-ui .wrapper { max-width: 68rem; margin: 0; padding: 0 2rem; }
.swagger-ui .info { margin: 2rem 0 1rem; } .swagger-ui .info .title { font-size: 2rem; }
.swagger-ui .info .title small { background: #e5e7eb; } .swagger-ui .info .title small pre { color: #1a1a1a; }
.swagger-ui .info .title small.version-stamp { background: var(--primary); } .swagger-ui .info .title small.version-stamp pre { color: #fff; }
.swagger-ui .info p, .swagger-ui .info li { font-size: 0.95rem; max-width: 48rem; margin-left: 0; margin-right: 0; }
.swagger-ui .markdown code, .swagger-ui .renderedMarkdown code { color: var(--primary); font-weight: 500; padding: 0.1em 0.35em; }
.swagger-ui .opblock-tag small, .swagger-ui .opblock-tag small p { font-family: inherit; }
.swagger-ui .info__summary { font-size: 1.05rem; opacity: 0.8; }
.swagger-ui .scheme-container { box-shadow: none; padding: 0.5rem 0; background: none; }
.swagger-ui .btn.authorize { color: var(--primary); border-color: var(--primary); } .swagger-ui .btn.authorize svg { fill: var(--primary); }
.swagger-ui .btn.execute { background: var(--primary); border-color: var(--primary); color: #fff; }
.swagger-ui .opblock-tag { font-size: 1.15rem; padding: 0.75rem 0; } .swagger-ui .opblock-tag small { font-size: 0.85rem; opacity: 0.75; }
.swagger-ui .opblock { box-shadow: none; border-radius: 6px; margin: 0 0 0.5rem; }
.swagger-ui .opblock .opblock-summary-method { border-radius: 4px; min-width: 4.5rem; padding: 0.3rem 0; font-size: 0.75rem; }
.swagger-ui .opblock .opblock-summary-path { font-size: 0.85rem; } .swagger-ui .opblock .opblock-summary-description { font-size: 0.85rem; opacity: 0.8; }
.swagger-ui .filter .operation-filter-input { border: 1px solid #d1d5db; border-radius: 6px; margin: 0.5rem 0 1rem; }
.swagger-ui .info a, .swagger-ui a.nostyle:hover { color: var(--primary); }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; display: flex; overflow-x: auto; border: 0; border-bottom: 1px solid #e5e7eb; padding: 0; } nav a { white-space: nowrap; padding: 0.6rem 1rem; } .swagger-ui .wrapper { padding: 0 1rem; } }
`;
