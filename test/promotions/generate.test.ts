/** A batch's file: the same whoever writes it, however often he is cut off, and every code in it is good. */
import * as fc from 'fast-check';
import { openPromotionDesk, type PromotionDesk } from './desk.js';

let desk: PromotionDesk;
beforeAll(async () => {
  desk = await openPromotionDesk();
});
afterAll(async () => {
  await desk.desk.stop();
});

/** A copy: whoever gave it writes the next part into the same bytes. */
const textOf = (bytes: string | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString('latin1');

/** A bucket of multipart uploads that may fail before or after it did what was asked. */
function bucket(failsAt: ReadonlySet<number>) {
  const parts = new Map<number, string>();
  let calls = 0;
  let whole: string | undefined;
  const maybe = async (does: () => void) => {
    const call = ++calls;
    await Promise.resolve();
    if (failsAt.has(call * 2)) throw new Error('lost before');
    does();
    if (failsAt.has(call * 2 + 1)) throw new Error('lost after');
  };
  return {
    text: () => whole,
    files: {
      put: async (_bucket: string, _key: string, bytes: string | Uint8Array) =>
        maybe(() => void (whole = textOf(bytes))),
      startUpload: async () => {
        await maybe(() => undefined);
        return 'upload';
      },
      putPart: async (
        _bucket: string,
        _key: string,
        _upload: string,
        part: number,
        bytes: string | Uint8Array,
      ) => {
        await maybe(() => void parts.set(part, textOf(bytes)));
        return `etag-${part}`;
      },
      completeUpload: async (_bucket: string, _key: string, _upload: string, etags: readonly string[]) =>
        maybe(() => void (whole = etags.map((_, i) => parts.get(i + 1)).join(''))),
    },
  };
}

it('is the same file, whatever crashes in between', async () => {
  const promotionId = await desk.promote();
  const office = await desk.office();
  const { generate } = await import('../../lambdas/promotions/generate.js');
  const first: { text?: string } = {};
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 2, max: 12 }), { maxLength: 5 }), async (fails) => {
      // Three parts.
      const count = 5_000;
      const made = await desk.call('createCouponBatch', {
        path: { id: promotionId },
        body: { count, length: 'short' },
      });
      const { files, text } = bucket(new Set(fails));
      const options = {
        office,
        files,
        bucket: 'codes',
        now: () => Promise.resolve(Date.now()),
        remainingMs: () => 900_000,
        partBytes: 50_000,
      };
      for (let run = 0; run < 8; run++) {
        const result = await generate(made.body.id as string, options).catch(() => 'failed');
        if (result === 'finished') break;
      }
      const told = await desk.call('retrieveCouponBatch', { path: { id: made.body.id } });
      expect(told.body).toMatchObject({ state: 'ready', done: count, count });
      const lines = text()!.trimEnd().split('\n');
      expect(lines).toHaveLength(count + 1);
      expect(new Set(lines).size).toBe(count + 1);
      expect(lines[0]).toBe('code');
      first.text = lines.at(-1);
    }),
    { numRuns: 12, seed: 8112 },
  );
  const last = await desk.call('validateCodes', {
    body: { codes: [first.text], order: { lines: [{ product: 'x', amount: '1.00' }] } },
  });
  expect(last.body.codes[0].usable).toBe(true);
});

it('keeps no code: neither in the batch nor anywhere, until one is used, and then its hash', async () => {
  const promotionId = await desk.promote();
  const [code = ''] = await desk.codes(promotionId, 3);
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const body = { codes: [code], order: { lines: [{ product: 'x', amount: '1.00' }] } };
  const coupons = async () => {
    const { Items: items = [] } = await desk.desk.client.send(new ScanCommand({ TableName: 'records' }));
    const text = JSON.stringify(items);
    expect(text).not.toContain(code);
    expect(text).not.toContain(code.replaceAll('-', ''));
    return items.filter((item) => item['pk']?.S?.startsWith('COUPON#')).length;
  };
  const before = await coupons();
  await desk.call('redeemCodes', { body });
  expect(await coupons()).toBe(before + 1);
});

it('is not written for what has no batches, and by nobody but who made the promotion', async () => {
  const systematic = await desk.promote(undefined, { code: 'ALL10' });
  const ask = async (id: string, as: 'operator' | 'acme' = 'operator') =>
    desk.call('createCouponBatch', { as, path: { id }, body: { count: 10 } });
  expect((await ask(systematic)).body.code).toBe('promotion-has-no-batches');
  expect((await ask(await desk.promote(), 'acme')).status).toBe(404);
  const many = await desk.call('createCouponBatch', {
    path: { id: await desk.promote() },
    body: { count: 10_000_001 },
  });
  expect([many.status, many.body.invalidParams[0].param]).toEqual([400, 'count']);
});
