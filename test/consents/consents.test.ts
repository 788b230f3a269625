/** Consents: what was said last holds, of its channel or of all; who said it, when and how is kept. */
import * as fc from 'fast-check';
import { changed, type ConsentChange } from '../../domain/consents/change.js';
import {
  ageAtLeast,
  CHANNELS,
  CONSENT_STATES,
  type Consents,
  isAllowed,
  PURPOSES,
} from '../../domain/consents/consent.js';
import { AGREED, type AdDesk, openAdDesk } from '../ads/ad-desk.js';

const OPT_IN = { consent: 'opt-in' as const };
const OPT_OUT = { consent: 'opt-out' as const };
const evidence = { kind: 'app' as const, reference: 'form-1' };
const NOW = Date.UTC(2026, 10, 23, 12);

const said = fc.record({
  purpose: fc.constantFrom(...PURPOSES),
  channel: fc.constantFrom(...CHANNELS),
  state: fc.constantFrom(...CONSENT_STATES),
});

test('what was said last of a purpose holds, by whatever channel it was said', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 30 }), fc.constantFrom(OPT_IN, OPT_OUT), (all, policy) => {
      let consents: Consents | undefined;
      for (const each of all)
        consents = changed(consents, 'sub_1', { consents: [each], evidence }, NOW) ?? consents;
      for (const purpose of PURPOSES)
        for (const channel of CHANNELS) {
          const last = all.findLast(
            (each) => each.purpose === purpose && (each.channel === channel || each.channel === 'any'),
          );
          const byDefault = purpose === 'advertising' && policy.consent === 'opt-out';
          const wanted = last === undefined ? byDefault : last.state === 'granted';
          expect(isAllowed(consents, purpose, channel, policy, NOW)).toBe(wanted);
        }
    }),
  );
});

test('of one form, what it says of a channel goes before what it says of all', () => {
  const change: ConsentChange = {
    consents: [
      { purpose: 'advertising', channel: 'any', state: 'withdrawn' },
      { purpose: 'advertising', channel: 'in-app', state: 'granted' },
    ],
    evidence,
  };
  const consents = changed(undefined, 'sub_1', change, NOW);
  expect(isAllowed(consents, 'advertising', 'in-app', OPT_IN, NOW)).toBe(true);
  expect(isAllowed(consents, 'advertising', 'sms', OPT_OUT, NOW)).toBe(false);
  expect(changed(consents, 'sub_1', change, NOW + 1)).toBeUndefined();
});

test('a consent for a time ends with it', () => {
  const expiresAt = new Date(NOW + 1_000).toISOString();
  const one = { purpose: 'advertising', channel: 'any', state: 'granted', expiresAt } as const;
  const consents = changed(undefined, 'sub_1', { consents: [one], evidence }, NOW);
  expect(isAllowed(consents, 'advertising', 'sms', OPT_OUT, NOW + 999)).toBe(true);
  expect(isAllowed(consents, 'advertising', 'sms', OPT_OUT, NOW + 1_000)).toBe(false);
});

test.each([
  ['2020-11-24', '2026-11-23', 23],
  ['2020-11-23', '2026-11-23', 24],
  ['2024-02-29', '2026-02-28', 19],
  ['2024-02-29', '2026-03-01', 20],
  ['2026-11-23', '2026-11-23', 18],
])('over 18 on %s is over %s on that day: %i', (on, today, years) => {
  expect(ageAtLeast({ over: 18, on, checkedBy: 'document' }, today)).toBe(years);
});

describe('over HTTP', () => {
  let desk: AdDesk;
  beforeAll(async () => {
    desk = await openAdDesk();
  });
  afterAll(async () => desk.desk.stop());
  const read = async (subscriberId: string) =>
    (await desk.desk.call('retrieveConsents', { path: { subscriberId } })).body;
  const versions = async (subscriberId: string) =>
    (await desk.desk.call('listConsentVersions', { path: { subscriberId } })).body;

  test('each change is a version with its evidence; the same again is none', async () => {
    const id = await desk.sell();
    expect(await read(id)).toEqual({ subscriberId: id, version: 0, default: 'opt-in', consents: [] });
    expect((await desk.consent(id, AGREED)).body).toMatchObject({
      version: 1,
      consentRef: `${id}/1`,
      consents: [{ purpose: 'advertising', channel: 'any', state: 'granted', version: 1 }],
      age: { over: 30 },
    });
    expect((await desk.consent(id, AGREED)).body.version).toBe(1);
    const withdrawn = {
      consents: [{ purpose: 'advertising', channel: 'sms', state: 'withdrawn' }],
      evidence: { kind: 'call', reference: 'recording-7', text: 'No more text messages, please.' },
    };
    const told = await desk.desk.call('putConsents', {
      as: 'acme',
      path: { subscriberId: id },
      body: withdrawn,
    });
    expect(told.body.version).toBe(2);
    expect(await versions(id)).toMatchObject([
      { version: 2, actor: 'partner acme', ...withdrawn },
      { version: 1, actor: 'operator', evidence: AGREED.evidence },
    ]);
    const { eventId } = await import('../../lambdas/partners/kernel/announce.js');
    const event = await desk.desk.record(`EVENT#${eventId(`consent/${id}`, 'changed', '2')}`);
    expect(event).toMatchObject({ type: 'consent.changed', owner: 'acme' });
  });

  test('changes at once are all kept, one after the other', async () => {
    const id = await desk.sell();
    await Promise.all(
      PURPOSES.map(async (purpose) =>
        desk.consent(id, { ...AGREED, consents: [{ purpose, channel: 'any', state: 'granted' }] }),
      ),
    );
    const { version, consents } = await read(id);
    expect(version).toBe(PURPOSES.length);
    expect(consents).toHaveLength(PURPOSES.length);
    expect((await versions(id)).map((each: { version: number }) => each.version)).toEqual([5, 4, 3, 2, 1]);
  });

  test('every problem is told at once; another partner’s subscriber is not there', async () => {
    const id = await desk.sell();
    const wrong = await desk.consent(id, {
      consents: [{ purpose: 'spam', channel: 'fax', state: 'maybe' }],
      age: { over: -1, on: 'today', checkedBy: 'guess' },
    });
    expect(wrong.body.invalidParams.map(({ param }: { param: string }) => param).sort()).toEqual([
      'age.checkedBy',
      'age.on',
      'age.over',
      'consents[0].channel',
      'consents[0].purpose',
      'consents[0].state',
      'evidence',
    ]);
    const twice = { purpose: 'loyalty', channel: 'any', state: 'granted' };
    const between = await desk.consent(id, {
      ...AGREED,
      consents: [twice, { ...twice, expiresAt: '2020-01-01T00:00:00Z' }],
      age: { over: 18, on: '2100-01-01', checkedBy: 'document' },
    });
    expect(between.body.invalidParams).toHaveLength(3);
    const foreign = await desk.desk.call('retrieveConsents', {
      as: 'corner-shop',
      path: { subscriberId: id },
    });
    expect(foreign).toMatchObject({ status: 404, body: { code: 'subscriber-not-found' } });
  });
});
