/** Payments in the lists of channel partners, and what they are told of them (TMF676). */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { type AskedPayment, viewPayment } from '../../domain/partners/payments/payment.js';
import { eventWrite, wake } from '../events/outbox.js';
import { resourceEvent } from '../partners/kernel/announce.js';
import { Places } from '../partners/kernel/places.js';
import { type PartnerBooks, paymentKey, type StoredPayment } from './payment-store.js';

/** The list of payments. */
export const PAYMENTS = 'PAYMENT';

/**
 * With a partner API (`PARTNER_LISTS`, or `PARTNER_URL` where its own functions make payments) new payments stand in the
 * list of whoever sold the account; those that the API's own functions make are told of, too.
 *
 * @param partnerUrl  base of the partner API's addresses; undefined or empty: not known here
 * @returns undefined without a partner API
 */
export function partnerBooks(
  client: DynamoDBClient,
  table: string,
  partnerUrl = process.env['PARTNER_URL'],
): PartnerBooks | undefined {
  if (!partnerUrl && process.env['PARTNER_LISTS'] !== '1') return undefined;
  const places = new Places(client, table, PAYMENTS);
  return {
    async enter(payment) {
      const owner = await ownerOfSubscriber(client, table, payment.subscriberId);
      const place = await places.take(owner);
      return {
        owner,
        place: place.number,
        write: places.put(place, paymentKey(payment.paymentId).pk),
        giveBack: async () => places.giveBack(place),
      };
    },
    tell(opened) {
      if (!partnerUrl) return { writes: [], eventIds: [] };
      const { owner = OPERATOR_OWNER, payment } = opened;
      const event = resourceEvent({
        by: { type: 'system', id: 'payments' },
        nowMs: Date.parse(payment.createdISO),
        owner,
        resource: 'payment',
        id: payment.paymentId,
        revision: 0,
        change: 'created',
        // What a payer's page pays with is nobody else's.
        view: viewStored({ ...opened, checkout: undefined }, partnerUrl),
        api: 'payments',
      });
      return { writes: [eventWrite(table, event)], eventIds: [event.id] };
    },
    wake: async ({ eventIds }) => wake(process.env['EVENTS_QUEUE_URL'], eventIds),
  };
}

export async function ownerOfSubscriber(
  client: DynamoDBClient,
  table: string,
  subscriberId: string,
): Promise<string> {
  const { Item: item } = await client.send(
    new GetItemCommand({
      TableName: table,
      Key: { pk: { S: `SUBSCRIBER#${subscriberId}` }, sk: { S: 'META' } },
      ProjectionExpression: 'partnerId',
    }),
  );
  return item?.['partnerId']?.S ?? OPERATOR_OWNER;
}

/** A payment as TMF676 answers it. */
export function viewStored(
  {
    payment,
    history,
    checkout,
    about = {},
  }: Pick<StoredPayment, 'payment' | 'history' | 'about'> & {
    readonly checkout?: StoredPayment['checkout'] | undefined;
  },
  baseUrl: string,
): Readonly<Record<string, unknown>> {
  const { tmf } = about;
  const captured = history.find(({ fact }) => fact.kind === 'captured');
  return viewPayment(
    {
      payment,
      asked: typeof tmf === 'string' ? (JSON.parse(tmf) as AskedPayment) : undefined,
      checkout,
      lastISO: history.at(-1)?.atISO,
      capturedISO: captured?.atISO,
    },
    baseUrl,
  );
}
