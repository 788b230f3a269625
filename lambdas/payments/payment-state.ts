/** What an operator does to a payment that exists: asks the provider, stops and releases it, replays a message. */
import type { z } from 'zod';
import { PAYMENT_PROVIDERS, type ProviderId } from '../../domain/payments/provider.js';
import { untilFirst } from '../accounts/run-command.js';
import { json } from '../shared/problem.js';
import { paymentDetail, providerProblem, refusal } from './answers.js';
import { tell } from './apply-message.js';
import type { dismissBody, replayBody, stateBody } from './bodies.js';
import type { Answer, PaymentOffice } from './office.js';
import type { StoredPayment } from './payment-store.js';
import { queryPayment } from './query-due.js';
import { settlePayment } from './settle-payment.js';

/** Asks the provider now. What it says is settled at once. */
export async function postQuery(office: PaymentOffice, { payment }: StoredPayment): Answer {
  try {
    const settled = await queryPayment(payment.paymentId, office);
    const stored = settled?.stored ?? (await office.payments.get(payment.paymentId));
    return json(200, {
      ...(stored === undefined ? {} : paymentDetail(stored)),
      learned: settled?.learned.length ?? 0,
      problems: settled?.problems ?? [],
    });
  } catch (error) {
    return providerProblem(error);
  }
}

/**
 * Stopped, nothing of a payment moves the account, whatever is told of it; released, all that was told meanwhile does.
 * The state that it has already is as good as done.
 */
export async function putState(
  office: PaymentOffice,
  { payment: { paymentId, provider } }: StoredPayment,
  { state, reason, actor }: z.output<typeof stateBody>,
): Answer {
  const isStop = state === 'stopped';
  const atISO = new Date(await office.now()).toISOString();
  const { stored, changed } = await untilFirst(async () => {
    const before = await office.payments.get(paymentId);
    if (before === undefined) throw new Error(`payment ${paymentId} is gone`);
    const { stopped, ...rest } = before.payment;
    if ((stopped !== undefined) === isStop) return { stored: before, changed: false };
    const after = {
      ...before,
      payment: isStop ? { ...rest, stopped: { reason, actor, atISO } } : rest,
      // Cut off after this, the next run settles what waited.
      ...(isStop ? {} : { dueISO: atISO }),
      about: {
        ...before.about,
        ...(isStop ? {} : { releasedReason: reason, releasedActor: actor, releasedISO: atISO }),
      },
    };
    return (await office.payments.replace(before, after))
      ? { stored: { ...after, version: before.version + 1 }, changed: true }
      : undefined;
  });
  if (isStop) return json(200, { ...paymentDetail(stored), changed });
  const told = { provider, source: `api:${atISO}`, type: 'release', facts: [] };
  const settled = await settlePayment(paymentId, told, office);
  await tell(settled, provider, office);
  return json(200, {
    ...paymentDetail(settled.stored ?? stored),
    changed,
    problems: settled.problems,
  });
}

/** Sends a kept message through the queue again; a quarantined one is tried again. */
export async function postReplay(office: PaymentOffice, body: z.output<typeof replayBody>): Answer {
  const message = await messageOf(office, body);
  if (message === undefined) return messageNotFound(body);
  const { key } = body;
  const name = { provider: message.provider, key };
  if (message.appliedISO !== undefined)
    return json(200, { ...name, sent: false, appliedAt: message.appliedISO });
  await office.send([name], true);
  return json(202, { ...name, sent: true });
}

/** Takes a message out of quarantine for good: it grants nothing, and nobody needs to look at it again. */
export async function postDismissal(
  office: PaymentOffice,
  { reason, actor, ...body }: z.output<typeof dismissBody>,
): Answer {
  const message = await messageOf(office, body);
  if (message === undefined) return messageNotFound(body);
  const name = { provider: message.provider, key: body.key };
  const atISO = new Date(await office.now()).toISOString();
  if (await office.messages.dismiss(name, { reason, actor, atISO }))
    return json(200, { ...name, dismissedAt: atISO, reason, actor });
  return refusal({
    code: 'not-quarantined',
    detail: `message "${body.key}" of "${body.provider}" is not in quarantine; allowed: one that GET /inbox?quarantined=true lists`,
  });
}

type Named = z.output<typeof replayBody>;

const messageOf = async (office: PaymentOffice, { provider, key }: Named) =>
  isProvider(provider) ? office.messages.get({ provider, key }) : undefined;

const messageNotFound = ({ provider, key }: Named) =>
  refusal({
    code: 'message-not-found',
    detail: `no message "${key}" of "${provider}" is kept: applied ones are for 40 days`,
  });

const isProvider = (text: string): text is ProviderId =>
  (PAYMENT_PROVIDERS as readonly string[]).includes(text);
