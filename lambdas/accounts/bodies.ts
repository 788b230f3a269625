/** What requests to the account routes look like. */
import { z } from 'zod';
import { label, text } from '../../domain/operator/scalars.js';

const id = () =>
  text(
    /^[A-Za-z0-9._-]{1,64}$/,
    'an id of your own, the same when you send it again: 1 to 64 letters, digits, ".", "_", "-"',
  );

const amount = () => {
  const error = 'a decimal string of money such as "5.00", a quantity such as "5 GB", or a whole number';
  return z.union([z.string({ error }).min(1, { error }).max(40, { error }), z.int({ error })], { error });
};

const bucket = () => label().describe('Id of a bucket of the plan.');
const reason = () => label(200);
const actor = () => label(100);

const instant = () => {
  const error = 'instant in ISO 8601 with an offset, such as "2026-12-31T23:00:00Z"';
  return z.iso.datetime({ offset: true, error });
};

export const adjustmentBody = z.strictObject({
  id: id(),
  bucket: bucket(),
  amount: amount(),
  direction: z.enum(['credit', 'debit']).optional(),
  reason: reason(),
  actor: actor(),
  expiresAt: instant().optional(),
});

const SUBSCRIBER = 'sub_…, imsi- or msisdn- and 5 to 15 digits';
const subscriber = () =>
  text(/^(sub_[0-9A-Za-z]{1,40}|imsi-\d{5,15}|msisdn-\d{5,15})$/, `a subscriber: ${SUBSCRIBER}`);

export const transferBody = z.strictObject({
  id: id(),
  to: subscriber(),
  bucket: bucket(),
  amount: amount(),
});

/** Of an advance, and of a lifted limit. */
export const idBody = z.strictObject({ id: id() });
export const addOnBody = z.strictObject({ id: id(), addOn: label() });

export const planBody = z.strictObject({
  id: id(),
  offeringId: label(),
  when: z.enum(['now', 'next-period']),
});

export const stateBody = z.strictObject({
  id: id(),
  state: z.enum(['active', 'suspended', 'terminated']),
  reason: reason(),
  actor: actor(),
});

const units = (example: string) => {
  const error = `whole number above 0, or a quantity such as "${example}"`;
  return z.union([z.int({ error }).min(1, { error }), z.string({ error }).max(40, { error })], { error });
};

const visitedNetwork = () =>
  text(/^\d{3}-?\d{2,3}$/, 'the visited network as MCC-MNC, such as "208-01"').transform((network) =>
    network.replace('-', ''),
  );

export const quoteBody = z.strictObject({
  usage: z
    .array(
      z.strictObject({
        service: label().optional(),
        ratingGroup: z
          .int({ error: 'rating group, a whole number from 0 to 4294967295' })
          .min(0)
          .max(2 ** 32 - 1)
          .optional(),
        bytes: units('5 GB').optional(),
        seconds: units('10 min').optional(),
        messages: units('3 messages').optional(),
      }),
      { error: 'list of 1 to 16 of { service or ratingGroup, and bytes, seconds or messages }' },
    )
    .min(1, { error: 'list of 1 to 16 usages' })
    .max(16, { error: 'list of 1 to 16 usages' }),
  to: text(/^\+?[0-9*#]{1,20}$/, 'the number that is called, such as "+442079460000"').optional(),
  visited: visitedNetwork().optional(),
});

export const subscriberBody = z.strictObject({
  id: text(/^sub_[0-9A-Za-z]{1,40}$/, 'sub_ and 1 to 40 letters and digits').optional(),
  msisdn: text(
    /^(?:msisdn-|\+)?[1-9]\d{4,14}$/,
    'the number with its country code, 5 to 15 digits',
  ).transform((number) => `msisdn-${number.replace(/^(?:msisdn-|\+)/, '')}`),
  imsi: text(/^(?:imsi-)?\d{15}$/, "the SIM's IMSI of 15 digits").transform(
    (imsi) => `imsi-${imsi.replace('imsi-', '')}`,
  ),
  iccid: text(/^89\d{16,18}$/, "the SIM card's number (ITU-T E.118): 18 to 20 digits that begin with 89"),
  offeringId: label().optional(),
  credit: amount().optional(),
  shareWith: subscriber().optional(),
});
