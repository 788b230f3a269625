/** Records of baskets: `BASKET#<id>` / `META`; those with something left to do are in an index, for the sweep. */
import { createHash } from 'node:crypto';
import { amountText } from '../../domain/baskets/amount-text.js';
import type { Basket, Effect, Return, Sold } from '../../domain/baskets/basket.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { eventId } from '../partners/kernel/announce.js';
import { RecordBook, type Recorded } from '../partners/kernel/records.js';
import type { LoyaltyOffice } from './office.js';

export type KeptBasket = Recorded<Basket>;

/** The index's partition. */
export const BASKETS_DUE = 'BASKETS#DUE';
/** Whoever began it is given so long to finish it. */
const AFTER_MS = 60_000;

export const basketBook = ({ client, tables }: Pick<LoyaltyOffice, 'client' | 'tables'>) =>
  new RecordBook<Basket>(client, tables.records, 'BASKET', 'basket');

export interface TillTransaction {
  readonly store: string;
  readonly till: string;
  readonly transaction: string;
}

const digest = (...of: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 24);

/** Two partners may call their stores alike. */
export const basketIdOf = (owner: string, { store, till, transaction }: TillTransaction): string =>
  `bsk_${digest(owner, store, till, transaction)}`;

export const tillIdOf = (owner: string, { store, till }: TillTransaction): string =>
  digest(owner, store, till);

/** Of what is given for a basket by a rule, and of what is taken back of it by a return. */
export const givenId = (prefix: 'rwd' | 'pte', basketId: string, { ruleId }: Effect): string =>
  `${prefix}_${digest(basketId, ruleId)}`;
export const takenId = (
  prefix: 'rtb' | 'pte',
  basketId: string,
  { ruleId }: Effect,
  { id }: Return,
): string => `${prefix}_${digest(basketId, ruleId, 'return', id)}`;

export const isUnfinished = ({ state }: Pick<Basket, 'state'>): boolean =>
  state === 'committing' || state === 'reversing';

/** As it is stored. */
export const stored = (
  id: string,
  basket: Basket,
  nowMs: number,
): Basket & { readonly gsi1pk?: string; readonly gsi1sk?: string } =>
  isUnfinished(basket)
    ? {
        ...basket,
        gsi1pk: BASKETS_DUE,
        gsi1sk: `${new Date(nowMs + AFTER_MS).toISOString()}#${id}`,
      }
    : basket;

/** Without what a record has beside it. */
export const valueOf = ({ store, till, transaction, state, sold, returns }: KeptBasket): Basket => ({
  store,
  till,
  transaction,
  state,
  ...(sold === undefined ? {} : { sold }),
  returns,
});

const effectView = ({ ruleId, name, campaignId, kind, times, state, left, reason }: Effect) => ({
  ruleId,
  name,
  ...(campaignId === undefined ? {} : { campaignId }),
  kind,
  times: state === 'refused' ? 0 : times,
  ...(state === 'given' ? { amount: amountText(kind, left) } : {}),
  state,
  ...(reason === undefined ? {} : { reason }),
});

const returnView = ({ id, at, state, takes, ignored = [] }: Return, effects: readonly Effect[]) => ({
  returnId: id,
  at,
  state,
  taken: takes.flatMap(({ effect, amount, missing }) => {
    const of = effects[effect];
    if (of === undefined) return [];
    const { ruleId, kind } = of;
    return [{ ruleId, kind, amount: amountText(kind, amount), missing: amountText(kind, missing) }];
  }),
  ...(ignored.length === 0 ? {} : { ignored }),
});

const soldView = ({ soldAt, currency, paidMicros, membershipId, sequence, effects }: Sold) => ({
  soldAt,
  currency,
  paid: fromMicros(paidMicros),
  membershipId,
  ...(sequence === undefined ? {} : { sequence }),
  effects: effects.map(effectView),
});

/** Without its lines: what somebody bought is told to nobody who does not ask for it. */
function brief({ id, store, till, transaction, state, sold, returns }: KeptBasket) {
  return {
    id,
    store,
    till,
    transaction,
    state,
    ...(sold === undefined ? {} : soldView(sold)),
    returns: returns.map((each) => returnView(each, sold?.effects ?? [])),
  };
}

export function basketView(basket: KeptBasket, baseUrl: string) {
  const { sold } = basket;
  return {
    ...brief(basket),
    href: `${baseUrl}/pos/baskets/${basket.id}`,
    ...(sold === undefined
      ? {}
      : {
          lines: sold.lines.map(({ line, sku, category, brand, quantity, totalMicros }) => ({
            line,
            sku,
            ...(category === undefined ? {} : { category }),
            ...(brand === undefined ? {} : { brand }),
            quantity,
            returned: sold.returned[line] ?? 0,
            total: fromMicros(totalMicros),
          })),
        }),
  };
}

export function basketEvent(
  what: 'committed' | 'reversed',
  basket: KeptBasket,
  { actor, nowMs }: { readonly actor: PartnerEvent['actor']; readonly nowMs: number },
  step = '',
): PartnerEvent {
  const subject = `basket/${basket.id}`;
  return {
    id: eventId(subject, what, step),
    type: `basket.${what}`,
    time: new Date(nowMs).toISOString(),
    owner: basket.owner,
    subject,
    actor,
    data: { basket: brief(basket) },
  };
}
