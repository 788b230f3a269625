/** `POST /subscribers`. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';
import type { InvalidParam } from '../shared/problem.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { microsOf } from './amounts.js';
import { done, refusal } from './answer.js';
import type { subscriberBody } from './bodies.js';
import { invalidBody } from './body.js';
import { createSubscriber, type NewAccount, type Registry } from './create-subscriber.js';
import type { Desk } from './desk.js';
import type { Refusal } from './run-command.js';

type Body = z.output<typeof subscriberBody>;

export async function postSubscriber(
  desk: Desk,
  registry: Registry,
  body: Body,
): Promise<APIGatewayProxyStructuredResultV2> {
  const invalid = between(body);
  if (invalid.length > 0) return invalidBody(invalid);
  const account = await accountOf(registry, body);
  if ('code' in account) return refusal([account]);
  const { id, imsi: supi, msisdn, iccid } = body;
  const creation = await createSubscriber(desk, registry, { id, supi, msisdn, iccid }, account);
  if (creation.outcome === 'refused') return refusal(creation.problems);
  const repeated = creation.outcome === 'repeated';
  return done(creation.subscriberId, creation.item, repeated, desk.nowMs, repeated ? 200 : 201);
}

/** What is wrong between the fields. */
function between({ offeringId, shareWith, credit }: Body): InvalidParam[] {
  const both = offeringId !== undefined && shareWith !== undefined;
  const neither = offeringId === undefined && shareWith === undefined;
  return [
    ...(both || neither
      ? [
          {
            param: 'offeringId',
            reason: `got ${both ? 'shareWith too' : 'neither it nor shareWith'}; allowed: the offering of an account of its own, or shareWith, the subscriber whose account it shares`,
          },
        ]
      : []),
    ...(shareWith !== undefined && credit !== undefined
      ? [
          {
            param: 'credit',
            reason: `got ${JSON.stringify(credit)} with shareWith; allowed: with offeringId`,
          },
        ]
      : []),
    ...(credit === undefined || microsOf(credit) !== undefined
      ? []
      : [
          {
            param: 'credit',
            reason: `got ${JSON.stringify(credit)}; allowed: a decimal string such as "10.00", below 1000000000, with at most 6 decimals`,
          },
        ]),
  ];
}

/** What it is sold as is looked at later: the same request again is as good as the first, whatever is on sale now. */
async function accountOf(
  { tables }: Registry,
  { offeringId = '', shareWith, credit }: Body,
): Promise<NewAccount | Refusal> {
  if (shareWith === undefined)
    return { offeringId, walletMicros: credit === undefined ? undefined : microsOf(credit) };
  const sharer = await findSubscriber(tables.records, shareWith);
  return sharer === undefined
    ? { code: 'subscriber-not-found', detail: `shareWith: there is no subscriber ${shareWith}` }
    : { shareWith: sharer };
}
