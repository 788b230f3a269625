import type { Operator } from '../../domain/operator/operator.js';
import type { OperatorCounts } from '../counters.js';
import type { LocalOperator } from '../local-operator.js';
import { formatMoney } from '../money.js';
import { curlExamples } from './curl.js';
import { html, type Html } from './html.js';
import { STYLE } from './style.js';

export interface IndexPageView {
  readonly operators: readonly {
    readonly local: LocalOperator;
    readonly theme: Operator['brand']['theme'];
    readonly routes: readonly {
      readonly url: string;
      readonly routeKey: string;
      readonly scopes: readonly string[];
    }[];
    readonly counts: OperatorCounts;
  }[];
  readonly documents: readonly { readonly path: string; readonly title: string }[];
  readonly notEnforced: readonly string[];
}

/** The page at `/`: operators, where they answer, how to ask, what has happened so far. */
export function indexPage({ operators, documents, notEnforced }: IndexPageView): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Wildlily, local run</title>
        <style>
          ${{ html: STYLE }}
        </style>
      </head>
      <body>
        <header>
          <h1>Wildlily</h1>
          <p>
            ${operators.length === 1 ? '1 virtual operator' : `${operators.length} virtual operators`},
            running on this machine from synthesized AWS templates.
          </p>
        </header>
        <main>
          ${operators.map(operatorCard)}
          <section class="card">
            <h2>For programs</h2>
            <ul>
              <li>
                <a href="/local/operators">/local/operators</a>: operators, URLs, clients with their secrets
                and scopes, seeded subscribers
              </li>
              <li><a href="/local/counters">/local/counters</a>: the counters above</li>
              <li><a href="/local/health">/local/health</a></li>
            </ul>
            <h2>Documents</h2>
            <ul>
              ${documents.map(({ path, title }) => html`<li><a href="${path}">${title}</a></li>`)}
            </ul>
            <h2>Not enforced here</h2>
            <ul>
              ${notEnforced.map((each) => html`<li>${each}</li>`)}
            </ul>
          </section>
        </main>
        <script>
          ${{ html: SCRIPT }};
        </script>
      </body>
    </html> `.html;
}

function operatorCard({ local, theme, routes, counts }: IndexPageView['operators'][number]): Html {
  const { id, brand, market } = local;
  const examples = curlExamples(local);
  const style = `--primary: ${theme.primary}; --accent: ${theme.accent}; --text: ${theme.text}`;
  return html`<section class="card operator" id="${id}" data-currency="${market.currency}" style="${style}">
    <h2>${brand.name} <small>${id} · ${market.country} · ${market.currency} · ${market.timeZone}</small></h2>
    <dl class="counters">
      ${counter('sessions open', 'open', String(counts.sessionsOpen))}
      ${counter('requests', 'requests', String(counts.requests))}
      ${counter('grants', 'grants', String(counts.grants))}
      ${counter('denials', 'denials', String(counts.denials))}
      ${counter('revenue', 'revenue', formatMoney(counts.revenueMicros, market.currency))}
    </dl>
    <p>
      Plans:
      ${local.plans.map((plan, i) => html`${i === 0 ? '' : ', '}${plan.name} (<code>${plan.id}</code>)`)}.
      ${local.subscribers.length} subscribers, <code>${local.subscribers[0]?.supi ?? ''}</code> to
      <code>${local.subscribers.at(-1)?.supi ?? ''}</code>.
    </p>
    <details>
      <summary>Ask for its plans</summary>
      <pre>${examples.plans}</pre>
    </details>
    <details>
      <summary>Look a subscriber up</summary>
      <pre>${examples.subscriber}</pre>
    </details>
    <details>
      <summary>Ask what a usage would cost, and adjust an account</summary>
      <pre>${examples.account}</pre>
    </details>
    ${
      examples.files === undefined
        ? ''
        : html`<details>
            <summary>Put a file of usage into the bucket</summary>
            <p><code>${local.filesUrl ?? ''}</code> takes <code>usage/</code> and <code>members/</code>.</p>
            <pre>${examples.files}</pre>
          </details>`
    }
    ${
      local.paymentSimulatorUrl === undefined || examples.topUp === undefined
        ? ''
        : html`<details>
            <summary>Top an account up: order, pay, see it credited</summary>
            <p>
              Payments with ${local.paymentProviders.join(', ')} are simulated:
              <a href="${local.paymentSimulatorUrl}/">pay, refund and dispute them</a>. Webhooks come to
              ${local.paymentProviders.map((provider, i) => html`${i === 0 ? '' : ', '}<code>${local.apis['webhooks'] ?? ''}/${provider}</code>`)}.
            </p>
            <pre>${examples.topUp}</pre>
          </details>`
    }
    ${
      examples.partner === undefined
        ? ''
        : html`<details>
            <summary>Sell through the partner API: try an order of an eSIM, then place it</summary>
            <p>
              <a href="${local.apis['partner'] ?? ''}/docs">Its reference</a>, to try out with the client of a
              partner (<a href="${local.apis['partner'] ?? ''}/openapi.json">OpenAPI 3.1</a>);
              <a href="/docs/partner-api.md">sell in ten minutes</a>.
            </p>
            <pre>${examples.partner}</pre>
          </details>`
    }
    <details>
      <summary>Clients: whose they are, and their secrets</summary>
      <table class="endpoints">
        <thead>
          <tr>
            <th>Client</th>
            <th>Client id</th>
            <th>Client secret</th>
          </tr>
        </thead>
        <tbody>
          ${local.clients.map(
            ({ name, partner, clientId, clientSecret }) =>
              html`<tr>
                <td><code>${name}</code>${partner === undefined ? '' : html`, partner ${partner}`}</td>
                <td><code>${clientId}</code></td>
                <td><code>${clientSecret}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
    <details>
      <summary>Charge a data session: create, update, release</summary>
      <pre>${examples.charge}</pre>
    </details>
    <details>
      <summary>All of its endpoints, and the scope of the token for each</summary>
      <table class="endpoints">
        <thead>
          <tr>
            <th>Endpoint</th>
            <th>Scope of the token</th>
          </tr>
        </thead>
        <tbody>
          ${routes.map(({ url, routeKey, scopes }) => {
            const [method = '', path = ''] = routeKey.split(' ');
            return html`<tr>
              <td><code>${method} ${url}${path}</code></td>
              <td>${scopes.length === 0 ? withoutToken(path) : html`<code>${scopes.join(' ')}</code>`}</td>
            </tr>`;
          })}
          <tr>
            <td><code>POST ${local.tokenUrl}</code></td>
            <td>client credentials</td>
          </tr>
        </tbody>
      </table>
    </details>
  </section>`;
}

/** Why a route wants no token. */
function withoutToken(path: string): string {
  if (path.startsWith('/webhooks/')) return 'none: signed by the provider';
  return path.startsWith('/host/') ? 'none: signed by the host' : 'none: public';
}

const counter = (label: string, name: string, value: string): Html =>
  html`<div>
    <dt>${label}</dt>
    <dd data-counter="${name}">${value}</dd>
  </div>`;

const SCRIPT = `
const money = (micros, currency) => new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(micros / 1e6);
async function refresh() {
  try {
    const all = await (await fetch('/local/counters')).json();
    for (const [id, c] of Object.entries(all)) {
      const card = document.getElementById(id);
      const show = { open: c.sessionsOpen, requests: c.requests, grants: c.grants, denials: c.denials,
        revenue: money(c.revenueMicros, card.dataset.currency) };
      for (const [name, value] of Object.entries(show)) card.querySelector('[data-counter=' + name + ']').textContent = value;
    }
  } catch { /* The local run has stopped; the last figures stay. */ }
}
setInterval(refresh, 1000);
`;
