/** What `docs/payments.md` tells people to put into secrets and to tick is what the readers need and understand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProviderSecret, type WebhookReader } from '../../domain/payments/provider.js';
import { WEBHOOKS } from '../../domain/payments/providers/index.js';
import { secretProblems } from '../../domain/payments/secret-shape.js';

const PAGE = readFileSync(join(__dirname, '../../docs/payments.md'), 'utf8');

const HEADINGS: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  adyen: 'Adyen',
  paypal: 'PayPal',
  wechatpay: 'WeChat Pay',
  alipay: 'Alipay',
  razorpay: 'Razorpay',
  mpesa: 'M-Pesa',
};

const readers = Object.values(WEBHOOKS) as readonly WebhookReader[];

/** A provider's part of the page. */
function partOf(provider: string): string {
  const [, rest] = PAGE.split(`\n### ${HEADINGS[provider]}\n`);
  return rest?.split(/\n##+ /)[0] ?? '';
}

function exampleOf(provider: string): ProviderSecret {
  const json = /```json\n(.*?)```/s.exec(partOf(provider))?.[1] ?? '';
  return JSON.parse(json) as ProviderSecret;
}

test.each(readers.map((reader) => [reader.provider, reader] as const))(
  '%s: the example of its secret has every member, and none that nobody reads',
  (provider, { secret }) => {
    const example = exampleOf(provider);
    expect(secretProblems(secret, example)).toEqual([]);
    const known = secret.map(({ name }) => name);
    expect(Object.keys(example).filter((name) => !known.includes(name))).toEqual([]);
  },
);

test.each(readers.map((reader) => [reader.provider, reader] as const))(
  '%s: its part names every member that it may have',
  (provider, { secret }) => {
    const part = partOf(provider);
    expect(secret.map(({ name }) => name).filter((name) => !part.includes(name))).toEqual([]);
  },
);

test.each(readers.map(({ provider }) => [provider]))('%s: the page has its URL', (provider) => {
  expect(partOf(provider)).toContain(`<WebhooksUrl>/${provider}`);
});

test('every member that rotates is named where rotation is explained', () => {
  const rotating = readers.flatMap(({ secret }) =>
    secret.filter(({ type }) => type === 'rotating').map(({ name }) => name),
  );
  const [, secrets] = PAGE.split('\n## Secrets\n');
  const explained = /\*\*Members in the plural\*\* \(([^)]*)\)/.exec(secrets ?? '')?.[1] ?? '';
  expect(rotating.filter((name) => !explained.includes(`\`${name}\``))).toEqual([]);
});
