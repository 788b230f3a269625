/** Subscribers come in three ways: one by one, as a company's members, and from a file. A SIM, number or card is one's. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { DynamoDbMembers as Members } from '../../lambdas/files/dynamodb-members.js';
import { type Office, openOffice, person } from './office.js';

let office: Office;
let members: Members;
let serve: typeof import('../../lambdas/pools/api.handler.js').handler;
let people = 500;

beforeAll(async () => {
  office = await openOffice();
  const { DynamoDbMembers } = await import('../../lambdas/files/dynamodb-members.js');
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  ({ handler: serve } = await import('../../lambdas/pools/api.handler.js'));
  members = new DynamoDbMembers({ accounts: 'accounts', records: 'records' }, () =>
    Promise.resolve(Date.UTC(2027, 2, 1)),
  );
  for (const record of [
    { pk: 'COMPANY#co_acme', sk: 'META', companyId: 'co_acme', name: 'Acme', owner: null, request: '' },
    { pk: 'POOL#pool_acme', sk: 'META', poolId: 'pool_acme', companyId: 'co_acme', offeringId: 'starter' },
  ])
    await office.client.send(new PutItemCommand({ TableName: 'records', Item: toAttributes(record) }));
});
afterAll(() => office.stop());

interface Person {
  readonly id: string;
  readonly imsi: string;
  readonly msisdn: string;
  readonly iccid: string;
}
type Came = { readonly added: boolean; readonly codes: readonly string[] };

const ids = ({ id, imsi, msisdn, iccid }: Person) => ({
  subscriberId: id,
  supi: `imsi-${imsi}`,
  msisdn: msisdn.replace('+', 'msisdn-'),
  iccid,
});

const WAYS: Readonly<Record<string, (who: Person) => Promise<Came>>> = {
  'POST /subscribers': async (who) => {
    const { status, body } = await office.ask('POST /subscribers', [], { ...who, offeringId: 'starter' });
    return { added: status === 201, codes: (body.problems ?? []).map(({ code }) => code) };
  },
  'POST /companies/{companyId}/members': async (who) => {
    const { statusCode, body } = await serve({
      routeKey: 'POST /companies/{companyId}/members',
      pathParameters: { companyId: 'co_acme' },
      body: JSON.stringify({ ...ids(who), poolId: 'pool_acme' }),
    } as unknown as APIGatewayProxyEventV2);
    const { problems = [] } = JSON.parse(body ?? '{}') as { problems?: { code: string }[] };
    return { added: statusCode === 201, codes: problems.map(({ code }) => code) };
  },
  'a row of a file': async (who) => {
    const plan = await members.findPlan('starter');
    const result = await members.add('co_acme', { ...ids(who), name: 'Ada', plan: plan! });
    return result.outcome === 'taken'
      ? { added: false, codes: result.problems.map(({ code }) => code) }
      : { added: result.outcome === 'added', codes: [] };
  },
};
const names = Object.keys(WAYS);
const pairs = names.flatMap((first) => names.map((second) => [first, second] as const));

test.each(pairs)('who came by %s keeps SIM, number and card from who comes by %s', async (first, second) => {
  const one = person(++people);
  expect(await WAYS[first]!(one)).toEqual({ added: true, codes: [] });
  const { imsi, msisdn, iccid } = one;
  const other = () => person(++people);
  expect((await WAYS[second]!({ ...other(), imsi })).codes).toEqual(['sim-taken']);
  expect((await WAYS[second]!({ ...other(), msisdn })).codes).toEqual(['number-taken']);
  expect((await WAYS[second]!({ ...other(), iccid })).codes).toEqual(['card-taken']);
  expect((await WAYS[second]!({ ...other(), imsi, msisdn, iccid })).codes).toEqual([
    'sim-taken',
    'number-taken',
    'card-taken',
  ]);
  expect((await WAYS[second]!({ ...other(), id: one.id })).codes).toEqual(['subscriber-exists']);
});

test.each([['imsi'], ['msisdn'], ['iccid']] as const)(
  'of many that come all ways at once with one %s, one gets it',
  async (field) => {
    const value = person(++people)[field];
    const came = await Promise.all(
      names.flatMap((way) =>
        Array.from({ length: 3 }, async () => WAYS[way]!({ ...person(++people), [field]: value })),
      ),
    );
    expect(came.filter(({ added }) => added)).toHaveLength(1);
  },
);

test('the same request is as good as the first, though its offering is not sold any more', async () => {
  const [who, member] = [person(++people), person(++people)];
  await WAYS['POST /subscribers']!(who);
  await WAYS['POST /companies/{companyId}/members']!(member);
  const offering = await office.record('OFFERING#starter', 'CURRENT');
  const { toAttributes } = await import('../../lambdas/shared/attributes.js');
  const put = async (more: object) =>
    office.client.send(
      new PutItemCommand({ TableName: 'records', Item: toAttributes({ ...offering, ...more }) }),
    );
  await put({ state: 'retired' });
  try {
    const again = await office.ask('POST /subscribers', [], { ...who, offeringId: 'starter' });
    expect(again).toMatchObject({ status: 200, body: { repeated: true } });
    expect(await WAYS['POST /companies/{companyId}/members']!(member)).toEqual({ added: false, codes: [] });
    expect((await WAYS['POST /subscribers']!(person(++people))).codes).toEqual(['offering-unknown']);
  } finally {
    await put({});
  }
});
