/** Mandates and automatic top-ups of a subscriber's account, as the operator's tools see and change them. */
import type { z } from 'zod';
import { fromMicros } from '../../domain/operator/decimal.js';
import { marketDay } from '../../domain/payments/automatic-top-up.js';
import { writeTogether } from '../accounts/ledger.js';
import { type Refusal, untilFirst } from '../accounts/run-command.js';
import { json } from '../shared/problem.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import { amountIn, refusal } from './answers.js';
import { type Balance, balanceOf } from './balance.js';
import type { agreementBody } from './bodies.js';
import { type Agreement, type ChargePage, chargesPut, readCharges } from './charge-book.js';
import { readDunning } from './dunning.js';
import { activeMandate, deleteMandate, type Mandate, mandatesOf } from './mandates.js';
import type { Answer, Event, PaymentOffice } from './office.js';

const mandateAnswer = ({ mandateId, provider, subscriberId, state, savedISO, token }: Mandate) => ({
  mandateId,
  provider,
  subscriberId,
  state,
  ...(token?.label === undefined ? {} : { method: token.label }),
  savedAt: savedISO,
});

export async function listMandates({ payments }: PaymentOffice, { accountKey }: Subscriber): Answer {
  const mandates = await mandatesOf(accountKey, payments);
  return json(200, { items: mandates.filter(({ state }) => state !== 'deleted').map(mandateAnswer) });
}

const notFound = (event: Event): Refusal => ({
  code: 'mandate-not-found',
  detail: `the account has no mandate ${event.pathParameters?.['mandateId'] ?? ''}`,
});

async function mandateOf({ payments }: PaymentOffice, { accountKey }: Subscriber, event: Event) {
  const mandates = await mandatesOf(accountKey, payments);
  return mandates.find(({ mandateId }) => mandateId === event.pathParameters?.['mandateId']);
}

export async function getMandate(office: PaymentOffice, subscriber: Subscriber, event: Event): Answer {
  const mandate = await mandateOf(office, subscriber, event);
  return mandate === undefined || mandate.state === 'deleted'
    ? refusal(notFound(event))
    : json(200, mandateAnswer(mandate));
}

/** Forgets what the provider would charge by. It is as good as done where it was done. */
export async function removeMandate(office: PaymentOffice, subscriber: Subscriber, event: Event): Answer {
  const mandate = await mandateOf(office, subscriber, event);
  if (mandate === undefined) return refusal(notFound(event));
  const { agreement } = await readCharges(office.payments, mandate.account);
  if (agreement?.mandateId === mandate.mandateId && mandate.state === 'active')
    return refusal({
      code: 'mandate-in-use',
      detail: 'the automatic top-up charges by it; allowed: after that is deleted, or has another mandate',
    });
  if (mandate.state !== 'deleted') await deleteMandate(mandate, office.payments);
  return json(200, mandateAnswer({ ...mandate, state: 'deleted' }));
}

type Body = z.output<typeof agreementBody>;

/** Sets what is topped up without the subscriber. What was started today stays started: a change opens no new cap. */
export async function putAgreement(office: PaymentOffice, subscriber: Subscriber, body: Body): Answer {
  const { accountKey: account, subscriberId } = subscriber;
  const desk = await office.desk();
  const balance = await balanceOf(account, desk);
  const mandate = await activeMandate(account, body.mandateId, office.payments);
  const problems = problemsOf(office, balance, mandate, body, subscriber);
  if (problems.length > 0 || balance === undefined || mandate === undefined) return refusal(...problems);
  const micros = (amount: string): number => Number(amountIn(balance.currency, amount, ''));
  const agreement: Agreement = {
    thresholdMicros: micros(body.threshold),
    amountMicros: micros(body.amount),
    dailyCapMicros: micros(body.dailyCap),
    mandateId: mandate.mandateId,
    provider: mandate.provider,
    subscriberId,
    agreedISO: new Date(desk.nowMs).toISOString(),
  };
  const page = await set(office, account, agreement);
  return json(200, await agreementAnswer(office, page, balance, desk.nowMs));
}

function problemsOf(
  { topUps }: PaymentOffice,
  balance: Balance | undefined,
  mandate: Mandate | undefined,
  body: Body,
  { subscriberId }: Subscriber,
): Refusal[] {
  if (balance?.micros === undefined)
    return [{ code: 'no-wallet', detail: `${subscriberId} has no account with a bucket of money` }];
  const { currency, state } = balance;
  const threshold = amountIn(currency, body.threshold, 'threshold');
  const amount = amountIn(currency, body.amount, 'amount', topUps);
  const dailyCap = amountIn(currency, body.dailyCap, 'dailyCap');
  return [
    ...[threshold, amount, dailyCap].filter((each) => typeof each !== 'number'),
    ...(typeof amount === 'number' && typeof dailyCap === 'number' && dailyCap < amount
      ? [{ code: 'amount-invalid', detail: `dailyCap: got "${body.dailyCap}"; allowed: at least the amount` }]
      : []),
    ...(state === 'terminated'
      ? [{ code: 'account-terminated', detail: `the account of ${subscriberId} has ended` }]
      : []),
    ...(mandate === undefined
      ? [
          {
            code: 'mandate-not-found',
            detail: `mandateId: got "${body.mandateId}"; allowed: an active mandate of the account`,
          },
        ]
      : []),
  ];
}

async function set(
  { payments }: PaymentOffice,
  account: string,
  agreement: Agreement | undefined,
): Promise<ChargePage> {
  return untilFirst(async () => {
    const { agreement: _, ...page } = await readCharges(payments, account);
    const after = { charges: page.charges, ...(agreement === undefined ? {} : { agreement }) };
    return (await writeTogether(payments.client, [chargesPut(payments, page, after)]))
      ? { account, version: page.version + 1, ...after }
      : undefined;
  });
}

async function agreementAnswer(
  { payments }: PaymentOffice,
  { account, agreement, charges }: ChargePage,
  { currency, timeZone }: Pick<Balance, 'currency' | 'timeZone'>,
  nowMs: number,
) {
  const dunning = await readDunning(account, payments);
  const isToday = charges.day >= marketDay(timeZone, nowMs);
  return {
    ...(agreement === undefined
      ? {}
      : {
          threshold: fromMicros(agreement.thresholdMicros),
          amount: fromMicros(agreement.amountMicros),
          dailyCap: fromMicros(agreement.dailyCapMicros),
          currency,
          mandateId: agreement.mandateId,
          provider: agreement.provider,
          subscriberId: agreement.subscriberId,
          agreedAt: agreement.agreedISO,
        }),
    startedToday: fromMicros(isToday ? charges.spentMicros : 0),
    ...(charges.open === undefined ? {} : { underWay: charges.open }),
    ...(dunning === undefined
      ? {}
      : {
          dunning: {
            cause: dunning.cause,
            startedAt: dunning.startedISO,
            attempt: dunning.attempt,
            ...(dunning.endedISO === null ? {} : { endedAt: dunning.endedISO, outcome: dunning.outcome }),
          },
        }),
  };
}

const notSet: Refusal = {
  code: 'automatic-top-up-not-set',
  detail: 'the account is not topped up automatically',
};

export async function getAgreement(office: PaymentOffice, { accountKey }: Subscriber): Answer {
  const desk = await office.desk();
  const [page, balance] = [await readCharges(office.payments, accountKey), await balanceOf(accountKey, desk)];
  return page.agreement === undefined || balance === undefined
    ? refusal(notSet)
    : json(200, await agreementAnswer(office, page, balance, desk.nowMs));
}

/** What is under way goes on. It is as good as done where there is none. */
export async function removeAgreement(
  office: PaymentOffice,
  { accountKey, subscriberId }: Subscriber,
): Answer {
  const { agreement } = await readCharges(office.payments, accountKey);
  if (agreement !== undefined) await set(office, accountKey, undefined);
  return json(200, { subscriberId, deleted: true });
}
