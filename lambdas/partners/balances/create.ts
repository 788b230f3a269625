/** `POST` of top-ups, adjustments and transfers. */
import { createHash } from 'node:crypto';
import type { BucketTemplate } from '../../../domain/catalogue/plan.js';
import { decidePaymentStep } from '../../../domain/charging/payment-step.js';
import { decideDebit, decideGift } from '../../../domain/charging/transfer.js';
import { fromMicros, toMicros } from '../../../domain/operator/decimal.js';
import type { ActionRecord } from '../../../domain/partners/balances/action.js';
import { readQuantity, type TmfQuantity } from '../../../domain/partners/balances/quantity.js';
import { newId } from '../../../domain/partners/ids.js';
import { readVoucherCode } from '../../../domain/payments/voucher.js';
import { type PresentAccount, presentAccount } from '../../accounts/desk.js';
import { type Command, runCommand } from '../../accounts/run-command.js';
import { transfer } from '../../accounts/transfer.js';
import { redeemVoucher } from '../../payments/vouchers.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';
import { type Action, type ActionBooks, actorName, impactsOf, KINDS, once, refusedBy } from './actions.js';
import { type BalancesOffice, bucketOwner, ownerOfSubscriber } from './office.js';
import { type Target, targetOf, templateOf } from './target.js';
import type { Subscriber } from '../../subscribers/find-subscriber.js';

export interface ActionBody {
  readonly amount?: TmfQuantity;
  readonly usageType?: string;
  readonly reason?: string;
  readonly description?: string;
  readonly adjustType?: string;
  readonly voucher?: string;
  readonly transferCost?: TmfQuantity;
  readonly isAutoTopup?: boolean;
  readonly payment?: { readonly id?: string };
  readonly paymentMethod?: { readonly id?: string; readonly name?: string };
  readonly reserveBalance?: { readonly id?: string };
  readonly expirationDate?: string;
  readonly [attribute: string]: unknown;
}

/** Attributes that the record says itself; all others are given back as they came. */
const OURS: ReadonlySet<string> = new Set([
  'amount',
  'usageType',
  'status',
  'bucket',
  'product',
  'logicalResource',
  'partyAccount',
  'receiverBucket',
  'receiverProduct',
  'receiverLogicalResource',
  'receiverPartyAccount',
  'receiverBucketUsageType',
  'impactedBucket',
  'confirmationDate',
  'expirationDate',
  'reserveBalance',
  'voucher',
  'payment',
  '@type',
]);

export const alsoOf = (body: ActionBody) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !OURS.has(name)));

/** Whose account an action is about, as it is now, and which bucket of it. */
export interface Asked extends Target {
  readonly account: PresentAccount;
  readonly template: BucketTemplate;
  /** In the bucket's unit, without a sign. */
  readonly amount: number;
  readonly currency: string;
}

/** @throws RefusedError with all that is wrong */
export async function asked(
  office: BalancesOffice,
  { partner, nowMs }: PartnerRequest,
  body: ActionBody,
): Promise<Asked> {
  const target = await targetOf(office, partner, body);
  const account = await openAccount(office, target.subscriber, nowMs);
  const template = templateOf(account, target, body, nowMs);
  const { currency } = account.index.plan;
  const { unit, scale } = template;
  const amount = readQuantity(body.amount ?? {}, {
    unit,
    currency,
    ...(scale === undefined ? {} : { scale }),
  });
  if (typeof amount !== 'number')
    throw invalid('amount-invalid', [{ param: `amount.${amount.field}`, reason: amount.reason }]);
  return { ...target, account, template, amount, currency };
}

export async function openAccount(
  office: BalancesOffice,
  { subscriberId, accountKey }: Subscriber,
  nowMs: number,
): Promise<PresentAccount> {
  const account = await presentAccount(office.desk(nowMs), accountKey);
  if (account === undefined)
    throw new RefusedError(409, 'account-not-open', `${subscriberId} has no account yet`);
  return account;
}

/** What every record of an action says, less what became of it. */
export function recordOf(
  { partner }: PartnerRequest,
  action: ActionRecord['action'],
  { subscriber, template, currency }: Pick<Asked, 'subscriber' | 'template' | 'currency'>,
  body: ActionBody,
): Omit<ActionRecord, 'actionPlace' | 'status' | 'amount' | 'impacts'> {
  const { id: bucket, unit, scale } = template;
  return {
    action,
    of: bucketOwner(subscriber),
    bucket,
    unit,
    ...(scale === undefined ? {} : { scale }),
    currency,
    actor: actorName(partner),
    also: alsoOf(body),
  };
}

const isoOf = (ms: number) => new Date(ms).toISOString();

/** A command on one account that an action is, and its record. */
async function oneAccount(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
  {
    action,
    body,
    wanted,
    signed,
    command,
  }: {
    readonly action: 'topupBalance' | 'adjustBalance';
    readonly body: ActionBody;
    readonly wanted: Asked;
    /** Of the bucket; negative when taken out. */
    readonly signed: number;
    readonly command: (id: string) => Command;
  },
): Promise<Action> {
  const { subscriber, template } = wanted;
  const { nowMs } = request;
  const kind = KINDS[action];
  const id = newId(kind.prefix, request.seed);
  const { accountKey } = subscriber;
  const of = bucketOwner(subscriber);
  return once(office, books, request, {
    kind,
    id,
    owner: ownerOfSubscriber(subscriber),
    run: async (desk) => runCommand(desk, subscriber, command(id)),
    value: async (after, before) => ({
      ...recordOf(request, action, wanted, body),
      status: 'completed',
      amount: signed,
      confirmedAt: isoOf(nowMs),
      impacts: await impactsOf(
        office,
        of,
        { before: before.get(accountKey)!, after: after.get(accountKey)!, unit: template.unit },
        nowMs,
      ),
    }),
  });
}

const CASH = /^(cash|channel|retail)$/i;

/**
 * Credits a top-up: by a voucher; or at once, because the customer paid who sells it. What a partner takes so, it owes
 * the operator.
 */
export async function createTopup(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
): Promise<Action> {
  const body = request.body as ActionBody;
  const { voucher, isAutoTopup, paymentMethod, payment } = body;
  if (isAutoTopup === true)
    throw invalid('recurring-not-offered', [
      {
        param: 'isAutoTopup',
        reason:
          'got true; allowed: false: the subscriber sets an automatic top-up with a mandate of its own (PUT /subscribers/{id}/automatic-top-up)',
      },
    ]);
  if (voucher !== undefined) return redeem(office, books, request, voucher);
  const method = paymentMethod?.name ?? paymentMethod?.id;
  if (payment !== undefined || (method !== undefined && !CASH.test(method)))
    throw invalid('payment-elsewhere', [
      {
        param: payment === undefined ? 'paymentMethod' : 'payment',
        reason: `got ${JSON.stringify(payment ?? paymentMethod)}; allowed: none, or cash: what a provider takes is credited when it has come in; start it with POST /tmf-api/paymentManagement/v4/initiatePayment`,
      },
    ]);
  const wanted = await asked(office, request, body);
  const { template, amount, currency, account } = wanted;
  refuseNegative(body);
  if (template.unit !== 'money' && !request.partner.isOperator)
    throw new RefusedError(
      403,
      'units-not-given',
      `top-ups of ${template.unit} are the operator's; allowed: money, or an add-on by a product order`,
    );
  if (template.unit === 'money' && account.index.plan.buckets[account.index.wallet] !== template)
    throw new RefusedError(409, 'not-the-wallet', `${template.id} is not the wallet, which top-ups go to`);
  const { nowMs } = request;
  return oneAccount(office, books, request, {
    action: 'topupBalance',
    body,
    wanted,
    signed: amount,
    command: (id) => ({
      name: 'partner-top-up',
      id,
      request: { bucket: template.id, amount },
      kept: keptOf(request, body, template, amount),
      decide: ({ item, index }, command) =>
        template.unit === 'money'
          ? decidePaymentStep(item, index, nowMs, { ...command, ...NOTHING, currency, creditMicros: amount })
          : decideGift(item, index, nowMs, {
              ...command,
              template: numberOf(index.plan.buckets, template),
              amount,
              action: 'credited',
              expiresAt: 0,
            }),
    }),
  });
}

const NOTHING = { takeMicros: 0, returnMicros: 0, holdMicros: 0, releaseMicros: 0 };

const numberOf = (buckets: readonly BucketTemplate[], { id }: BucketTemplate) =>
  buckets.findIndex((bucket) => bucket.id === id);

function keptOf(
  { partner }: PartnerRequest,
  { reason, description }: ActionBody,
  { id: bucket }: BucketTemplate,
  amount: number,
) {
  const why = reason ?? description;
  return {
    ...(why === undefined ? {} : { reason: why }),
    actor: actorName(partner),
    bucket,
    amount: String(amount),
  };
}

function refuseNegative({ amount }: ActionBody): void {
  if ((amount?.amount ?? 0) < 0)
    throw invalid('amount-invalid', [
      { param: 'amount.amount', reason: `got ${amount?.amount}; allowed: above 0` },
    ]);
}

/** A voucher's code names its top-up: it is one, however often it is sent. */
async function redeem(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
  typed: string,
): Promise<Action> {
  const body = request.body as ActionBody;
  const target = await targetOf(office, request.partner, body);
  if (office.vouchers === undefined)
    throw new RefusedError(409, 'vouchers-not-taken', 'this operator takes no vouchers here');
  const { nowMs } = request;
  const { subscriber } = target;
  const kind = KINDS.topupBalance;
  const code = readVoucherCode(typed) ?? typed;
  const id = newId(
    kind.prefix,
    createHash('sha256').update(`voucher:${subscriber.subscriberId}:${code}`).digest('hex'),
  );
  const book = books.of('topupBalance');
  const known = await book.get(id);
  if (known !== undefined) return known;
  const account = await openAccount(office, subscriber, nowMs);
  const template = account.index.plan.buckets[account.index.wallet];
  if (template === undefined)
    throw new RefusedError(409, 'no-wallet', `plan ${account.index.plan.id} has no bucket of money`);
  // The redemption is one transaction of its own and, sent again, the same: its record may follow.
  const answer = await redeemVoucher(office.vouchers, subscriber, typed);
  const told = JSON.parse(answer.body ?? '{}') as {
    readonly amount: string;
    readonly redeemedAt: string;
    readonly detail?: string;
    readonly type?: string;
  };
  const status = answer.statusCode ?? 200;
  if (status >= 400)
    throw new RefusedError(
      status === 422 ? 400 : status,
      told.type?.split(':').at(-1) ?? 'voucher-refused',
      told.detail ?? 'the voucher was not taken',
    );
  const { currency } = account.index.plan;
  const micros = toMicros(told.amount);
  const after = await openAccount(office, subscriber, nowMs);
  const of = bucketOwner(subscriber);
  return once(office, books, request, {
    kind,
    id,
    owner: ownerOfSubscriber(subscriber),
    value: async () => ({
      ...recordOf(request, 'topupBalance', { ...target, template, currency }, body),
      status: 'completed',
      amount: micros,
      confirmedAt: told.redeemedAt,
      impacts: await impactsOf(office, of, { before: account.item, after: after.item, unit: 'money' }, nowMs),
    }),
    run: async (desk) => {
      const written = await desk.ledger.commit([], []);
      return written ? { outcome: 'done', item: after.item } : { outcome: 'repeated', item: after.item };
    },
  });
}

/** `…Debit` takes out, `…Credit` puts in; of others, and without one, the sign says which. */
function isDebit({ adjustType, amount }: ActionBody): boolean {
  const says = /debit/i.test(adjustType ?? '') ? true : /credit/i.test(adjustType ?? '') ? false : undefined;
  const isNegative = (amount?.amount ?? 0) < 0;
  if (says !== undefined && isNegative)
    throw invalid('amount-invalid', [
      {
        param: 'amount.amount',
        reason: `got ${amount?.amount} with adjustType "${adjustType}"; allowed: above 0, or no adjustType`,
      },
    ]);
  return says ?? isNegative;
}

/**
 * Puts in or takes out, for a reason that the bill shows. A partner only takes out: what it put in would be money that
 * it does not owe and that carrier billing pays out to it, or data whose wholesale price nobody pays. Not even its own
 * debit is undone so: what was taken may have been settled.
 */
export async function createAdjustment(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
): Promise<Action> {
  const body = request.body as ActionBody;
  const takesOut = isDebit(body);
  if (!takesOut && !request.partner.isOperator)
    throw new RefusedError(
      403,
      'credits-not-given',
      "credits by adjustBalance are the operator's: nobody would owe them; allowed: a debit; money by POST topupBalance, which you owe; other units by an add-on, with a product order",
    );
  const wanted = await asked(office, request, body);
  const { template, amount } = wanted;
  const { nowMs } = request;
  const reason = body.reason ?? body.description ?? body.adjustType ?? 'adjustment';
  return oneAccount(office, books, request, {
    action: 'adjustBalance',
    body,
    wanted,
    signed: takesOut ? -amount : amount,
    command: (id) => ({
      name: 'adjustment',
      id,
      request: { bucket: template.id, amount, takesOut },
      kept: {
        ...keptOf(request, body, template, amount),
        reason,
        direction: takesOut ? 'debit' : 'credit',
        ...(template.unit === 'money' ? { amount: fromMicros(amount) } : {}),
      },
      decide: ({ item, index }, command) => {
        const parcel = { ...command, template: numberOf(index.plan.buckets, template), amount };
        return takesOut
          ? decideDebit(item, index, nowMs, { ...parcel, action: 'debited' })
          : decideGift(item, index, nowMs, { ...parcel, action: 'credited', expiresAt: 0 });
      },
    }),
  });
}

/** Moves an amount between two products of whoever asks. */
export async function createTransfer(
  office: BalancesOffice,
  books: ActionBooks,
  request: PartnerRequest,
): Promise<Action> {
  const body = request.body as ActionBody;
  refuseNegative(body);
  const { transferCost } = body;
  if ((transferCost?.amount ?? 0) !== 0)
    throw invalid('transfer-cost-not-charged', [
      {
        param: 'transferCost',
        reason: `got ${JSON.stringify(transferCost)}; allowed: none: transfers cost nothing; take a fee by POST adjustBalance`,
      },
    ]);
  const wanted = await asked(office, request, body);
  const { subscriber: from, template, amount, currency } = wanted;
  const { subscriber: to } = await targetOf(office, request.partner, body, 'receiver');
  const { nowMs } = request;
  const kind = KINDS.transferBalance;
  const id = newId(kind.prefix, request.seed);
  const [giver, taker] = [bucketOwner(from), bucketOwner(to)];
  return once(office, books, request, {
    kind,
    id,
    owner: ownerOfSubscriber(from),
    run: async (desk) => {
      const outcome = await transfer(desk, from, to, {
        id,
        bucket: template.id,
        amount: template.unit === 'money' ? fromMicros(amount) : amount,
      });
      if (outcome.outcome === 'refused') throw refusedBy(outcome.problems);
      return outcome;
    },
    value: async (after, before) => {
      const impacts = await Promise.all(
        [giver, taker].map(async (side) =>
          impactsOf(
            office,
            side,
            {
              before: before.get(side.accountKey)!,
              after: after.get(side.accountKey)!,
              unit: template.unit,
            },
            nowMs,
          ),
        ),
      );
      return {
        ...recordOf(request, 'transferBalance', { ...wanted, currency }, body),
        to: taker,
        status: 'completed',
        amount: -amount,
        confirmedAt: isoOf(nowMs),
        impacts: impacts.flat(),
      };
    },
  });
}
