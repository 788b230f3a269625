/** Orders and their cancellations as TMF622 has them. */
import type { OrderItem, OrderRecord } from '../../orders/order.js';
import { TMF_BASE } from '../routes.js';

type Resource = Readonly<Record<string, unknown>>;

interface Kept {
  readonly id: string;
  readonly owner: string;
  readonly createdAt: string;
}

/** `CANCELORDER#<id>` / `META`. */
export interface CancelRecord {
  readonly orderId: string;
  /** TMF `TaskStateType`. */
  readonly state: 'accepted' | 'inProgress' | 'done' | 'terminatedWithError';
  /** ISO 8601. */
  readonly effectiveAt?: string;
  readonly also: Resource;
}

export const orderHref = (baseUrl: string, id: string): string =>
  `${baseUrl}${TMF_BASE.ordering}/productOrder/${id}`;

const ENDED = ['completed', 'partial', 'failed', 'cancelled', 'rejected'];

/**
 * An order with its state, each item with its own, and what has happened so far (`milestone`, which the standard does
 * not have). What an item was given (number, SIM, activation code) stands in its product's characteristics.
 */
export function viewOrder(order: OrderRecord & Kept, baseUrl: string): Resource {
  const { id, owner, createdAt, state, also, items, milestones, completedAt } = order;
  const failures = items.flatMap(({ id: itemId, failure }) =>
    failure === undefined ? [] : [{ text: `item ${itemId}: ${failure.code}: ${failure.detail}` }],
  );
  const notes = [...((also['note'] as Resource[] | undefined) ?? []), ...failures];
  const ended = ENDED.includes(state) ? completedAt : undefined;
  return {
    ...also,
    id,
    href: orderHref(baseUrl, id),
    '@type': also['@type'] ?? 'ProductOrder',
    state,
    orderDate: createdAt,
    ...(ended === undefined ? {} : { completionDate: ended }),
    ...(state === 'cancelled' && ended !== undefined ? { cancellationDate: ended } : {}),
    relatedParty: partiesOf(also, owner, baseUrl),
    ...(notes.length === 0 ? {} : { note: notes }),
    productOrderItem: items.map((item) => viewItem(item, baseUrl)),
    milestone: milestones.map(({ name, at, itemId }) => ({
      name,
      milestoneDate: at,
      ...(itemId === undefined ? {} : { productOrderItem: { id: itemId } }),
    })),
  };
}

function partiesOf(also: Resource, owner: string, baseUrl: string): readonly Resource[] {
  const named = (also['relatedParty'] as Resource[] | undefined) ?? [];
  const given = named.map((party) =>
    party['href'] === undefined && String(party['id']).startsWith('cus_')
      ? { ...party, href: `${baseUrl}${TMF_BASE.customers}/customer/${String(party['id'])}` }
      : party,
  );
  return given.some(({ id }) => id === owner)
    ? given
    : [...given, { id: owner, name: owner, role: 'seller', '@referredType': 'Organization' }];
}

function viewItem(item: OrderItem, baseUrl: string): Resource {
  const { given, state, facts, failure, trouble } = item;
  const product = (given['product'] as Resource | undefined) ?? {};
  const own = (product['productCharacteristic'] as Resource[] | undefined) ?? [];
  const assigned = Object.entries({
    msisdn: facts.msisdn?.replace('msisdn-', ''),
    iccid: facts.iccid,
    activationCode: facts.activationCode,
    refunded: facts.refundedMicros === undefined ? undefined : facts.refundedMicros / 1_000_000,
    creditNotRefunded:
      facts.keptMicros === undefined || facts.refundedMicros === undefined
        ? undefined
        : facts.keptMicros / 1_000_000,
  }).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [{ name, value }]));
  // What was given takes the place of what was asked for: a number where it was `any`.
  const found = own.map((each) => {
    const one = assigned.find(({ name }) => name === each['name']);
    return one === undefined ? each : { ...each, ...one };
  });
  const more = assigned.filter(({ name }) => !own.some((each) => each['name'] === name));
  const productId = facts.subscriberId ?? product['id'];
  const characteristics = [...found, ...more];
  const hasProduct = given['product'] !== undefined || productId !== undefined || characteristics.length > 0;
  return {
    ...given,
    state,
    ...(hasProduct
      ? {
          product: {
            ...product,
            ...(productId === undefined ? {} : { id: productId }),
            ...(facts.subscriberId === undefined
              ? {}
              : { href: `${baseUrl}${TMF_BASE.inventory}/product/${facts.subscriberId}` }),
            ...(characteristics.length === 0 ? {} : { productCharacteristic: characteristics }),
          },
        }
      : {}),
    ...(facts.paymentId === undefined
      ? {}
      : {
          payment: [
            {
              id: facts.paymentId,
              href: `${baseUrl}${TMF_BASE.payments}/payment/${facts.paymentId}`,
              '@referredType': 'Payment',
            },
          ],
        }),
    ...(facts.checkout === undefined || state === 'completed' ? {} : { checkout: facts.checkout }),
    ...(failure === undefined ? {} : { failure }),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

export function viewCancel(cancel: CancelRecord & Kept, baseUrl: string): Resource {
  const { id, orderId, state, effectiveAt, also } = cancel;
  return {
    ...also,
    id,
    href: `${baseUrl}${TMF_BASE.ordering}/cancelProductOrder/${id}`,
    '@type': also['@type'] ?? 'CancelProductOrder',
    state,
    ...(effectiveAt === undefined ? {} : { effectiveCancellationDate: effectiveAt }),
    productOrder: { id: orderId, href: orderHref(baseUrl, orderId), '@referredType': 'ProductOrder' },
  };
}
