/**
 * What subscribers agreed to be charged by again: `ACCOUNT#<key>` / `MANDATE#<provider>#<mandateId>`. Saved from the
 * payment that they agreed with, once it brought money.
 */
import { ConditionalCheckFailedException, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MandateToken } from '../../domain/payments/fact.js';
import { capturedMicros } from '../../domain/payments/payment.js';
import type { ProviderId } from '../../domain/payments/provider.js';
import { fromItem } from '../shared/attributes.js';
import { digestOf } from './order-payment.js';
import type { PaymentEvent } from './payment-events.js';
import type { PaymentStore, StoredPayment } from './payment-store.js';

/** `suspended`: charges by it failed for good; `deleted`: nobody charges by it, and its token is gone. */
export type MandateState = 'active' | 'suspended' | 'deleted';

export interface Mandate {
  /** `man_` and 24 hex digits. */
  readonly mandateId: string;
  readonly account: string;
  readonly provider: ProviderId;
  readonly subscriberId: string;
  readonly state: MandateState;
  /** The operator's time, ISO 8601. */
  readonly savedISO: string;
  /** Absent = it was deleted. */
  readonly token?: MandateToken;
}

type Place = Pick<PaymentStore, 'client' | 'tables'>;

const keyOf = (account: string, provider: ProviderId, mandateId: string) => ({
  pk: { S: `ACCOUNT#${account}` },
  sk: { S: `MANDATE#${provider}#${mandateId}` },
});

export const mandateIdOf = (paymentId: string): string => `man_${digestOf('mandate', paymentId)}`;

/**
 * Keeps what a payment was agreed to be repeated by. The same payment again keeps nothing new, and brings back
 * nothing that was deleted.
 *
 * @returns the event of it; undefined = there is nothing to keep
 */
export async function saveMandate(
  { payment, about }: StoredPayment,
  nowMs: number,
  { client, tables }: Place,
): Promise<PaymentEvent | undefined> {
  const { mandate, account, provider, subscriberId, paymentId } = payment;
  if (about?.['savesMandate'] !== true || mandate === undefined || capturedMicros(payment) === 0)
    return undefined;
  const mandateId = mandateIdOf(paymentId);
  const atISO = new Date(nowMs).toISOString();
  try {
    const { Attributes: kept } = await client.send(
      new UpdateItemCommand({
        TableName: tables.records,
        Key: keyOf(account, provider, mandateId),
        UpdateExpression:
          'SET #token = :token, #state = if_not_exists(#state, :active), mandateId = :id, account = :account, ' +
          'provider = :provider, subscriberId = :subscriber, savedISO = if_not_exists(savedISO, :at)',
        ConditionExpression: 'attribute_not_exists(pk) OR #state <> :deleted',
        ExpressionAttributeNames: { '#token': 'token', '#state': 'state' },
        ExpressionAttributeValues: {
          ':token': { S: JSON.stringify(mandate) },
          ':active': { S: 'active' },
          ':deleted': { S: 'deleted' },
          ':id': { S: mandateId },
          ':account': { S: account },
          ':provider': { S: provider },
          ':subscriber': { S: subscriberId },
          ':at': { S: atISO },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return {
      type: 'mandate.saved',
      id: `mandate_${mandateId}`,
      time: kept?.['savedISO']?.S ?? atISO,
      data: { mandateId, account, subscriberId, provider, paymentId, label: mandate.label },
    };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** All of an account, by provider; deleted ones too, which have no token. Strongly consistent. */
export async function mandatesOf(account: string, { client, tables }: Place): Promise<Mandate[]> {
  const { Items: items = [] } = await client.send(
    new QueryCommand({
      TableName: tables.records,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :mandate)',
      ExpressionAttributeValues: { ':pk': { S: `ACCOUNT#${account}` }, ':mandate': { S: 'MANDATE#' } },
      ConsistentRead: true,
    }),
  );
  return items.map(ofItem);
}

/** What may be charged now: a mandate of the account that nobody suspended or deleted. */
export async function activeMandate(
  account: string,
  mandateId: string,
  place: Place,
): Promise<(Mandate & { readonly token: MandateToken }) | undefined> {
  const mandate = (await mandatesOf(account, place)).find((each) => each.mandateId === mandateId);
  return mandate !== undefined && isActive(mandate) ? mandate : undefined;
}

export const isActive = (mandate: Mandate): mandate is Mandate & { readonly token: MandateToken } =>
  mandate.state === 'active' && mandate.token !== undefined;

function ofItem(item: Parameters<typeof fromItem>[0]): Mandate {
  const { mandateId, account, provider, subscriberId, state, savedISO, token } = fromItem(item) as Record<
    string,
    string
  >;
  return {
    mandateId,
    account,
    provider,
    subscriberId,
    state,
    savedISO,
    ...(token === undefined ? {} : { token: JSON.parse(token) as MandateToken }),
  } as Mandate;
}

/** Nobody charges by it any more; the subscriber may agree to another one. */
export async function suspendMandate(
  { account, provider, mandateId }: Pick<Mandate, 'account' | 'provider' | 'mandateId'>,
  { client, tables }: Place,
): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: tables.records,
        Key: keyOf(account, provider, mandateId),
        UpdateExpression: 'SET #state = :suspended',
        ConditionExpression: '#state = :active',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':suspended': { S: 'suspended' }, ':active': { S: 'active' } },
      }),
    );
  } catch (error) {
    // It is suspended, or was deleted meanwhile.
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** Forgets the token; a mark stays, so that a repeated message does not bring it back. */
export async function deleteMandate(mandate: Mandate, { client, tables }: Place): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: tables.records,
      Key: keyOf(mandate.account, mandate.provider, mandate.mandateId),
      UpdateExpression: 'SET #state = :deleted REMOVE #token',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#token': 'token', '#state': 'state' },
      ExpressionAttributeValues: { ':deleted': { S: 'deleted' } },
    }),
  );
}
