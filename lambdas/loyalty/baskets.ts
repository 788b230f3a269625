/** What tills ask: what a basket would get, that it was paid, that it came back. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { amountText } from '../../domain/baskets/amount-text.js';
import { planned, reckoned, withReturned } from '../../domain/baskets/basket.js';
import type { Basket, Return } from '../../domain/baskets/basket.js';
import { MOST_RETURNS } from '../../domain/baskets/basket.js';
import { remaining } from '../../domain/baskets/evaluate.js';
import type { Gap } from '../../domain/baskets/sequence.js';
import type { BasketBody, ReversalBody } from '../../domain/baskets/schemas.js';
import { inTier } from '../../domain/loyalty/points.js';
import { fromMicros } from '../../domain/operator/decimal.js';
import { untilFirst } from '../accounts/run-command.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf, ownerOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import {
  basketBook,
  basketIdOf,
  basketView,
  isUnfinished,
  type KeptBasket,
  stored,
  valueOf,
} from './baskets-book.js';
import { takeWrites } from './baskets-counters.js';
import { basketRuleHandlers } from './baskets-rules.js';
import { checkTime, factsOf, readBody, roomFor, type ReadBasket, rulesFor } from './baskets-situation.js';
import { attributeBasket } from './baskets-attribution.js';
import { settle } from './baskets-settle.js';
import { countTill, gapsOf } from './baskets-till.js';
import type { LoyaltyOffice } from './office.js';
import { pointsOf } from './points-records.js';

const ATTRIBUTES = ['id', 'store', 'till', 'transaction', 'state', 'membershipId', 'soldAt'];

export function basketHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    evaluateBasket: async (request) => evaluate(office, request),
    commitBasket: async (request) => commit(office, request),
    reverseBasket: async (request) => reverse(office, request),
    listBaskets: async ({ query, partner, baseUrl }) =>
      answerList(listQuery(query, ATTRIBUTES), basketBook(office).list(partner), (each) =>
        basketView(each, baseUrl),
      ),
    retrieveBasket: async ({ partner, path, query, baseUrl }) =>
      answerOne(
        basketView(await basketBook(office).mustGet(partner, path['basketId'] ?? ''), baseUrl),
        query,
      ),
    ...basketRuleHandlers(office),
  };
}

/** What it would get now; till the basket is paid, somebody else may take what is left of a limit. */
async function evaluate(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as BasketBody;
  const read = await readBody(office, body);
  checkTime(read, request.nowMs);
  const facts = await factsOf(office, request, body, read);
  const rules = await rulesFor(office, request, body, read);
  const effects = planned(rules, read.lines, facts, await roomFor(office, rules, facts));
  const points = await pointsOf(office, facts.membershipId, request.nowMs);
  return json(200, {
    membershipId: facts.membershipId,
    paid: fromMicros(read.paidMicros),
    currency: body.currency,
    gives: effects.map(({ ruleId, name, campaignId, kind, times, each, byTier, limited }) => ({
      ruleId,
      name,
      ...(campaignId === undefined ? {} : { campaignId }),
      kind,
      times,
      amount: amountText(kind, byTier ? inTier(each * times, points, office.terms) : each * times),
      ...(limited ? { limited } : {}),
    })),
  });
}

/**
 * The basket with what it is to get and the counters of limits are one transaction; then each effect is. Cut off in
 * between, the same request goes on, or the sweep does.
 */
async function commit(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as BasketBody;
  const { partner, nowMs, baseUrl } = request;
  const owner = ownerOf(partner);
  const id = basketIdOf(owner, body);
  const read = await readBody(office, body);
  const { basket, repeated, gaps } = await untilFirst(async () => {
    const known = await basketBook(office).get(id);
    if (known?.sold !== undefined) {
      if (known.sold.request === read.request)
        return { basket: known, repeated: true, gaps: await gapsOf(office, owner, body) };
      throw new RefusedError(
        409,
        'basket-differs',
        `transaction "${body.transaction}" of this till was committed with other content (basket ${id})`,
      );
    }
    return first(office, request, read, { id, owner, ...(known === undefined ? {} : { known }) });
  });
  const settled = await settle(office, basket.id, { actor: actorOf(partner), nowMs });
  if (settled.sold !== undefined) await attributeBasket(office, { ...settled.sold, id: settled.id }, nowMs);
  return json(200, {
    ...basketView(settled, baseUrl),
    ...(gaps === undefined ? {} : { gaps }),
    ...(repeated ? { repeated } : {}),
  });
}

interface Named {
  readonly id: string;
  readonly owner: string;
  /** When its return was there before it. */
  readonly known?: KeptBasket;
}

/** @returns undefined when somebody else was first: at the basket, at a limit, or at the till's count */
async function first(
  office: LoyaltyOffice,
  request: PartnerRequest,
  read: ReadBasket,
  { id, owner, known }: Named,
): Promise<
  { readonly basket: KeptBasket; readonly repeated: boolean; readonly gaps?: readonly Gap[] } | undefined
> {
  const body = request.body as BasketBody;
  const { nowMs } = request;
  checkTime(read, nowMs);
  const { store, till, transaction, soldAt, currency, sequence } = body;
  const { subscriberId, ...facts } = await factsOf(office, request, body, read);
  const rules = await rulesFor(office, request, body, read);
  // What came back before it was told of is not given first.
  const { returned, returns } = awaited(read, known?.returns ?? []);
  const left = remaining(read.lines, returned);
  const effects = planned(rules, left, facts, await roomFor(office, rules, facts));
  const count = await countTill(office, owner, body);
  const value: Basket = {
    store,
    till,
    transaction,
    state: 'committing',
    returns,
    sold: {
      request: read.request,
      soldAt: new Date(soldAt).toISOString(),
      currency,
      ...(sequence === undefined ? {} : { sequence }),
      subscriberId,
      membershipId: facts.membershipId,
      membershipOwner: facts.membershipOwner,
      lines: read.lines,
      paidMicros: read.paidMicros,
      returned,
      effects: effects.map(({ limited: _limited, ...effect }) => effect),
    },
  };
  const also: TransactWriteItem[] = [
    ...takeWrites(
      office,
      effects.flatMap(({ counters }) => counters),
    ),
    ...count.writes,
  ];
  const kept = stored(id, value, nowMs);
  const written =
    known === undefined
      ? await basketBook(office).create({ id, owner, nowMs, value: kept }, also)
      : await basketBook(office).update(known, kept, nowMs, also);
  if (written?.sold?.request !== read.request) return undefined;
  return { basket: written, repeated: false, ...(count.gaps === undefined ? {} : { gaps: count.gaps }) };
}

/** Returns that waited, against the lines that are known now. */
function awaited({ lines }: ReadBasket, waiting: readonly Return[]) {
  let returned: Readonly<Record<string, number>> = {};
  const returns = waiting.map(({ lines: back, ...each }): Return => {
    const after = withReturned(lines, returned, back);
    ({ returned } = after);
    return {
      ...each,
      state: 'done',
      ...(after.ignored.length === 0 ? {} : { ignored: after.ignored }),
    };
  });
  return { returned, returns };
}

/** A return, once by its id; before its basket it waits for it. */
async function reverse(office: LoyaltyOffice, request: PartnerRequest) {
  const body = request.body as ReversalBody;
  const { partner, nowMs, baseUrl } = request;
  const owner = ownerOf(partner);
  const id = basketIdOf(owner, body);
  const { store, till, transaction, returnId, lines } = body;
  checkOnce(lines);
  const asked = {
    id: returnId,
    request: requestDigest(lines ?? 'all'),
    at: new Date(nowMs).toISOString(),
    takes: [],
  };
  const settling = { actor: actorOf(partner), nowMs };
  const { basket, repeated } = await untilFirst(async () => {
    let known = await basketBook(office).get(id);
    const before = known?.returns.find((each) => each.id === returnId);
    if (known !== undefined && before !== undefined) {
      if (before.request === asked.request) return { basket: known, repeated: true };
      throw new RefusedError(
        409,
        'return-differs',
        `return "${returnId}" of this transaction was told with other lines; allowed: an id of its own`,
      );
    }
    if (known !== undefined && known.returns.length >= MOST_RETURNS)
      throw new RefusedError(409, 'too-many-returns', `basket ${id} came back ${MOST_RETURNS} times`);
    if (known !== undefined && isUnfinished(known)) known = await settle(office, id, settling);
    const value =
      known?.sold === undefined
        ? waitingFor({ store, till, transaction }, known, { ...asked, ...(lines && { lines }) })
        : reversed(known, lines, asked);
    const kept = stored(id, value, nowMs);
    const written =
      known === undefined
        ? await basketBook(office).create({ id, owner, nowMs, value: kept })
        : await basketBook(office).update(known, kept, nowMs);
    // Another return, or the basket itself, may have been first.
    return written?.returns.some((each) => each.id === returnId)
      ? { basket: written, repeated: false }
      : undefined;
  });
  const settled = isUnfinished(basket) ? await settle(office, id, settling) : basket;
  return json(200, { ...basketView(settled, baseUrl), ...(repeated ? { repeated } : {}) });
}

type Asked = Omit<Return, 'state'>;

const waitingFor = (
  till: Pick<Basket, 'store' | 'till' | 'transaction'>,
  known: KeptBasket | undefined,
  asked: Asked,
): Basket => ({
  ...till,
  state: 'awaiting',
  returns: [...(known?.returns ?? []), { ...asked, state: 'waiting' }],
});

/** @throws RefusedError 400, 409 */
function reversed(known: KeptBasket, back: ReversalBody['lines'], asked: Asked): Basket {
  const sold = known.sold!;
  const left = remaining(sold.lines, sold.returned);
  if (left.length === 0)
    throw new RefusedError(409, 'basket-reversed', `all of basket ${known.id} came back before`);
  const problems = (back ?? []).flatMap(({ line, quantity }, i) => {
    const of = left.find((each) => each.line === line);
    if (of === undefined)
      return [
        {
          param: `lines[${i}].line`,
          reason: `got ${line}; allowed: ${left
            .map((each) => each.line)
            .join(', ')
            .slice(0, 200)}`,
        },
      ];
    return (quantity ?? 1) <= of.quantity
      ? []
      : [{ param: `lines[${i}].quantity`, reason: `got ${quantity}; allowed: at most ${of.quantity}` }];
  });
  if (problems.length > 0) throw invalid('not-in-basket', problems);
  const { returned } = withReturned(sold.lines, sold.returned, back);
  const { effects, takes } = reckoned(sold, returned);
  return {
    ...valueOf(known),
    state: 'reversing',
    sold: { ...sold, returned, effects },
    returns: [...known.returns, { ...asked, takes, state: 'taking' }],
  };
}

/** @throws RefusedError 400 */
function checkOnce(lines: ReversalBody['lines']): void {
  const numbers = (lines ?? []).map(({ line }) => line);
  const problems = numbers.flatMap((line, i) =>
    numbers.indexOf(line) < i
      ? [{ param: `lines[${i}].line`, reason: `got ${line} twice; allowed: each line once` }]
      : [],
  );
  if (problems.length > 0) throw invalid('invalid-body', problems);
}
