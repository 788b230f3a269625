/** What a simulator has seen so far, with the newest payments first. */
import { formatMoney } from '../../money.js';
import { html, type Html } from '../../pages/html.js';
import { STYLE } from '../../pages/style.js';
import type { HttpResponse } from '../../http/message.js';
import { type Action } from '../control.js';
import {
  capturedMicros,
  disputedMicros,
  refundedMicros,
  type SimulatedPayment,
} from '../simulated-payment.js';
import type { PaymentWorld } from '../world.js';

const SHOWN = 100;

export function overviewPage(world: PaymentWorld): HttpResponse {
  const { merchant, deliveries, payments } = world;
  const { counts } = deliveries;
  const refused = Object.values(counts.refused).reduce((all, each) => all + each, 0);
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Payments of ${merchant.brand}, simulated</title>
        <style>
          ${{ html: STYLE + TABLE_STYLE }}
        </style>
      </head>
      <body>
        <header>
          <a href="/">Wildlily, local run</a>
          <h1>Payments of ${merchant.brand}</h1>
          <p>
            Simulated: ${[...world.providers.values()].map(({ title }) => title).join(', ')}. Webhooks go to
            <code>${merchant.webhooksUrl}/&lt;provider&gt;</code>.
          </p>
        </header>
        <main>
          <section
            class="card operator"
            style="--primary: ${merchant.theme.primary}; --accent: ${merchant.theme.accent}; --text: inherit"
          >
            <dl class="counters">
              ${figure('payments', payments.length)} ${figure('webhooks', counts.webhooks)}
              ${figure('requests', counts.requests)} ${figure('accepted', counts.accepted)}
              ${figure('refused', refused)} ${figure('dropped', counts.dropped)}
            </dl>
            ${
              payments.length === 0
                ? html`<p>
                    Nobody has ordered anything yet. <code>POST /topups</code> of the operator API does.
                  </p>`
                : html`<div class="scroll">
                    <table>
                      <thead>
                        <tr>
                          <th>Payment</th>
                          <th>Provider</th>
                          <th class="number">Amount</th>
                          <th>State</th>
                          <th class="number">Taken</th>
                          <th class="number">Given back</th>
                          <th>Do</th>
                        </tr>
                      </thead>
                      <tbody>
                        ${payments
                          .slice(-SHOWN)
                          .toReversed()
                          .map((payment) => paymentRow(world, payment))}
                      </tbody>
                    </table>
                  </div>`
            }
          </section>
          <section class="card">
            <h2>For programs</h2>
            <ul>
              <li><code>GET ${merchant.url}/control/payments</code>: what is above</li>
              <li>
                <code>POST ${merchant.url}/control/payments/&lt;id&gt;/pay</code>, and <code>authorize</code>,
                <code>capture</code>, <code>decline</code>, <code>cancel</code>, <code>refund</code>,
                <code>fail-refund</code>, <code>open-dispute</code>, <code>win-dispute</code>,
                <code>lose-dispute</code>, with <code>{"amount": "5.00"}</code> for a part
              </li>
              <li>
                <code>PUT ${merchant.url}/control/disturbance</code> with
                <code>{"duplicates": 5, "reorder": true, "delayMs": 0, "drop": 0.1, "seed": 1}</code>:
                webhooks come up to five times, in any order, and one in ten never
              </li>
              <li>
                <code>PUT ${merchant.url}/control/saved-methods</code> with <code>{"declined": true}</code>:
                charges of methods that were kept are declined
              </li>
              <li>
                <code>GET ${merchant.url}/control/deliveries</code>: the last webhooks, and how they were
                answered
              </li>
            </ul>
          </section>
        </main>
        <script>
          ${{ html: SCRIPT }};
        </script>
      </body>
    </html> `;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: body.html };
}

const figure = (label: string, value: number): Html =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;

function paymentRow(world: PaymentWorld, payment: SimulatedPayment): Html {
  const { provider: id, currency, state } = payment;
  const provider = world.providerOf(id);
  const back = refundedMicros(payment) + disputedMicros(payment, 'lost');
  const isDisputed = disputedMicros(payment, 'opened') > 0;
  return html`<tr>
    <td><a href="${provider.checkoutUrl(payment)}">${payment.merchantsId ?? payment.id}</a></td>
    <td>${provider.title}</td>
    <td class="number">${formatMoney(payment.micros, currency)}</td>
    <td>${isDisputed ? `${state}, disputed` : state}</td>
    <td class="number">${formatMoney(capturedMicros(payment), currency)}</td>
    <td class="number">${formatMoney(back, currency)}</td>
    <td>
      ${possible(world, payment).map(
        ([action, label]) =>
          html`<button
            data-action="${`${world.merchant.url}/control/payments/${encodeURIComponent(payment.id)}/${action}`}"
          >
            ${label}
          </button> `,
      )}
    </td>
  </tr>`;
}

/** What makes sense now. */
function possible(world: PaymentWorld, payment: SimulatedPayment): (readonly [Action, string])[] {
  const { abilities } = world.providerOf(payment.provider);
  const left = capturedMicros(payment) - refundedMicros(payment) - disputedMicros(payment, 'lost');
  if (disputedMicros(payment, 'opened') > 0)
    return [
      ['win-dispute', 'Won'],
      ['lose-dispute', 'Lost'],
    ];
  switch (payment.state) {
    case 'open':
      return [
        ['pay', 'Pay'],
        ['decline', 'Decline'],
        ['cancel', 'Cancel'],
      ];
    case 'declined':
      return abilities.has('late-capture') ? [['capture', 'Capture late']] : [];
    case 'authorized':
      return [['capture', 'Capture']];
    default:
      if (left <= 0) return [];
      return [
        ['refund', 'Refund'],
        ...(abilities.has('dispute') ? [['open-dispute', 'Dispute'] as const] : []),
      ];
  }
}

const TABLE_STYLE = `
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td a { overflow-wrap: anywhere; }
td button { font: inherit; font-size: 0.85rem; border: 1px solid #c9ced6; border-radius: 0.4rem; background: #fff; padding: 0.15rem 0.6rem; cursor: pointer; }
`;

const SCRIPT = `
for (const button of document.querySelectorAll('button[data-action]'))
  button.addEventListener('click', async () => {
    button.disabled = true;
    const response = await fetch(button.dataset.action, { method: 'POST' });
    if (!response.ok) alert((await response.json()).message);
    location.reload();
  });
`;
