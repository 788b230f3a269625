/** A key is kept for a day: with another request after it, it makes another thing, and never answers with the old one. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { json } from '../../../lambdas/shared/problem.js';
import { CUSTOMER, serving } from '../kernel/serving.js';
import { openPartnerDesk, type PartnerDesk } from '../partner-desk.js';

let desk: PartnerDesk;
beforeAll(async () => {
  desk = await openPartnerDesk();
});
afterAll(async () => desk.stop());

test('a key that was forgotten makes ids of its own for another request', async () => {
  const seeds: string[] = [];
  const call = serving(desk.client, async ({ seed }) => {
    seeds.push(seed);
    return Promise.resolve(json(201, {}));
  });
  const headers = { 'idempotency-key': 'again-tomorrow' };
  const forget = async () =>
    desk.client.send(
      new UpdateItemCommand({
        TableName: 'records',
        Key: { pk: { S: 'PARTNER#acme' }, sk: { S: 'KEY#again-tomorrow' } },
        UpdateExpression: 'SET #ttl = :past',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':past': { N: '1' } },
      }),
    );
  expect((await call({ body: CUSTOMER, headers })).status).toBe(201);
  await forget();
  expect((await call({ body: { ...CUSTOMER, name: 'Bob' }, headers })).status).toBe(201);
  await forget();
  expect((await call({ body: CUSTOMER, headers })).status).toBe(201);
  expect(seeds[1]).not.toBe(seeds[0]);
  expect(seeds[2]).toBe(seeds[0]);
});
