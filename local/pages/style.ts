/** Of all pages of the local run. */
export const STYLE = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: #f4f5f7; color: #1a1a1a; }
header, main { max-width: 62rem; margin: 0 auto; padding: 1rem; box-sizing: border-box; }
h1 { margin: 0; } h2 { margin: 0.5rem 0; } small { font-weight: normal; font-size: 0.9rem; opacity: 0.75; }
.card { background: #fff; border-radius: 0.5rem; padding: 1rem 1.25rem; margin-bottom: 1rem; box-shadow: 0 1px 3px #0002; }
.operator { border-top: 0.5rem solid var(--primary); color: var(--text); }
.operator summary { color: var(--primary); cursor: pointer; }
.counters { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 1rem 0; }
.counters div { border-left: 0.25rem solid var(--accent); padding-left: 0.75rem; }
.counters dt { font-size: 0.85rem; opacity: 0.75; } .counters dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #e5e7eb; }
pre { background: #f4f5f7; padding: 0.75rem; overflow-x: auto; font-size: 0.8rem; } code { font-size: 0.85rem; }
.operator code { overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
article h2 { margin-top: 2rem; } article :not(pre) > code { background: #f4f5f7; padding: 0.1em 0.3em; border-radius: 0.25rem; overflow-wrap: anywhere; }
article td code { overflow-wrap: normal; } figure { margin: 1rem 0; } figcaption { font-size: 0.85rem; opacity: 0.75; }
@media (max-width: 40rem) {
  header, main { padding: 0.5rem; } .card { padding: 0.75rem; }
  .endpoints thead { display: none; } .endpoints tr { display: block; padding: 0.4rem 0; border-bottom: 1px solid #e5e7eb; }
  .endpoints td { display: block; border: 0; padding: 0; } .endpoints td + td { opacity: 0.75; }
  .endpoints td + td:has(code)::before { content: 'Scope: '; font-size: 0.85rem; }
}
`;
