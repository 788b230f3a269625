/** Of the pages of simulated providers: no provider's colours, for they are nobody's pages but ours. */
export const CHECKOUT_STYLE = `
:root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; --ink: #1c2430; --soft: #5a6473; --line: #d9dee6; --action: #1f5fbf; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; background: #eef1f5; color: var(--ink); display: grid; place-items: start center; padding: 3rem 1rem; }
.sheet { width: 100%; max-width: 27rem; background: #fff; border-radius: 0.9rem; border-top: 0.4rem solid var(--brand); box-shadow: 0 6px 28px #1c243022; padding: 1.75rem; }
.who { display: flex; justify-content: space-between; gap: 1rem; align-items: baseline; margin: 0 0 1.25rem; color: var(--soft); }
.who strong { color: var(--ink); }
.tag { font-size: 0.8rem; border: 1px solid var(--line); border-radius: 1rem; padding: 0.1rem 0.7rem; white-space: nowrap; }
h1 { font-size: 2.4rem; line-height: 1.15; margin: 0; font-variant-numeric: tabular-nums; }
.for { margin: 0.25rem 0 1.5rem; color: var(--soft); overflow-wrap: anywhere; }
dl { margin: 0 0 1.5rem; border-top: 1px solid var(--line); }
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.55rem 0; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); } dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
dd code { font-size: 0.85rem; }
form { display: grid; gap: 0.6rem; }
button, .button { font: inherit; font-weight: 600; width: 100%; min-height: 3rem; border-radius: 0.6rem; border: 1px solid var(--line); background: #fff; color: var(--ink); cursor: pointer; text-align: center; text-decoration: none; display: grid; place-items: center; padding: 0.5rem 1rem; }
button.main, .button.main { background: var(--action); border-color: var(--action); color: #fff; }
button:hover, .button:hover { filter: brightness(0.94); }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0.6rem; }
.state { border-radius: 0.6rem; padding: 0.75rem 1rem; margin: 0 0 1.25rem; background: #eef1f5; font-weight: 600; }
.state.good { background: #e3f4e8; color: #125a2b; } .state.bad { background: #fdecea; color: #8a1c12; }
.note { color: var(--soft); font-size: 0.85rem; margin: 1.25rem 0 0; }
`;
