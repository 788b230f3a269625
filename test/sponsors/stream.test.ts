/** Sponsors' accounts on the stream and beside subscribers': moved like theirs, and never taken for one. */
import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { planIdOf } from '../../domain/charging/item.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { SPONSOR_OFFERING, sponsorPlan } from '../../domain/sponsors/sponsor-plan.js';
import { announce } from '../../lambdas/charging/record-events.js';
import { unmarshalItem } from '../../lambdas/charging/dynamodb-account-store.js';
import { openSponsorDesk, type SponsorDesk } from './desk.js';

let desk: SponsorDesk;

beforeAll(async () => {
  desk = await openSponsorDesk('GB', { ORDERS_QUEUE_URL: 'http://127.0.0.1:9/orders' });
});
afterAll(async () => desk.stop());

const plan = sponsorPlan({ currency: 'GBP', timeZone: 'Europe/London' });

async function accountItem(sponsorId: string) {
  const { Item: item } = await desk.client.send(
    new GetItemCommand({
      TableName: 'accounts',
      Key: { k: { S: `spn_${sponsorId}` } },
      ConsistentRead: true,
    }),
  );
  return unmarshalItem(item!);
}

test('every movement of money is on the stream, and nobody is told that a subscriber topped up', async () => {
  await desk.sponsor('stream', '50.00');
  const item = await accountItem('stream');
  expect(planIdOf(item)).toBe(plan.id);
  const deposited = usageRecord(item, plan)!;
  expect(deposited).toMatchObject({
    account: 'spn_stream',
    lines: [],
    movements: [{ action: 'topped-up', bucket: 'wallet', unit: 'money', amount: 50_000_000 }],
  });
  const id = await desk.campaign('stream');
  await desk.lead(id, 'submit', 'approve', 'schedule');
  const reserved = usageRecord(await accountItem('stream'), plan)!;
  expect(reserved.movements).toMatchObject([{ action: 'reserved', amount: -40_000_000 }]);
  await desk.lead(id, 'end');
  const returned = usageRecord(await accountItem('stream'), plan)!;
  expect(returned.movements).toMatchObject([{ action: 'unreserved', amount: 40_000_000 }]);

  const types: string[] = [];
  const client = {
    send: (command: PutEventsCommand) => {
      types.push(...(command.input.Entries ?? []).map(({ DetailType }) => DetailType ?? ''));
      return Promise.resolve({ FailedEntryCount: 0 });
    },
  } as unknown as EventBridgeClient;
  await announce(client, { name: 'bus', operatorId: 'lily-gb' }, [deposited, reserved, returned]);
  expect(types).toEqual(['usage.recorded']);
  await announce(client, { name: 'bus', operatorId: 'lily-gb' }, [
    { ...deposited, account: 'imsi-234300000000001' },
  ]);
  expect(types).toContain('balance.topped_up');
});

test('nobody can be sold the plan of sponsors, and no list of subscribers or products has them', async () => {
  await desk.sponsor('hidden', '1.00');
  const { readOffering } = await import('../../lambdas/catalogue/offering-record.js');
  expect(await readOffering('records', SPONSOR_OFFERING)).toBeUndefined();
  const offerings = await desk.call('listProductOffering', { query: { limit: '200' } });
  expect((offerings.body as { id: string }[]).map(({ id }) => id)).not.toContain(SPONSOR_OFFERING);
  expect((await desk.call('listProduct')).body).toEqual([]);
  expect(await desk.record('SUBSCRIBER#spn_hidden')).toBeUndefined();
});

test('a crash before the transaction leaves nothing, one after it everything', async () => {
  await desk.sponsor('crash', '50.00');
  const id = await desk.campaign('crash');
  await desk.lead(id, 'submit', 'approve');
  const { dynamodb } = await import('../../lambdas/shared/dynamodb.js');
  const { TransactWriteItemsCommand } = await import('@aws-sdk/client-dynamodb');
  const send = dynamodb.send.bind(dynamodb);
  let crash: 'before' | 'after' | undefined = 'before';
  const spy = jest.spyOn(dynamodb, 'send').mockImplementation((async (command: never) => {
    const isWrite = (command as object) instanceof TransactWriteItemsCommand;
    if (isWrite && crash === 'before') throw new Error('the line is cut');
    const answer: unknown = await send(command);
    if (isWrite && crash === 'after') throw new Error('the answer is lost');
    return answer;
  }) as never);
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const balance = async () =>
    (await desk.call('retrieveSponsor', { path: { sponsorId: 'crash' } })).body.balance;
  expect((await desk.lead(id, 'schedule')).status).toBe(500);
  expect(await balance()).toMatchObject({ available: '50.00', setAside: '0.00' });
  crash = 'after';
  expect((await desk.lead(id, 'schedule')).status).toBe(500);
  expect(await balance()).toMatchObject({ available: '10.00', setAside: '40.00' });
  crash = undefined;
  expect((await desk.lead(id, 'schedule')).body).toMatchObject({ state: 'scheduled' });
  crash = 'after';
  expect((await desk.lead(id, 'end')).status).toBe(500);
  crash = undefined;
  expect((await desk.lead(id, 'end')).status).toBe(200);
  expect(await balance()).toMatchObject({ available: '50.00', setAside: '0.00', spent: '0.00' });
  spy.mockRestore();
  logged.mockRestore();
});
