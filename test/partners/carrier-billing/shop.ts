/** A shop that takes payments from the credit of its own subscribers. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { judgeAnswer } from '../../support/partner-answers.js';
import { type Asked, openPartnerDesk, type PartnerDesk, type Told } from '../partner-desk.js';

export interface Shop {
  readonly desk: PartnerDesk;
  /** As the partner acme, with a correlator, which every answer must give back. */
  ask(operationId: string, asked?: Asked): Promise<Told>;
  /** A subscriber of acme with 5000.00 in its wallet: its phone number. */
  open(options?: {
    readonly owner?: string;
    readonly offering?: string;
    readonly credit?: string;
  }): Promise<string>;
  /** Micros in the wallet of a number. */
  wallet(phoneNumber: string): Promise<number>;
  /** Asks the operator's own tools. */
  operator(route: string, phoneNumber: string, body: unknown): Promise<number | undefined>;
  /** Events of the outbox, of a type. */
  events(type: string): Promise<readonly Record<string, unknown>[]>;
}

export const CORRELATOR = 'b4333c46-49c0-4f62-80d7-f0ef930f1c46';
/** Micros that a wallet opens with. */
export const OPENING = 5_000_000_000;

let references = 0;

/** A body of `createPayment` and `preparePayment`. */
export function payment(phoneNumber: string | undefined, more: object = {}, charging: object = {}) {
  return {
    amountTransaction: {
      ...(phoneNumber === undefined ? {} : { phoneNumber }),
      referenceCode: `ref-${++references}`,
      paymentAmount: {
        chargingInformation: { amount: 4.99, currency: 'GBP', description: 'A game', ...charging },
      },
      ...more,
    },
  };
}

/** A body of `createRefund`. */
export function refund(amount: number | undefined, more: object = {}, charging: object = {}) {
  return {
    type: amount === undefined ? 'total' : 'partial',
    amountTransaction: {
      referenceCode: `refund-${++references}`,
      refundAmount:
        amount === undefined
          ? {}
          : { chargingInformation: { amount, currency: 'GBP', description: 'A game', ...charging } },
      ...more,
    },
  };
}

export async function openShop(environment: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const desk = await openPartnerDesk('GB', environment);
  const { handler: write } = await import('../../../lambdas/accounts/write.handler.js');
  const { handler: read } = await import('../../../lambdas/subscribers/read.handler.js');
  const { findSubscriber } = await import('../../../lambdas/subscribers/find-subscriber.js');
  const { dynamodb } = await import('../../../lambdas/shared/dynamodb.js');
  let subscribers = 0;

  const tool = async (routeKey: string, pathParameters: object, body?: unknown) =>
    (routeKey.startsWith('GET') ? read : write)({
      version: '2.0',
      routeKey,
      pathParameters,
      requestContext: { requestId: 'tool' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    } as unknown as APIGatewayProxyEventV2);
  const named = (phoneNumber: string) => `msisdn-${phoneNumber.slice(1)}`;

  return {
    desk,
    async ask(operationId, asked = {}) {
      const told = await desk.call(operationId, {
        as: 'acme',
        ...asked,
        headers: { 'x-correlator': CORRELATOR, ...asked.headers },
      });
      if (asked.headers?.['x-correlator'] === undefined && told.headers['x-correlator'] !== CORRELATOR)
        throw new Error(`${operationId} does not give the correlator back`);
      judgeAnswer(operationId, told);
      return told;
    },
    async open({ owner = 'acme', offering = 'starter', credit = '5000.00' } = {}) {
      const n = String(++subscribers).padStart(4, '0');
      const phoneNumber = `+44770090${n}`;
      const made = await tool(
        'POST /subscribers',
        {},
        {
          id: `sub_${n}`,
          imsi: `23499000000${n}`,
          msisdn: phoneNumber,
          iccid: `894499000000000${n}`,
          offeringId: offering,
          credit,
        },
      );
      if (made.statusCode !== 201) throw new Error(made.body);
      if (owner !== 'operator')
        await dynamodb.send(
          new UpdateItemCommand({
            TableName: 'records',
            Key: { pk: { S: `SUBSCRIBER#sub_${n}` }, sk: { S: 'META' } },
            UpdateExpression: 'SET partnerId = :owner',
            ExpressionAttributeValues: { ':owner': { S: owner } },
          }),
        );
      return phoneNumber;
    },
    async wallet(phoneNumber) {
      const subscriber = await findSubscriber('records', named(phoneNumber));
      const { body } = await tool('GET /subscribers/{subscriberId}', {
        subscriberId: subscriber?.subscriberId,
      });
      const { account } = JSON.parse(body ?? '{}') as {
        account: { buckets: { name: string; available: number }[] };
      };
      return account.buckets
        .filter(({ name }) => name === 'wallet')
        .reduce((sum, { available }) => sum + available, 0);
    },
    async operator(route, phoneNumber, body) {
      const subscriber = await findSubscriber('records', named(phoneNumber));
      return (await tool(route, { subscriberId: subscriber?.subscriberId }, body)).statusCode;
    },
    async events(type) {
      const { body } = await scan(desk);
      return body.filter((event) => event['type'] === type);
    },
  };
}

async function scan({ client }: PartnerDesk) {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const { fromItem } = await import('../../../lambdas/shared/attributes.js');
  const { Items: items = [] } = await client.send(
    new ScanCommand({
      TableName: 'records',
      FilterExpression: 'begins_with(pk, :event)',
      ExpressionAttributeValues: { ':event': { S: 'EVENT#' } },
    }),
  );
  return { body: items.map((item) => fromItem(item) as Record<string, unknown>) };
}
