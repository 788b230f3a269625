/** What the tests of webhook readers share: deliveries, a key to sign with, and the properties that hold for all. */
import { readFileSync } from 'node:fs';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import * as fc from 'fast-check';
import type { PaymentFact } from '../../../domain/payments/fact.js';
import { mergeFact, newPayment, type Payment } from '../../../domain/payments/payment.js';
import type {
  Delivery,
  ProviderId,
  ProviderSecret,
  Verification,
  WebhookReader,
} from '../../../domain/payments/provider.js';

/** A file of test vectors; whoever reads it says what is in it. */
export const cases = (provider: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, `../../cases/payments/${provider}.json`), 'utf8'));

let keys: { readonly privateKey: KeyObject; readonly publicPem: string } | undefined;

/** One pair for a file: making one takes a while. */
export function signingKeys(): { readonly privateKey: KeyObject; readonly publicPem: string } {
  if (keys === undefined) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    keys = { privateKey, publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
  }
  return keys;
}

export const signedBy = (key: KeyObject, text: string | Uint8Array, hash = 'RSA-SHA256'): string =>
  sign(hash, Buffer.from(text), key).toString('base64');

export const delivery = (
  body: string | Uint8Array,
  nowMs: number,
  headers: Readonly<Record<string, string>> = {},
): Delivery => ({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  body: Buffer.from(body),
  token: '',
  source: '203.0.113.7',
  nowMs,
});

export const withHeaders = (of: Delivery, headers: Readonly<Record<string, string>>): Delivery => ({
  ...of,
  headers: { ...of.headers, ...headers },
});

/** The facts of an accepted delivery. */
export function factsOf(verification: Verification): readonly PaymentFact[] {
  if (!verification.ok) throw new Error(JSON.stringify(verification.refusal));
  return verification.messages.flatMap(({ facts }) => facts);
}

export const codeOf = (verification: Verification): string =>
  verification.ok ? 'accepted' : verification.refusal.code;

export const payment = (provider: ProviderId, currency: string, merchant?: string): Payment =>
  newPayment({
    paymentId: 'pay_test_1',
    provider,
    purpose: 'top-up',
    subscriberId: 'sub_1',
    account: 'imsi-234990000000001',
    amountMicros: 15_000_000,
    currency,
    ...(merchant === undefined ? {} : { merchant }),
    createdISO: '2026-01-02T03:00:00.000Z',
  });

/** Facts in any order, each at least once, end in the same payment. */
export function expectToConverge(of: Payment, facts: readonly PaymentFact[]): Payment {
  const settle = (order: readonly PaymentFact[]): Payment => order.reduce(mergeFact, of);
  const expected = settle(facts);
  fc.assert(
    fc.property(
      fc
        .array(fc.integer({ min: 1, max: 2 }), { minLength: facts.length, maxLength: facts.length })
        .map((times) => facts.flatMap((fact, i) => Array.from({ length: times[i] ?? 1 }, () => fact)))
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
      (order) => {
        expect(settle(order)).toEqual(expected);
      },
    ),
    { numRuns: 200 },
  );
  return expected;
}

type Verify = (of: Delivery) => Verification;

/** Every delivery that differs from `good` in one byte of its body is refused. */
export function expectNoByteToChange(good: Delivery, verify: Verify): void {
  expect(codeOf(verify(good))).toBe('accepted');
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: good.body.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, flip) => {
        const body = Buffer.from(good.body);
        body[at] = (body[at] as number) ^ flip;
        expect(codeOf(verify({ ...good, body }))).not.toBe('accepted');
      },
    ),
    { numRuns: 300 },
  );
}

/** Every delivery that differs from `good` in one character of a header is refused. */
export function expectNoCharacterToChange(good: Delivery, header: string, verify: Verify): void {
  const value = good.headers[header] as string;
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: value.length - 1 }),
      fc.constantFrom(...'ABCabc019+/=-|\n .'.split('')),
      (at, character) => {
        fc.pre(value[at] !== character);
        const changed = value.slice(0, at) + character + value.slice(at + 1);
        expect(codeOf(verify(withHeaders(good, { [header]: changed })))).not.toBe('accepted');
      },
    ),
    { numRuns: 200 },
  );
}

/** Whatever comes, nothing is thrown and nothing accepted. */
export function expectTotal(
  { keyNeeded, verify, contentTypes }: WebhookReader,
  good: Delivery,
  secret: ProviderSecret,
  key?: string,
): void {
  const names = [...Object.keys(good.headers), '__proto__', 'constructor', 'x-other'];
  const someHeaders = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string(), fc.base64String(), fc.constantFrom(...Object.values(good.headers), '')),
  );
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => Buffer.from(text)),
    fc.webQueryParameters().map((text) => Buffer.from(text)),
  );
  const secrets = fc.constantFrom<ProviderSecret>(secret, {}, { ...secret, webhookIds: 7, publicKeys: [''] });
  const keysGiven = fc.constantFrom(key, undefined, '', 'no key');
  expect(contentTypes.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(body, someHeaders, fc.boolean(), secrets, keysGiven, (bytes, headers, all, of, given) => {
      const sent = { ...good, body: bytes, headers: all ? good.headers : headers };
      expect(typeof (keyNeeded?.(sent, of) ?? '')).toBe('string');
      expect(codeOf(verify(sent, of, given))).not.toBe('accepted');
    }),
    { numRuns: 500 },
  );
}
