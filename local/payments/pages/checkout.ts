/** The page on which a person pays a simulated payment. */
import { html, type Html } from '../../pages/html.js';
import { formatMoney } from '../../money.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from '../../http/message.js';
import { act, type Action } from '../control.js';
import { NotPossibleError, seeOther } from '../provider.js';
import { capturedMicros, refundedMicros, type SimulatedPayment } from '../simulated-payment.js';
import type { PaymentWorld } from '../world.js';
import { CHECKOUT_STYLE } from './style.js';

const FORM_ACTIONS: readonly Action[] = ['pay', 'decline', 'cancel'];

/** @param path  below `checkout/`: provider and payment */
export function serveCheckout(
  world: PaymentWorld,
  request: HttpRequest,
  path: readonly string[],
): HttpResponse {
  const [provider = '', id = ''] = path.map((part) => decodeURIComponent(part));
  const payment = world.payments.find((each) => each.provider === provider && each.id === id);
  if (payment === undefined) return jsonResponse(404, { message: `${provider} knows no payment "${id}"` });
  if (request.method === 'GET' || request.method === 'HEAD') return page(world, payment);
  const wanted = new URLSearchParams(request.body.toString()).get('action');
  const action = FORM_ACTIONS.find((each) => each === wanted);
  if (request.method !== 'POST' || action === undefined)
    return jsonResponse(400, { message: `action is "${wanted}"; allowed: ${FORM_ACTIONS.join(', ')}` });
  try {
    act(world, payment, action);
  } catch (error) {
    // Pressed twice, or in two windows: the page shows what became of it.
    if (!(error instanceof NotPossibleError)) throw error;
  }
  return seeOther(world.providerOf(payment.provider).checkoutUrl(payment));
}

const STATES: Readonly<Record<SimulatedPayment['state'], readonly [text: string, kind: string]>> = {
  open: ['', ''],
  declined: ['Declined: not enough money', 'bad'],
  authorized: ['Approved. The merchant takes the money now.', 'good'],
  captured: ['Paid', 'good'],
  canceled: ['Canceled. Nothing was paid.', ''],
};

function page(world: PaymentWorld, payment: SimulatedPayment): HttpResponse {
  const { merchant } = world;
  const provider = world.providerOf(payment.provider);
  const { state, currency, micros } = payment;
  const [text, kind] = STATES[state];
  const amount = formatMoney(micros, currency);
  const refunded = refundedMicros(payment);
  const isPayable = state === 'open' || (state === 'declined' && provider.abilities.has('try-again'));
  const body = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${amount} to ${merchant.brand} · simulated ${provider.title}</title>
        <style>
          ${{ html: CHECKOUT_STYLE }}
        </style>
      </head>
      <body style="--brand: ${merchant.theme.primary}">
        <main class="sheet">
          <p class="who">
            <strong>${merchant.brand}</strong> <span class="tag">Simulated ${provider.title}</span>
          </p>
          ${text === '' ? '' : html`<p class="state ${kind}" role="status">${text}</p>`}
          <h1>${amount}</h1>
          <p class="for">${payment.description === merchant.brand ? 'Top-up' : payment.description}</p>
          <dl>
            <div>
              <dt>Order</dt>
              <dd><code>${payment.merchantsId ?? payment.id}</code></dd>
            </div>
            ${
              payment.savesMethodOf === undefined
                ? ''
                : html`<div>
                    <dt>Payment method</dt>
                    <dd>kept for later top-ups</dd>
                  </div>`
            }
            ${
              capturedMicros(payment) > 0 && capturedMicros(payment) < micros
                ? row('Taken so far', formatMoney(capturedMicros(payment), currency))
                : ''
            }
            ${refunded > 0 ? row('Refunded', formatMoney(refunded, currency)) : ''}
          </dl>
          ${isPayable ? form(amount) : wayBack(provider.returnUrl(payment), merchant.brand)}
          <p class="note">
            No money moves: this page stands for ${provider.title} on a local run, and tells ${merchant.brand}
            by webhook what you do here.
          </p>
        </main>
      </body>
    </html> `;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: body.html };
}

const row = (name: string, value: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const form = (amount: string): Html =>
  html`<form method="post">
    <button class="main" name="action" value="pay">Pay ${amount}</button>
    <div class="two">
      <button name="action" value="decline">Decline</button>
      <button name="action" value="cancel">Cancel</button>
    </div>
  </form>`;

/** A link, not a redirect: where it leads to is often a site that no local run has. */
const wayBack = (url: string | undefined, brand: string): Html =>
  url === undefined ? html`` : html`<a class="button main" href="${url}">Back to ${brand}</a>`;
