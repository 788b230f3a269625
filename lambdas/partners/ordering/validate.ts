/** What of an order can't be: everything that is wrong, before anything is done. */
import { documentsOf, mostLines } from '../../orders/identity-lines.js';
import { isVerified } from '../../../domain/partners/parties/record.js';
import type { CustomerRecord } from '../../../domain/partners/customers/record.js';
import type { Authentication, Intent } from '../../../domain/orders/intent.js';
import { type Json, type ParsedItem, parseItems, type Wrong } from '../../../domain/orders/parse-item.js';
import { viewAccount } from '../../../domain/charging/view.js';
import type { OperatorTerms } from '../../../domain/catalogue/offering-view.js';
import { type Desk, type PresentAccount, presentAccount } from '../../accounts/desk.js';
import { writeTogether } from '../../accounts/ledger.js';
import { readOffering } from '../../catalogue/offering-record.js';
import { readOperator } from '../../catalogue/operator-record.js';
import { isGuest } from '../../orders/end-subscription.js';
import { pinDigest } from '../../orders/local-steps.js';
import { customerBook } from '../customers/handlers.js';
import { mustGetProduct, type ProductRecord } from '../inventory/handlers.js';
import { maySee, type Partner } from '../kernel/partner.js';
import type { Recorded } from '../kernel/records.js';
import { RefusedError } from '../kernel/refused.js';
import { partyBook } from '../parties/handlers.js';
import { toAttributes } from '../../shared/attributes.js';
import type { OrderingOffice } from './office.js';

export interface Validated {
  readonly items: readonly ParsedItem[];
  readonly wrong: readonly Wrong[];
  /** Nothing of it names anything of this operator. */
  readonly isForeign: boolean;
  readonly customerId?: string;
}

/** Countries whose law wants proof before a SIM or a number goes to somebody (47 CFR 52.37, 64.2010). */
const PROOF_COUNTRIES = ['US'];

type Subscribed = ProductRecord & {
  readonly simLock?: boolean;
  /** Digest. */
  readonly portOutPin?: string;
};

interface Context {
  readonly office: OrderingOffice;
  readonly partner: Partner;
  readonly desk: Desk;
  readonly operator: OperatorTerms;
  readonly orderId: string;
  readonly nowMs: number;
  readonly customer: Recorded<CustomerRecord> | undefined;
  readonly items: readonly ParsedItem[];
}

export async function validateOrder(
  office: OrderingOffice,
  partner: Partner,
  orderId: string,
  body: Json,
): Promise<Validated> {
  const operator = await readOperator(office.tables.records);
  if (operator === undefined) throw new Error('no operator file is published');
  const given = body['productOrderItem'] as Json[];
  const { items, wrong } = parseItems(given, { country: operator.market.country });
  const isForeign = !(await anyOurs(office, given));
  const found = await customerOf(office, partner, body);
  const desk = await office.desk();
  const context: Context = {
    office,
    partner,
    desk,
    operator,
    orderId,
    nowMs: desk.nowMs,
    customer: found.customer,
    items,
  };
  const semantic: Wrong[] = [];
  for (const [index, { intent }] of items.entries()) {
    if (intent === undefined) continue;
    const at = `productOrderItem[${index}]`;
    for (const [param, reason] of await wrongWith(context, intent, index))
      semantic.push({ param: `${at}${param}`, reason });
  }
  return {
    items: items.map((item) => ({ ...item, intent: item.intent && secretless(item.intent) })),
    wrong: [...wrong, ...found.wrong, ...semantic],
    isForeign,
    ...(found.customer === undefined ? {} : { customerId: found.customer.id }),
  };
}

/** A new PIN is kept as its digest, which nobody reads it from. */
function secretless(intent: Intent): Intent {
  return intent.kind === 'port-out-pin'
    ? { ...intent, pin: pinDigest(intent.subscriberId, intent.pin) }
    : intent;
}

async function anyOurs({ tables, addOnIds }: OrderingOffice, items: readonly Json[]): Promise<boolean> {
  for (const item of items) {
    const product = (item['product'] as Json | undefined) ?? {};
    const related = (product['productRelationship'] as Json[] | undefined) ?? [];
    const products = [product, ...related.map((each) => (each['product'] as Json | undefined) ?? {})];
    if (products.some(({ id }) => String(id).startsWith('sub_'))) return true;
    const reference = (item['productOffering'] ?? product['productOffering']) as Json | undefined;
    const named = reference?.['id'];
    const id = typeof named === 'string' ? named : '';
    if (
      id !== '' &&
      ((await readOffering(tables.records, id)) !== undefined || (await addOnIds()).includes(id))
    )
      return true;
  }
  return false;
}

async function customerOf(
  { client, tables }: OrderingOffice,
  partner: Partner,
  body: Json,
): Promise<{ customer?: Recorded<CustomerRecord>; wrong: Wrong[] }> {
  const parties = (body['relatedParty'] as Json[] | undefined) ?? [];
  const named = parties.flatMap((party, index) =>
    String(party['id']).startsWith('cus_') ? [{ id: String(party['id']), index }] : [],
  );
  if (named.length > 1)
    return { wrong: [{ param: 'relatedParty', reason: `got ${named.length} customers; allowed: one` }] };
  const [first] = named;
  if (first === undefined) return { wrong: [] };
  const customer = await customerBook(client, tables.records).get(first.id);
  if (customer !== undefined && maySee(partner, customer.owner)) return { customer, wrong: [] };
  return {
    wrong: [
      {
        param: `relatedParty[${first.index}].id`,
        reason: `got "${first.id}"; allowed: the id of a customer of yours`,
      },
    ],
  };
}

type Found = readonly [param: string, reason: string];

async function wrongWith(context: Context, intent: Intent, index: number): Promise<readonly Found[]> {
  if (intent.kind === 'nothing') return [];
  if (intent.kind === 'activate') return wrongActivation(context, intent, index);
  if (intent.kind === 'add-on' && 'itemId' in intent.target) {
    const { itemId } = intent.target;
    const leader = context.items.find(({ id }) => id === itemId)?.intent;
    if (leader?.kind !== 'activate')
      return leader === undefined
        ? []
        : [
            [
              '.productOrderItemRelationship[0].id',
              `item ${itemId} activates nothing; allowed: an item that adds a plan`,
            ],
          ];
    const index_ = await context.desk.planOnSale(leader.offeringId);
    return index_ === undefined
      ? []
      : addOnProblem(index_.plan.addOns ?? [], intent.addOnId, leader.offeringId);
  }
  const subscriberId = 'subscriberId' in intent ? intent.subscriberId : targetOf(intent);
  const subscriber = await productOf(context, subscriberId);
  if (subscriber === undefined)
    return [
      [
        '.product.id',
        `got "${subscriberId}"; allowed: the id of a product of yours; GET …/product lists them`,
      ],
    ];
  if (subscriber.state === 'terminated')
    return [['.product.id', `${subscriberId} ended at ${subscriber.terminatedAt ?? 'some time'}`]];
  const account = await presentAccount(context.desk, subscriber.accountKey);
  if (account === undefined) return [['.product.id', `${subscriberId} has no account yet`]];
  return [
    ...(context.customer !== undefined &&
    subscriber.customerId !== undefined &&
    subscriber.customerId !== context.customer.id
      ? [['.product.id', `${subscriberId} is of another customer than ${context.customer.id}`] as const]
      : []),
    ...(await wrongChange(context, intent, subscriber, account)),
  ];
}

const targetOf = (intent: Intent): string =>
  intent.kind === 'add-on' && 'subscriberId' in intent.target ? intent.target.subscriberId : '';

async function productOf({ office, partner }: Context, id: string): Promise<Subscribed | undefined> {
  try {
    return await mustGetProduct(office, partner, id);
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
}

async function wrongActivation(
  context: Context,
  intent: Intent & { kind: 'activate' },
  index: number,
): Promise<readonly Found[]> {
  const { office, desk } = context;
  const found: Found[] = [];
  if (intent.offeringId !== '' && (await desk.planOnSale(intent.offeringId)) === undefined)
    found.push([
      '.productOffering.id',
      (await office.addOnIds()).includes(intent.offeringId)
        ? `"${intent.offeringId}" is an add-on; allowed: with productOrderItemRelationship to the item that adds a plan, or product.productRelationship to a product`
        : `got "${intent.offeringId}"; allowed: an offering that is on sale; GET …/productOffering lists them`,
    ]);
  const taker = { orderId: context.orderId, nowMs: context.nowMs };
  if (intent.msisdn !== undefined && (await office.stock.takeNumber(taker, intent.msisdn)) === undefined)
    found.push([
      '.product.productCharacteristic[msisdn]',
      `got "${intent.msisdn.replace('msisdn-', '')}"; allowed: a number that is available; GET …/resource lists them`,
    ]);
  if (intent.sim.iccid !== undefined) {
    const taken = await office.stock.takeSim(taker, { iccid: intent.sim.iccid });
    if (taken === undefined)
      found.push([
        '.product.productCharacteristic[iccid]',
        `got "${intent.sim.iccid}"; allowed: a SIM that is available`,
      ]);
  }
  const { firstTopUp } = intent;
  if (firstTopUp !== undefined && !office.providers.includes(firstTopUp.provider))
    found.push([
      '.product.productCharacteristic[firstTopUp].provider',
      `got "${firstTopUp.provider}"; allowed: ${office.providers.join(', ') || 'none, the operator takes no payments'}`,
    ]);
  found.push(...(await wrongIdentity(context, index)));
  return found;
}

/** Real name before activation, and how many lines an identity may have. */
async function wrongIdentity(
  { office, operator, customer, items }: Context,
  index: number,
): Promise<readonly Found[]> {
  const { realName, maxLines, source } = operator.market.policy.identity;
  const found: Found[] = [];
  if (realName === 'before_activation') {
    if (customer === undefined)
      return [['', `needs a customer (relatedParty "cus_…") whose identity is verified: ${source}`]];
    const party =
      customer.partyId === undefined
        ? undefined
        : await partyBook(office.client, office.tables.records).get(customer.partyId);
    if (party === undefined || !isVerified(party))
      found.push([
        '',
        `the identity of ${customer.id} is not verified, and must be before activation: ${source}; ` +
          'allowed: a person or organization with an identification and status "validated" (PATCH it, if you may verify identities)',
      ]);
  }
  if (maxLines === undefined || customer === undefined) return found;
  const before = items.slice(0, index + 1).filter(({ intent }) => intent?.kind === 'activate').length;
  const documents = await documentsOf(office, customer.id);
  const lines = Math.max(customer.products, await mostLines(office.client, office.tables.records, documents));
  if (lines + before > maxLines)
    found.push(['', `${customer.id} has ${lines} lines; allowed: ${maxLines} an identity: ${source}`]);
  return found;
}

const addOnProblem = (
  addOns: readonly { readonly id: string }[],
  id: string,
  offeringId: string,
): readonly Found[] =>
  addOns.some((addOn) => addOn.id === id)
    ? []
    : [
        [
          '.productOffering.id',
          `got "${id}"; allowed: an add-on of ${offeringId}: ${addOns.map((addOn) => addOn.id).join(', ') || 'it has none'}`,
        ],
      ];

async function wrongChange(
  context: Context,
  intent: Intent,
  subscriber: Subscribed,
  { item, index }: PresentAccount,
): Promise<readonly Found[]> {
  const { desk, office, operator } = context;
  const { subscriberId } = subscriber;
  const { state, members } = viewAccount(item, index.plan, desk.nowMs);
  const needsProof = PROOF_COUNTRIES.includes(operator.market.country);
  const proof = (given: Authentication | undefined, what: string): Found[] => [
    ...(needsProof && given === undefined
      ? [
          [
            '.product.productCharacteristic[authentication]',
            `got nothing; allowed: how the subscriber was authenticated before ${what} (47 CFR 64.2010(h), 52.37)`,
          ] as const,
        ]
      : []),
    ...(given !== undefined && Date.parse(given.at) > desk.nowMs
      ? [
          [
            '.product.productCharacteristic[authentication].at',
            `got "${given.at}"; allowed: not after now`,
          ] as const,
        ]
      : []),
  ];
  const unlocked = (what: string): Found[] =>
    subscriber.simLock === true
      ? [
          [
            '.product.id',
            `${subscriberId} is locked against ${what}; allowed: after its subscriber unlocks it (simLock false)`,
          ],
        ]
      : [];
  switch (intent.kind) {
    case 'add-on':
      return addOnProblem(index.plan.addOns ?? [], intent.addOnId, index.plan.offeringId);
    case 'cancel-add-on':
      return addOnProblem(index.plan.addOns ?? [], intent.addOnId, index.plan.offeringId);
    case 'change-plan': {
      const next = await desk.planOnSale(intent.offeringId);
      if (next === undefined)
        return [['.productOffering.id', `got "${intent.offeringId}"; allowed: an offering that is on sale`]];
      return next.plan.id === index.plan.id && intent.when === 'now'
        ? [['.productOffering.id', `${subscriberId} has ${intent.offeringId} already`]]
        : [];
    }
    case 'suspend':
      return state === 'suspended' ? [['.product.status', `${subscriberId} is suspended already`]] : [];
    case 'resume':
      return state === 'suspended' ? [] : [['.product.status', `${subscriberId} is ${state}, not suspended`]];
    case 'sim-swap': {
      const { iccid } = intent.sim;
      const taker = { orderId: context.orderId, nowMs: context.nowMs };
      const isFree = iccid === undefined || (await office.stock.takeSim(taker, { iccid })) !== undefined;
      return [
        ...unlocked('SIM changes'),
        ...proof(intent.authentication, 'a SIM change'),
        ...(isFree
          ? []
          : [
              [
                '.product.productCharacteristic[iccid]',
                `got "${iccid}"; allowed: a SIM that is available`,
              ] as const,
            ]),
      ];
    }
    case 'number-change': {
      const taker = { orderId: context.orderId, nowMs: context.nowMs };
      const isFree =
        intent.msisdn === undefined || (await office.stock.takeNumber(taker, intent.msisdn)) !== undefined;
      return isFree
        ? []
        : [
            [
              '.product.productCharacteristic[msisdn]',
              `got "${intent.msisdn ?? ''}"; allowed: a number that is available`,
            ],
          ];
    }
    case 'sim-lock':
      return intent.locked ? [] : proof(intent.authentication, 'unlocking');
    case 'port-out-pin':
      return proof(intent.authentication, 'setting the port-out PIN');
    case 'port-out':
      return [
        ...unlocked('port-outs'),
        ...proof(intent.authentication, 'a port-out'),
        ...(await wrongPin(context, subscriber, intent.pin)),
        ...(await sharedBy(context, subscriber, members.length)),
      ];
    case 'terminate':
      return sharedBy(context, subscriber, members.length);
    default:
      return [];
  }
}

/** So many wrong PINs in a day, and no more are looked at: who tries them all must not find it. */
const MOST_WRONG_PINS = 5;
const PIN_PAUSE_MS = 24 * 3600 * 1000;

/** Each try is counted before it is looked at, a dry run's too; a right one is no try. */
async function wrongPin(
  { office, desk }: Context,
  { subscriberId, portOutPin }: Subscribed,
  pin: string,
): Promise<readonly Found[]> {
  const path = '.product.productCharacteristic[portOut].pin';
  if (portOutPin === undefined)
    return [[path, 'the subscriber has set no port-out PIN; allowed: after a modify with portOutPin']];
  if (!(await countTry(office, subscriberId, desk.nowMs)))
    return [
      [
        path,
        `${MOST_WRONG_PINS} wrong PINs within a day; allowed: a day after the last one, or with a new PIN (modify with portOutPin)`,
      ],
    ];
  if (portOutPin !== pinDigest(subscriberId, pin))
    return [[path, 'it is not the port-out PIN of the subscriber']];
  await changeTries(office, subscriberId, 'ADD pinFailures :n', 'attribute_exists(pk)', { ':n': -1 });
  return [];
}

/** @returns false = there were too many */
async function countTry(office: OrderingOffice, subscriberId: string, nowMs: number): Promise<boolean> {
  const times = {
    ':now': new Date(nowMs).toISOString(),
    ':from': new Date(nowMs - PIN_PAUSE_MS).toISOString(),
    ':n': 1,
  };
  return (
    (await changeTries(
      office,
      subscriberId,
      'SET pinFailedAt = :now ADD pinFailures :n',
      'pinFailedAt > :from AND pinFailures < :most',
      { ...times, ':most': MOST_WRONG_PINS },
    )) ||
    changeTries(
      office,
      subscriberId,
      'SET pinFailedAt = :now, pinFailures = :n',
      'attribute_exists(pk) AND (attribute_not_exists(pinFailedAt) OR pinFailedAt <= :from)',
      times,
    )
  );
}

async function changeTries(
  { client, tables }: OrderingOffice,
  subscriberId: string,
  UpdateExpression: string,
  ConditionExpression: string,
  values: Readonly<Record<string, string | number>>,
): Promise<boolean> {
  return writeTogether(client, [
    {
      Update: {
        TableName: tables.records,
        Key: toAttributes({ pk: `SUBSCRIBER#${subscriberId}`, sk: 'META' }),
        UpdateExpression,
        ConditionExpression,
        ExpressionAttributeValues: toAttributes(values),
      },
    },
  ]);
}

async function sharedBy({ desk }: Context, subscriber: Subscribed, sims: number): Promise<readonly Found[]> {
  return sims > 1 && !(await isGuest(desk, subscriber))
    ? [
        [
          '.product.id',
          `${sims - 1} other SIMs share the account of ${subscriber.subscriberId}; terminate them first`,
        ],
      ]
    : [];
}
