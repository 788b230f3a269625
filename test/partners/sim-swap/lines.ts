/** Numbers of an operator whose SIMs are swapped, for the scenarios of CAMARA SIM Swap. */
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { fromItem } from '../../../lambdas/shared/attributes.js';
import { judgeAnswer } from '../../support/partner-answers.js';
import { type Asked, openPartnerDesk, type PartnerDesk, type Told } from '../partner-desk.js';

export const CORRELATOR = 'b4333c46-49c0-4f62-80d7-f0ef930f1c46';
const HOUR_MS = 3_600_000;

export interface Lines {
  readonly desk: PartnerDesk;
  /** As the partner acme, with a correlator; every answer is judged, and must give the correlator back. */
  ask(operationId: string, asked?: Asked): Promise<Told>;
  /** A number with a SIM that was activated so long ago. @returns the number and when */
  open(hoursAgo?: number): Promise<{ readonly phoneNumber: string; readonly activatedAt: string }>;
  /** The SIM of a number is swapped, so long ago. @returns when */
  swap(phoneNumber: string, hoursAgo?: number): Promise<string>;
  /** What sinks are sent, oldest first. */
  notifications(): Promise<Record<string, unknown>[]>;
}

export async function openLines(environment: Readonly<Record<string, string>> = {}): Promise<Lines> {
  const desk = await openPartnerDesk('GB', environment);
  const { handler: write } = await import('../../../lambdas/accounts/write.handler.js');
  const { findSubscriber } = await import('../../../lambdas/subscribers/find-subscriber.js');
  const { onSimSwapped } = await import('../../../lambdas/partners/sim-swap/on-sim-swapped.js');
  const { simSwapOffice } = await import('../../../lambdas/partners/sim-swap/office.js');
  const { operatorTime } = await import('../../../lambdas/shared/clock.js');
  const hub = simSwapOffice(desk.client, { RECORDS_TABLE: 'records', PARTNER_URL: 'https://lily.example' });
  let numbers = 0;
  let swaps = 0;

  const set = async (subscriberId: string, attribute: string, value: string) => {
    await desk.client.send(
      new UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: `SUBSCRIBER#${subscriberId}` }, sk: { S: 'META' } },
        UpdateExpression: 'SET #attribute = :value REMOVE #other',
        ExpressionAttributeNames: {
          '#attribute': attribute,
          '#other': attribute === 'simChangedAt' ? 'nothing' : 'simChangedAt',
        },
        ExpressionAttributeValues: { ':value': { S: value } },
      }),
    );
  };
  const agoISO = async (hours: number) => new Date((await operatorTime()) - hours * HOUR_MS).toISOString();

  return {
    desk,
    async ask(operationId, asked = {}) {
      const told = await desk.call(operationId, {
        as: 'acme',
        ...asked,
        headers: { 'x-correlator': CORRELATOR, ...asked.headers },
      });
      if (asked.headers?.['x-correlator'] === undefined)
        expect(told.headers['x-correlator']).toBe(CORRELATOR);
      judgeAnswer(operationId, told);
      return told;
    },
    async open(hoursAgo = 1000) {
      const n = String(++numbers).padStart(4, '0');
      const phoneNumber = `+44770090${n}`;
      const made = await write({
        version: '2.0',
        routeKey: 'POST /subscribers',
        pathParameters: {},
        requestContext: { requestId: 'tool' },
        body: JSON.stringify({
          id: `sub_${n}`,
          imsi: `23499000000${n}`,
          msisdn: phoneNumber,
          iccid: `894499000000000${n}`,
          offeringId: 'starter',
          credit: '1.00',
        }),
      } as unknown as APIGatewayProxyEventV2);
      if (made.statusCode !== 201) throw new Error(made.body);
      const activatedAt = await agoISO(hoursAgo);
      await set(`sub_${n}`, 'activatedAt', activatedAt);
      return { phoneNumber, activatedAt };
    },
    async swap(phoneNumber, hoursAgo = 0) {
      const subscriber = await findSubscriber('records', `msisdn-${phoneNumber.slice(1)}`);
      const simChangedAt = await agoISO(hoursAgo);
      await set(subscriber!.subscriberId, 'simChangedAt', simChangedAt);
      await onSimSwapped(hub, {
        id: `evt_swap${++swaps}`,
        type: 'sim_change.noticed',
        time: simChangedAt,
        owner: 'operator',
        subject: `product/${subscriber!.subscriberId}`,
        actor: { type: 'operator', id: 'operator' },
        data: { simChange: { msisdn: phoneNumber.slice(1), changedAt: simChangedAt } },
      });
      return simChangedAt;
    },
    async notifications() {
      const { Items: items = [] } = await desk.client.send(
        new ScanCommand({
          TableName: 'records',
          FilterExpression: 'begins_with(pk, :event) AND attribute_exists(sink)',
          ExpressionAttributeValues: { ':event': { S: 'EVENT#' } },
        }),
      );
      return items
        .map((item) => fromItem(item) as { sink: { body: Record<string, unknown> } })
        .map(({ sink }) => ({ ...sink.body, sink }))
        .sort((a, b) => order(a).localeCompare(order(b)));
    },
  };
}

/** By time, and of the same time those first that do not end. */
const order = (notification: Record<string, unknown>) =>
  `${String(notification['time'])} ${String(notification['type']).endsWith('ended') ? 1 : 0}`;
