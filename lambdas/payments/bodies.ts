/** What requests to the payments API look like. */
import { z } from 'zod';
import { label, text } from '../../domain/operator/scalars.js';

const id = () =>
  text(
    /^[A-Za-z0-9._-]{1,64}$/,
    'an id of your own, the same when you send it again: 1 to 64 letters, digits, ".", "_", "-"',
  );

const MONEY = 'an amount of the currency, such as "5.00" or 5';
const money = () =>
  z
    .union(
      [
        z.string({ error: MONEY }).min(1, { error: MONEY }).max(40, { error: MONEY }),
        z.number({ error: MONEY }),
      ],
      {
        error: MONEY,
      },
    )
    .transform(String);

const subscriber = () =>
  text(
    /^(sub_[0-9A-Za-z]{1,40}|imsi-\d{5,15}|msisdn-\d{5,15})$/,
    'a subscriber: sub_…, imsi- or msisdn- and 5 to 15 digits',
  );

const provider = () => text(/^[a-z]{1,20}$/, 'the id of a payment provider, such as "stripe"');
const reason = () => label(200);
const actor = () => label(100);

const URL = 'an absolute https URL of at most 2000 characters, without a user or password in it';
const returnUrl = () =>
  z.string({ error: URL }).max(2000, { error: URL }).refine(isReturnUrl, { error: URL });

/** On one's own machine without TLS, too. */
function isReturnUrl(url: string): boolean {
  // What parsers of browsers and providers leave out or mend, each in its way.
  if (!/^https?:\/\/[^\s\\\p{Cc}]+$/iu.test(url) || !globalThis.URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new globalThis.URL(url);
  const isLocal = ['localhost', '127.0.0.1'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isLocal)) && username === '' && password === '';
}

const YES_NO = 'true or false';

export const topUpBody = z.strictObject({
  id: id(),
  subscriber: subscriber(),
  amount: money(),
  provider: provider(),
  returnUrl: returnUrl().optional(),
  saveMandate: z.boolean({ error: YES_NO }).optional(),
});

export const refundBody = z.strictObject({
  id: id(),
  amount: money().optional(),
  reason: reason(),
  actor: actor(),
});

export const stateBody = z.strictObject({
  state: z.enum(['active', 'stopped'], { error: 'active or stopped' }),
  reason: reason(),
  actor: actor(),
});

const KEY = 'the key of a message as GET /inbox shows it: 1 to 512 characters';
const messageKey = () => z.string({ error: KEY }).min(1, { error: KEY }).max(512, { error: KEY });

export const replayBody = z.strictObject({ provider: provider(), key: messageKey() });

export const dismissBody = z.strictObject({
  provider: provider(),
  key: messageKey(),
  reason: reason(),
  actor: actor(),
});

export const agreementBody = z.strictObject({
  threshold: money(),
  amount: money(),
  dailyCap: money(),
  mandateId: text(/^man_[0-9a-f]{24}$/, 'a mandate: man_ and 24 hex digits'),
});

const COUNT = 'whole number from 1 to 10000';
const INSTANT = 'instant in ISO 8601 with an offset, such as "2027-12-31T23:00:00Z"';
export const voucherBatchBody = z.strictObject({
  id: text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, '1 to 40 letters, digits, ".", "_", "-", the first no sign'),
  count: z.int({ error: COUNT }).min(1, { error: COUNT }).max(10_000, { error: COUNT }),
  amount: money(),
  expiresAt: z.iso.datetime({ offset: true, error: INSTANT }).optional(),
  actor: actor(),
});

const CODE = 'the code of a voucher, at most 64 characters';
export const voucherBody = z.strictObject({
  code: z.string({ error: CODE }).min(1, { error: CODE }).max(64, { error: CODE }),
});
