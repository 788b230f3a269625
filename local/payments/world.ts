/** The payment providers of one operator, with all payments they know of. */
import { fromMicros } from '../../domain/operator/decimal.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { Deliveries } from './deliveries.js';
import { type Merchant, NotPossibleError, type PaymentBook, type SimulatedProvider } from './provider.js';
import {
  type Capture,
  capturedMicros,
  type Dispute,
  disputedMicros,
  type Happening,
  type PaymentTerms,
  type Refund,
  refundedMicros,
  type RefundNotes,
  type SimulatedPayment,
} from './simulated-payment.js';

export class PaymentWorld implements PaymentBook {
  readonly merchant: Merchant;
  readonly deliveries = new Deliveries();
  readonly payments: SimulatedPayment[] = [];
  readonly providers = new Map<ProviderId, SimulatedProvider>();
  declinesSavedMethods = false;
  private readonly byName = new Map<string, SimulatedPayment>();

  constructor(merchant: Merchant) {
    this.merchant = merchant;
  }

  add(provider: SimulatedProvider): void {
    this.providers.set(provider.id, provider);
  }

  providerOf(id: ProviderId): SimulatedProvider {
    const provider = this.providers.get(id);
    if (provider === undefined) throw new Error(`${this.merchant.operatorId} has no provider ${id}`);
    return provider;
  }

  open(terms: PaymentTerms): SimulatedPayment {
    const payment: SimulatedPayment = {
      ...terms,
      createdMs: this.merchant.now(),
      ordinal: this.payments.length + 1,
      state: 'open',
      told: 0,
      captures: [],
      refunds: [],
      disputes: [],
    };
    this.payments.push(payment);
    this.name(payment, terms.id);
    if (terms.merchantsId !== undefined) this.name(payment, terms.merchantsId);
    return payment;
  }

  name(payment: SimulatedPayment, name: string): void {
    this.byName.set(`${payment.provider} ${name}`, payment);
  }

  find(provider: ProviderId, name: string): SimulatedPayment | undefined {
    return this.byName.get(`${provider} ${name}`);
  }

  /** By a name of any provider. */
  findAnywhere(name: string): SimulatedPayment | undefined {
    for (const provider of this.providers.keys()) {
      const found = this.find(provider, name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  all(provider: ProviderId): readonly SimulatedPayment[] {
    return this.payments.filter((payment) => payment.provider === provider);
  }

  pay(payment: SimulatedPayment): void {
    this.authorize(payment);
    if (payment.captureMethod === 'automatic') this.capture(payment);
  }

  /** The money is set aside, and not moved. */
  authorize(payment: SimulatedPayment): void {
    const isAgain =
      payment.state === 'declined' && this.providerOf(payment.provider).abilities.has('try-again');
    if (payment.state !== 'open' && !isAgain)
      throw new NotPossibleError(`it is ${payment.state}; what is open can be paid`);
    payment.state = 'authorized';
    if (payment.savesMethodOf !== undefined)
      payment.savedMethod ??= {
        token: this.providerOf(payment.provider).newId('token'),
        customer: payment.savesMethodOf,
      };
    this.tell(payment, { kind: 'authorized' });
  }

  /** @param micros  @default all that is not captured */
  capture(payment: SimulatedPayment, micros = payment.micros - capturedMicros(payment)): void {
    const provider = this.providerOf(payment.provider);
    const isLate = payment.state === 'declined' && provider.abilities.has('late-capture');
    if (payment.state !== 'authorized' && !isLate)
      throw new NotPossibleError(`it is ${payment.state}; what is authorized can be captured`);
    const left = payment.micros - capturedMicros(payment);
    within(micros, left, 'captured');
    if (micros < left && !provider.abilities.has('partial-capture'))
      throw new NotPossibleError(`${provider.title} captures a payment whole`);
    const capture: Capture = { id: provider.newId('capture'), micros, atMs: this.merchant.now() };
    payment.state = 'captured';
    payment.captures.push(capture);
    this.name(payment, capture.id);
    this.tell(payment, { kind: 'captured', capture });
  }

  decline(payment: SimulatedPayment, reason = 'insufficient_funds'): void {
    if (payment.state !== 'open' && payment.state !== 'declined')
      throw new NotPossibleError(`it is ${payment.state}; what is open can be declined`);
    payment.state = 'declined';
    payment.declined = reason;
    this.tell(payment, { kind: 'failed' });
  }

  cancel(payment: SimulatedPayment): void {
    if (payment.state === 'captured' || payment.state === 'canceled')
      throw new NotPossibleError(`it is ${payment.state}; what is not captured can be canceled`);
    payment.state = 'canceled';
    this.tell(payment, { kind: 'canceled' });
  }

  /** @param micros  @default all that is left of the payment */
  refund(payment: SimulatedPayment, micros?: number, { merchantsId, notes = {} }: RefundNotes = {}): Refund {
    const left = remaining(payment);
    const wanted = micros ?? left;
    within(wanted, left, 'refunded');
    const refund: Refund = {
      id: this.providerOf(payment.provider).newId('refund'),
      merchantsId,
      notes,
      capture: captureFor(payment, wanted),
      micros: wanted,
      atMs: this.merchant.now(),
      state: 'succeeded',
    };
    payment.refunds.push(refund);
    this.name(payment, refund.id);
    if (merchantsId !== undefined) this.name(payment, merchantsId);
    this.tell(payment, { kind: 'refunded', refund });
    return refund;
  }

  /** A refund that was told comes back: the payer's account is closed. */
  failRefund(payment: SimulatedPayment, id?: string): void {
    const provider = this.providerOf(payment.provider);
    if (!provider.abilities.has('refund-failure'))
      throw new NotPossibleError(`${provider.title} tells of no refund that failed`);
    const refund = payment.refunds.findLast(
      (each) => each.state === 'succeeded' && (id === undefined || each.id === id),
    );
    if (refund === undefined) throw new NotPossibleError('it has no such refund');
    refund.state = 'failed';
    this.tell(payment, { kind: 'refund-failed', refund });
  }

  /** @param micros  @default all that is left of the payment */
  openDispute(payment: SimulatedPayment, micros?: number): void {
    const provider = this.providerOf(payment.provider);
    if (!provider.abilities.has('dispute'))
      throw new NotPossibleError(`${provider.title} tells of no disputes`);
    const left = remaining(payment);
    const wanted = micros ?? left;
    within(wanted, left, 'disputed');
    const dispute: Dispute = {
      id: provider.newId('dispute'),
      capture: captureFor(payment, wanted),
      micros: wanted,
      atMs: this.merchant.now(),
      state: 'opened',
    };
    payment.disputes.push(dispute);
    this.name(payment, dispute.id);
    this.tell(payment, { kind: 'dispute-opened', dispute });
  }

  closeDispute(payment: SimulatedPayment, state: 'won' | 'lost'): void {
    const dispute = payment.disputes.findLast((each) => each.state === 'opened');
    if (dispute === undefined) throw new NotPossibleError('it has no open dispute');
    dispute.state = state;
    this.tell(payment, { kind: `dispute-${state}`, dispute });
  }

  stop(): void {
    this.deliveries.stop();
  }

  private tell(payment: SimulatedPayment, happening: Happening): void {
    for (const webhook of this.providerOf(payment.provider).webhooks(payment, happening)) {
      payment.told += 1;
      this.deliveries.send(webhook, `${payment.ordinal} ${payment.told}`);
    }
  }
}

/** What came in and was neither given back nor is disputed. */
const remaining = (payment: SimulatedPayment): number =>
  capturedMicros(payment) -
  refundedMicros(payment) -
  disputedMicros(payment, 'opened') -
  disputedMicros(payment, 'lost');

/** The newest capture of which so much is left; refunds and disputes belong to one. */
function captureFor({ captures, refunds, disputes }: SimulatedPayment, micros: number): Capture {
  const gone = [
    ...refunds.filter(({ state }) => state !== 'failed'),
    ...disputes.filter(({ state }) => state !== 'won'),
  ];
  const left = (of: Capture): number =>
    gone.reduce((all, { capture, micros: part }) => (capture === of ? all - part : all), of.micros);
  const found = captures.findLast((capture) => left(capture) >= micros);
  if (found === undefined) throw new NotPossibleError('it is more than any one capture');
  return found;
}

function within(micros: number, left: number, what: string): void {
  if (!Number.isSafeInteger(micros) || micros < 1 || micros > left)
    throw new NotPossibleError(
      `${fromMicros(micros)} can't be ${what}; allowed: above 0, at most ${fromMicros(left)}`,
    );
}
