/** `POST /attribution/conversions`: what a subscriber did, put down to the campaign that was seen before. */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { z } from 'zod';
import { attribute, type Attribution } from '../../domain/ads/attribution.js';
import { bodies } from '../../domain/ads/schemas.js';
import { isAllowed } from '../../domain/consents/consent.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { sketchEntry, sketchPart } from '../../domain/sponsors/sketch.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { toAttributes, fromItem } from '../shared/attributes.js';
import { json } from '../shared/problem.js';
import { consentsIn, consentsPk, stateIn, statePk } from './ad-records.js';
import { liftWrites } from './lift-records.js';
import { mustFind } from './must-find.js';
import type { RecordOffice } from './office.js';
import { readTogether } from './read-together.js';

const DAY_MS = 86_400_000;
const OLDEST_MS = 90 * DAY_MS;
/** Clocks of shops are not ours. */
const AHEAD_MS = 5 * 60_000;

type Answer = Readonly<Record<string, unknown>>;

export type AskedConversion = z.output<typeof bodies.Conversion_Create>;

export function createConversion(office: RecordOffice): PartnerHandler {
  return async ({ body, partner, nowMs }) => {
    const asked = bodies.Conversion_Create.parse(body);
    const { subscriberId } = await mustFind(office.tables.records, partner, asked.subscriberId);
    return json(201, await convert(office, { asked, subscriberId, by: partner.id, nowMs }));
  };
}

/**
 * Puts what somebody did down to the campaign that was seen before, once by its id.
 *
 * @param by  whose ids they are
 * @throws RefusedError 400 for a time that is too far off, 409 for an id that came with other content
 */
export async function convert(
  { client, tables, market }: Pick<RecordOffice, 'client' | 'tables' | 'market'>,
  {
    asked,
    subscriberId,
    by,
    nowMs,
  }: {
    readonly asked: AskedConversion;
    readonly subscriberId: string;
    readonly by: string;
    readonly nowMs: number;
  },
): Promise<Answer> {
  const table = tables.records;
  const atMs = Date.parse(asked.occurredAt);
  if (atMs > nowMs + AHEAD_MS || atMs < nowMs - OLDEST_MS)
    throw invalid('invalid-body', [
      { param: 'occurredAt', reason: `got "${asked.occurredAt}"; allowed: within the last 90 days` },
    ]);
  const { timeZone, advertising } = await market();
  const key = { pk: `CONVERSION#${by}#${asked.id}`, sk: 'META' };
  const request = requestDigest(asked);
  return untilFirst<Answer>(async () => {
    const { Item: known } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: { pk: { S: key.pk }, sk: { S: key.sk } },
        ConsistentRead: true,
      }),
    );
    if (known !== undefined) {
      const before = fromItem(known);
      if (before['request'] !== request)
        throw new RefusedError(
          409,
          'id-used',
          `conversion "${asked.id}" came before with other content; allowed: an id of its own`,
        );
      return before['answer'] as Answer;
    }
    const found = await readTogether(client, table, [statePk(subscriberId), consentsPk(subscriberId)]);
    const isAgreed = isAllowed(consentsIn(found, subscriberId), 'advertising', 'any', advertising, nowMs);
    const attribution: Attribution = isAgreed
      ? attribute(stateIn(found, subscriberId), { atMs, brand: asked.brand, campaignId: asked.campaignId })
      : { status: 'not-attributed' };
    const said: Answer = {
      id: asked.id,
      ...attribution,
      ...(attribution.status === 'not-attributed' ? { reason: isAgreed ? 'nothing-seen' : 'consent' } : {}),
    };
    // Of who has not agreed nothing is kept but that the request came.
    const kept = {
      ...key,
      request,
      answer: said,
      at: new Date(nowMs).toISOString(),
      ttl: Math.floor((Date.now() + OLDEST_MS + 10 * DAY_MS) / 1000),
    };
    const written = await writeTogether(client, [
      {
        Put: {
          TableName: table,
          Item: toAttributes(kept),
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      ...(attribution.status === 'not-attributed'
        ? []
        : [
            countOf(table, attribution, {
              date: isoDate(dayAt(timeZone, atMs)),
              subscriberId,
              micros: asked.amount === undefined ? 0 : toMicros(asked.amount),
            }),
          ]),
      ...(isAgreed ? liftWrites(table, stateIn(found, subscriberId), { atMs, brand: asked.brand }) : []),
    ]);
    return written ? said : undefined;
  });
}

/**
 * Counts a conversion: `CONVERSIONS#<campaignId>` / `<local date>#<exposed|held-out>#<part>`, with who it was in a sketch
 * that keeps nobody's name.
 */
function countOf(
  table: string,
  { status, campaignId }: Exclude<Attribution, { readonly status: 'not-attributed' }>,
  {
    date,
    subscriberId,
    micros,
  }: { readonly date: string; readonly subscriberId: string; readonly micros: number },
): TransactWriteItem {
  const entry = sketchEntry(campaignId, subscriberId);
  const group = status === 'attributed' ? 'exposed' : 'held-out';
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: `CONVERSIONS#${campaignId}` }, sk: { S: `${date}#${group}#${sketchPart(entry)}` } },
      UpdateExpression: 'ADD people :people, conversions :one, micros :micros',
      ExpressionAttributeValues: {
        ':people': { NS: [String(entry)] },
        ':one': { N: '1' },
        ':micros': { N: String(micros) },
      },
    },
  };
}
