import { movementKey, commandId } from '../../lambdas/accounts/ledger.js';
import { available, type Office, openOffice, supiOf } from './office.js';

let office: Office;
let people = 0;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.stop());

const OF = '/subscribers/{subscriberId}';
const post = (what: string) => `POST ${OF}/${what}`;
const ok = { id: 'a-1', bucket: 'wallet', amount: '5.00', reason: 'goodwill', actor: 'kim' };

/** A new subscriber with 50.00 left, the first month paid. */
async function subscriber(offeringId = 'monthly'): Promise<{ id: string; supi: string }> {
  people += 1;
  const { status, body } = await office.open(people, offeringId, {
    credit: offeringId === 'monthly' ? '62.00' : '50.00',
  });
  expect({ status, body }).toMatchObject({ status: 201 });
  return { id: `sub_${people}`, supi: supiOf(people) };
}

const problemOf = ({ status, body }: Awaited<ReturnType<Office['ask']>>) => ({
  status,
  type: body.type,
  codes: body.problems?.map(({ code }) => code),
});
const refusedAs = (status: number, ...codes: string[]) => ({
  status,
  type: `urn:wildlily:problem:${codes[0]}`,
  codes,
});

describe('adjustments', () => {
  test('put in, take out, and are kept with reason and actor', async () => {
    const { id, supi } = await subscriber();
    const credited = await office.ask(post('adjustments'), id, ok);
    expect(credited).toMatchObject({ status: 200, body: { subscriberId: id, repeated: false } });
    expect(available(credited, 'wallet')).toBe(55_000_000);
    const debited = await office.ask(post('adjustments'), id, { ...ok, id: 'a-2', amount: '-2.50' });
    expect(available(debited, 'wallet')).toBe(52_500_000);
    const { pk, sk } = movementKey(supi, commandId('adjustment', 'a-2'));
    expect(await office.record(pk, sk)).toMatchObject({
      command: 'adjustment',
      id: 'a-2',
      subscriberId: id,
      bucket: 'wallet',
      direction: 'debit',
      amount: '2.50',
      reason: 'goodwill',
      actor: 'kim',
      atISO: expect.stringMatching(/^\d{4}-/),
    });
  });

  test('again, it is answered as it now is, and nothing changes', async () => {
    const { id } = await subscriber();
    await office.ask(post('adjustments'), id, ok);
    const again = await office.ask(post('adjustments'), id, ok);
    expect(again).toMatchObject({ status: 200, headers: { repeated: 'true' }, body: { repeated: true } });
    expect(available(again, 'wallet')).toBe(55_000_000);
    expect(problemOf(await office.ask(post('adjustments'), id, { ...ok, amount: '6.00' }))).toEqual(
      refusedAs(409, 'id-used'),
    );
  });

  test('an id counts once even after the account has forgotten it', async () => {
    const { id } = await subscriber();
    for (let i = 0; i < 40; i++) {
      // The clock moves, as it does between forty commands of people.
      await office.moveClock(0.0001);
      const { status } = await office.ask(post('adjustments'), id, {
        ...ok,
        id: `many-${i}`,
        amount: '0.01',
      });
      expect(status).toBe(200);
    }
    const again = await office.ask(post('adjustments'), id, { ...ok, id: 'many-0', amount: '0.01' });
    expect(again).toMatchObject({ status: 200, body: { repeated: true } });
    expect(available(again, 'wallet')).toBe(50_400_000);
  });

  test('quantities, with an expiry of their own', async () => {
    const { id } = await subscriber();
    const expiresAt = '2028-01-31T22:59:59Z';
    const { body } = await office.ask(post('adjustments'), id, {
      ...ok,
      bucket: 'data-20gb',
      amount: '1.5 GB',
      direction: 'credit',
      expiresAt,
    });
    expect(body.account.buckets).toContainEqual(
      expect.objectContaining({
        name: 'data-20gb',
        total: 1.5e9,
        expiresAt: '2028-01-31T22:59:59.000Z',
      }),
    );
  });

  test.each<[object, number, string]>([
    [{ bucket: 'gold' }, 422, 'bucket-unknown'],
    [{ amount: '5 GB' }, 422, 'amount-invalid'],
    [{ amount: 5 }, 422, 'amount-invalid'],
    [{ amount: '0.00' }, 422, 'amount-invalid'],
    [{ amount: '99999999999.00' }, 422, 'amount-invalid'],
    [{ expiresAt: '2027-02-28T00:00:00Z' }, 422, 'expiry-passed'],
    [{ amount: '0.0000001' }, 422, 'amount-invalid'],
    [{ bucket: 'data-20gb', amount: '5 min' }, 422, 'amount-invalid'],
    [{ bucket: 'data-20gb', amount: '5.00' }, 422, 'amount-invalid'],
    [{ amount: '-50.01' }, 409, 'balance-too-low'],
    [{ bucket: 'data-20gb', amount: 2 ** 50 + 1 }, 422, 'amount-invalid'],
  ])('%j is refused with %d %s', async (change, status, code) => {
    const { id } = await subscriber();
    const answer = await office.ask(post('adjustments'), id, { ...ok, ...change });
    expect(problemOf(answer)).toEqual(refusedAs(status, code));
    const kept = await office.ask(`GET ${OF}`, id);
    expect(available(kept, 'wallet')).toBe(50_000_000);
  });

  test('a credit that expired since is answered as it was', async () => {
    const { id } = await subscriber();
    const asked = { ...ok, expiresAt: '2027-03-01T10:00:00Z' };
    expect(await office.ask(post('adjustments'), id, asked)).toMatchObject({ status: 200 });
    await office.moveClock(0.1);
    const again = await office.ask(post('adjustments'), id, asked);
    expect(again).toMatchObject({ status: 200, body: { repeated: true } });
    const late = await office.ask(post('adjustments'), id, { ...asked, id: 'a-2', amount: '0.00' });
    expect(problemOf(late)).toEqual(refusedAs(422, 'amount-invalid', 'expiry-passed'));
  });

  test('everything that is wrong with a body at once', async () => {
    const { id } = await subscriber();
    const { status, body } = await office.ask(post('adjustments'), id, {
      id: 'no spaces',
      amount: true,
      direction: 'up',
      expiresAt: 'tomorrow',
      colour: 'red',
    });
    expect({ status, type: body.type }).toEqual({ status: 400, type: 'urn:wildlily:problem:invalid-body' });
    expect(body.invalidParams?.map(({ param }) => param).sort()).toEqual([
      'actor',
      'amount',
      'bucket',
      'colour',
      'direction',
      'expiresAt',
      'id',
      'reason',
    ]);
  });

  test.each<[object, string[]]>([
    [{ amount: '-1.00', direction: 'debit' }, ['amount']],
    [{ expiresAt: '2999-01-01T00:00:00Z' }, ['expiresAt']],
    [{ amount: '-1.00', direction: 'credit', expiresAt: '2999-01-01T00:00:00Z' }, ['amount', 'expiresAt']],
    [{ amount: '-1.00', expiresAt: '2100-01-01T00:00:00Z' }, ['expiresAt']],
  ])('%j does not fit together', async (change, params) => {
    const { id } = await subscriber();
    const { status, body } = await office.ask(post('adjustments'), id, { ...ok, ...change });
    expect(status).toBe(400);
    expect(body.invalidParams?.map(({ param }) => param)).toEqual(params);
  });

  test.each(['', '[]', '"text"', '{', 'null', '['.repeat(200_000) + ']'.repeat(200_000)])(
    '%j is no body',
    async (body) => {
      const { id } = await subscriber();
      expect((await office.ask(post('adjustments'), id, body)).status).toBe(400);
    },
  );
});

test.each([
  ['nobody', 400],
  ['sub_unknown', 404],
])('%s is answered with %d', async (name, status) => {
  expect((await office.ask(post('adjustments'), name, ok)).status).toBe(status);
  expect((await office.ask(post('quote'), name, { usage: [] })).status).toBe(status);
});

test('another route is not served', async () => {
  expect((await office.ask('PATCH /subscribers/{subscriberId}', 'sub_1', {})).status).toBe(404);
});

test('an advance, once until it is repaid', async () => {
  const { id } = await subscriber();
  const lent = await office.ask(post('advances'), id, { id: 'lend' });
  expect(lent).toMatchObject({ status: 200, body: { account: { advanceMicros: 3_300_000 } } });
  expect(available(lent, 'wallet')).toBe(53_000_000);
  expect(problemOf(await office.ask(post('advances'), id, { id: 'more' }))).toEqual(
    refusedAs(409, 'advance-outstanding'),
  );
  expect(await office.ask(post('advances'), id, { id: 'lend' })).toMatchObject({ body: { repeated: true } });
  const { id: other } = await subscriber('starter');
  expect(problemOf(await office.ask(post('advances'), other, { id: 'lend' }))).toEqual(
    refusedAs(409, 'advance-not-offered'),
  );
});

describe('add-ons', () => {
  test('bought once: paid, given, and only once with an id', async () => {
    const { id } = await subscriber();
    const order = { id: 'o-1', addOn: 'extra-5gb' };
    const bought = await office.ask(post('add-ons'), id, order);
    expect(available(bought, 'extra-5gb')).toBe(5e9);
    expect(available(bought, 'wallet')).toBe(45_000_000);
    const again = await office.ask(post('add-ons'), id, order);
    expect(available(again, 'wallet')).toBe(45_000_000);
    expect(problemOf(await office.ask(post('add-ons'), id, { ...order, addOn: 'weekend' }))).toEqual(
      refusedAs(409, 'id-used'),
    );
  });

  test('subscribed to, and cancelled as often as one likes', async () => {
    const { id } = await subscriber();
    await office.ask(post('add-ons'), id, { id: 'o-1', addOn: 'weekend' });
    expect(problemOf(await office.ask(post('add-ons'), id, { id: 'o-2', addOn: 'weekend' }))).toEqual(
      refusedAs(409, 'add-on-limit'),
    );
    const route = `DELETE ${OF}/add-ons/{addOnId}`;
    const cancelled = await office.ask(route, [id, 'weekend']);
    expect(cancelled).toMatchObject({ status: 200, body: { repeated: false } });
    const endsAt = cancelled.body.account.subscriptions.find(({ addOn }) => addOn === 'weekend')?.endsAt;
    expect(endsAt).toBeDefined();
    expect(await office.ask(route, [id, 'weekend'])).toMatchObject({ status: 200, body: { repeated: true } });
  });

  test('refusals', async () => {
    const { id } = await subscriber();
    const route = `DELETE ${OF}/add-ons/{addOnId}`;
    expect(problemOf(await office.ask(route, [id, 'weekend']))).toEqual(refusedAs(404, 'add-on-not-held'));
    expect(problemOf(await office.ask(route, [id, 'gold']))).toEqual(refusedAs(404, 'add-on-unknown'));
    expect(problemOf(await office.ask(route, [id, 'extra-5gb']))).toEqual(
      refusedAs(409, 'add-on-not-recurring'),
    );
    expect(problemOf(await office.ask(post('add-ons'), id, { id: 'o', addOn: 'gold' }))).toEqual(
      refusedAs(404, 'add-on-unknown'),
    );
    await office.ask(post('adjustments'), id, { ...ok, amount: '-49.00' });
    expect(problemOf(await office.ask(post('add-ons'), id, { id: 'o', addOn: 'extra-5gb' }))).toEqual(
      refusedAs(409, 'balance-too-low'),
    );
  });
});

describe('plans', () => {
  const put = `PUT ${OF}/plan`;

  test('changed now: account, reader, and the record once the follower heard of it', async () => {
    const { id, supi } = await subscriber('starter');
    const changed = await office.ask(put, id, { id: 'p-1', offeringId: 'monthly', when: 'now' });
    expect(changed.body.account).toMatchObject({ planId: office.plans.monthly.id, offeringId: 'monthly' });
    expect(available(changed, 'wallet')).toBe(38_000_000);
    expect((await office.ask(`GET ${OF}`, id)).body).toMatchObject({
      offeringId: 'monthly',
      planId: office.plans.monthly.id,
    });
    const { handler } = await import('../../lambdas/accounts/plan-changed.handler.js');
    await handler({ detail: { data: { account: supi } } });
    await handler({ detail: { data: { account: supi } } });
    expect(await office.record(`SUBSCRIBER#${id}`, 'META')).toMatchObject({
      offeringId: 'monthly',
      planId: office.plans.monthly.id,
      msisdn: expect.any(String),
    });
    expect(problemOf(await office.ask(put, id, { id: 'p-2', offeringId: 'monthly', when: 'now' }))).toEqual(
      refusedAs(409, 'plan-same'),
    );
  });

  test('changed with the next period, and a command of that period meets the new plan', async () => {
    const { id } = await subscriber();
    const planned = await office.ask(put, id, { id: 'p', offeringId: 'starter', when: 'next-period' });
    expect(planned.body.account).toMatchObject({
      planId: office.plans.monthly.id,
      nextPlanId: office.plans.starter.id,
    });
    await office.moveClock(40);
    const quoted = await office.ask(post('quote'), id, { usage: [{ service: 'internet', bytes: '1 MB' }] });
    expect(quoted).toMatchObject({ status: 200, body: { price: '0.02' } });
    const { body } = await office.ask(post('adjustments'), id, { ...ok, bucket: 'data-2gb', amount: '1 GB' });
    expect(body.account).toMatchObject({ planId: office.plans.starter.id, offeringId: 'starter' });
  });

  test('an event of an account that is gone is nothing', async () => {
    const { handler } = await import('../../lambdas/accounts/plan-changed.handler.js');
    await expect(handler({ detail: { data: { account: 'imsi-000000000000000' } } })).resolves.toBeUndefined();
  });

  test('an offering that is not sold', async () => {
    const { id } = await subscriber();
    expect(problemOf(await office.ask(put, id, { id: 'p', offeringId: 'gold', when: 'now' }))).toEqual(
      refusedAs(422, 'offering-unknown'),
    );
  });
});

test('suspended, resumed and ended, by somebody for a reason', async () => {
  const { id } = await subscriber();
  const put = `PUT ${OF}/state`;
  const why = { reason: 'fraud', actor: 'kim' };
  const state = async (name: string, to: string) => office.ask(put, id, { id: name, state: to, ...why });
  expect((await state('s-1', 'suspended')).body.account.state).toBe('suspended');
  expect(problemOf(await state('s-2', 'suspended'))).toEqual(refusedAs(409, 'state-same'));
  expect((await state('s-3', 'active')).body.account.state).toBe('active');
  expect((await state('s-1', 'suspended')).body).toMatchObject({
    repeated: true,
    account: { state: 'active' },
  });
  expect((await state('s-4', 'terminated')).body.account.state).toBe('terminated');
  expect(problemOf(await office.ask(post('advances'), id, { id: 'late' }))).toEqual(
    refusedAs(409, 'account-terminated'),
  );
  // What was used before the end may come to light after it.
  expect((await office.ask(post('adjustments'), id, ok)).status).toBe(200);
  expect((await office.ask(put, id, { id: 's', state: 'gone' })).body.invalidParams).toHaveLength(3);
});

test('a limit that the plan lets be lifted', async () => {
  const { id } = await subscriber();
  const route = post('counters/{counter}/lift');
  const { body } = await office.ask(route, [id, 'roaming-cap'], { id: 'l-1' });
  expect(body.account.counters).toContainEqual(expect.objectContaining({ id: 'roaming-cap', lifted: true }));
  expect(problemOf(await office.ask(route, [id, 'eu-fair-use'], { id: 'l-2' }))).toEqual(
    refusedAs(409, 'counter-not-liftable'),
  );
  expect(problemOf(await office.ask(route, [id, 'gold'], { id: 'l-3' }))).toEqual(
    refusedAs(404, 'counter-unknown'),
  );
});

describe('quotes', () => {
  const quote = async (id: string, body: object) => office.ask(post('quote'), id, body);

  test('what a usage would cost, and nothing is written', async () => {
    const { id } = await subscriber();
    const before = await office.ask(`GET ${OF}`, id);
    expect(await quote(id, { usage: [{ service: 'internet', bytes: '21 GB' }] })).toMatchObject({
      status: 200,
      body: { currency: 'GBP', price: '20.00', priceMicros: 20_000_000, covered: true, unrated: [] },
    });
    expect(await quote(id, { usage: [{ ratingGroup: 100, seconds: 90 }], to: '+33123456789' })).toMatchObject(
      { body: { price: '0.525', covered: true } },
    );
    expect(await quote(id, { usage: [{ service: 'internet', bytes: '100 GB' }] })).toMatchObject({
      body: { covered: false },
    });
    expect(
      await quote(id, { usage: [{ service: 'internet', bytes: '1 MB' }], visited: '310-260' }),
    ).toMatchObject({ body: { price: '4.00' } });
    expect(await quote(id, { usage: [{ ratingGroup: 9999, bytes: 1 }] })).toMatchObject({
      body: { covered: false, unrated: [9999] },
    });
    expect((await office.ask(`GET ${OF}`, id)).body).toEqual(before.body);
  });

  test.each<[object, string[]]>([
    [{ usage: [] }, ['usage']],
    [{ usage: [{ service: 'internet' }] }, ['usage[0]']],
    [{ usage: [{ service: 'internet', ratingGroup: 1000, bytes: 1 }] }, ['usage[0]']],
    [{ usage: [{ bytes: 1, seconds: 1 }] }, ['usage[0]', 'usage[0]']],
    [{ usage: [{ service: 'gold', bytes: '5 min' }] }, ['usage[0].service', 'usage[0].bytes']],
    [
      { usage: [{ service: 'internet', bytes: 0 }], visited: 'FR', to: 'mum' },
      ['usage[0].bytes', 'to', 'visited'],
    ],
  ])('%j is refused', async (body, params) => {
    const { id } = await subscriber();
    const { status, body: answer } = await quote(id, body);
    expect(status).toBe(400);
    expect(answer.invalidParams?.map(({ param }) => param)).toEqual(params);
  });
});
