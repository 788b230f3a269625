/** `…/control`: what tests and programs do to simulated payments, and what they ask about them. JSON. */
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import { jsonResponse, type HttpRequest, type HttpResponse } from '../http/message.js';
import { type Disturbance, MAX_DELAY_MS, MAX_DUPLICATES } from './deliveries.js';
import { type Json, readJson, textOf } from './json.js';
import { NotPossibleError } from './provider.js';
import {
  capturedMicros,
  disputedMicros,
  refundedMicros,
  type SimulatedPayment,
} from './simulated-payment.js';
import type { PaymentWorld } from './world.js';

/** A payment as `GET …/control/payments` shows it: decimals of its currency. */
export interface PaymentView {
  readonly provider: string;
  readonly id: string;
  /** What the merchant calls it; a part of it, where the provider carries no more. */
  readonly merchantsId: string | undefined;
  readonly state: string;
  readonly currency: string;
  readonly amount: string;
  readonly captured: string;
  /** Succeeded or under way. */
  readonly refunded: string;
  /** Of disputes that are open, were won, were lost. */
  readonly disputed: string;
  readonly won: string;
  readonly lost: string;
  readonly checkoutUrl: string;
  readonly returnUrl: string | undefined;
}

/** What can be done to a payment, with an amount where a part of it is meant. */
export const ACTIONS = [
  'pay',
  'authorize',
  'capture',
  'decline',
  'cancel',
  'refund',
  'fail-refund',
  'open-dispute',
  'win-dispute',
  'lose-dispute',
] as const;
export type Action = (typeof ACTIONS)[number];

export function viewPayment(world: PaymentWorld, payment: SimulatedPayment): PaymentView {
  const provider = world.providerOf(payment.provider);
  return {
    provider: payment.provider,
    id: payment.id,
    merchantsId: payment.merchantsId,
    state: payment.state,
    currency: payment.currency,
    amount: fromMicros(payment.micros),
    captured: fromMicros(capturedMicros(payment)),
    refunded: fromMicros(refundedMicros(payment)),
    disputed: fromMicros(disputedMicros(payment, 'opened')),
    won: fromMicros(disputedMicros(payment, 'won')),
    lost: fromMicros(disputedMicros(payment, 'lost')),
    checkoutUrl: provider.checkoutUrl(payment),
    returnUrl: payment.state === 'open' ? undefined : provider.returnUrl(payment),
  };
}

/** @throws NotPossibleError */
export function act(world: PaymentWorld, payment: SimulatedPayment, action: Action, micros?: number): void {
  switch (action) {
    case 'pay':
      return world.pay(payment);
    case 'authorize':
      if (!world.providerOf(payment.provider).abilities.has('separate-capture'))
        throw new NotPossibleError('what is paid is captured at once');
      payment.captureMethod = 'manual';
      return world.authorize(payment);
    case 'capture':
      return world.capture(payment, micros);
    case 'decline':
      return world.decline(payment);
    case 'cancel':
      return world.cancel(payment);
    case 'refund':
      return void world.refund(payment, micros);
    case 'fail-refund':
      return world.failRefund(payment);
    case 'open-dispute':
      return world.openDispute(payment, micros);
    case 'win-dispute':
      return world.closeDispute(payment, 'won');
    case 'lose-dispute':
      return world.closeDispute(payment, 'lost');
  }
}

/**
 * @param path  below `control/`: `payments`, `payments/<name>`, `payments/<name>/<action>`, `deliveries`,
 *   `disturbance`, `saved-methods`
 */
export function serveControl(
  world: PaymentWorld,
  request: HttpRequest,
  path: readonly string[],
): HttpResponse {
  const [what = '', name = '', action = '', ...more] = path.map((part) => decodeURIComponent(part));
  const body = readJson(request.body);
  if (more.length === 0) {
    switch (`${request.method} ${what}`) {
      case 'GET payments':
        return name === ''
          ? jsonResponse(200, { items: world.payments.map((payment) => viewPayment(world, payment)) })
          : withPayment(world, name, () => undefined);
      case 'POST payments':
        return changePayment(world, name, action, body);
      case 'GET deliveries':
        return jsonResponse(200, { counts: world.deliveries.counts, items: world.deliveries.records });
      case 'GET disturbance':
        return jsonResponse(200, world.deliveries.disturbance);
      case 'PUT disturbance':
        return disturb(world, body);
      case 'PUT saved-methods':
        world.declinesSavedMethods = body['declined'] === true;
        return jsonResponse(200, { declined: world.declinesSavedMethods });
    }
  }
  return jsonResponse(404, {
    message: `Nothing is controlled by ${request.method} ${path.join('/')}`,
    actions: ACTIONS,
  });
}

function changePayment(world: PaymentWorld, name: string, action: string, body: Json): HttpResponse {
  const found = ACTIONS.find((each) => each === action);
  if (found === undefined)
    return jsonResponse(404, { message: `"${action}" is no action; allowed: ${ACTIONS.join(', ')}` });
  const text = textOf(body, 'amount');
  let micros: number | undefined;
  try {
    micros = text === undefined ? undefined : toMicros(text);
  } catch {
    return jsonResponse(400, { message: `amount is "${text}"; allowed: a decimal, such as "5.00"` });
  }
  return withPayment(world, name, (payment) => act(world, payment, found, micros));
}

function withPayment(
  world: PaymentWorld,
  name: string,
  change: (payment: SimulatedPayment) => void,
): HttpResponse {
  const payment = world.findAnywhere(name);
  if (payment === undefined) return jsonResponse(404, { message: `No provider knows a payment "${name}"` });
  try {
    change(payment);
  } catch (error) {
    if (!(error instanceof NotPossibleError)) throw error;
    return jsonResponse(409, { message: error.message });
  }
  return jsonResponse(200, viewPayment(world, payment));
}

const LIMITS: Readonly<Record<'duplicates' | 'delayMs' | 'drop' | 'seed', readonly [number, number]>> = {
  duplicates: [1, MAX_DUPLICATES],
  delayMs: [0, MAX_DELAY_MS],
  drop: [0, 1],
  seed: [0, 2 ** 32 - 1],
};

function disturb(world: PaymentWorld, body: Json): HttpResponse {
  const problems: string[] = [];
  const before = world.deliveries.disturbance;
  const number = (name: keyof typeof LIMITS): number => {
    const value = body[name] ?? before[name];
    const [least, most] = LIMITS[name];
    const isAllowed = typeof value === 'number' && value >= least && value <= most;
    if (isAllowed && (name === 'drop' || Number.isInteger(value))) return value;
    problems.push(`${name} is ${JSON.stringify(value)}; allowed: ${least} to ${most}`);
    return before[name];
  };
  const disturbance: Disturbance = {
    duplicates: number('duplicates'),
    delayMs: number('delayMs'),
    drop: number('drop'),
    seed: number('seed'),
    reorder: typeof body['reorder'] === 'boolean' ? body['reorder'] : before.reorder,
  };
  if (problems.length > 0) return jsonResponse(400, { message: problems.join('\n') });
  world.deliveries.disturbance = disturbance;
  return jsonResponse(200, disturbance);
}
