/** docs/advertising.md and docs/consents.md do what they say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_FILL_REASONS } from '../../domain/ads/decide.js';
import { PURPOSES } from '../../domain/consents/consent.js';
import { INVALID_REASONS } from '../../domain/sponsors/tally.js';
import { type AdDesk, openAdDesk } from './ad-desk.js';

const read = (name: string) => readFileSync(join(__dirname, '..', '..', 'docs', name), 'utf8');
const ADVERTISING = read('advertising.md');
const CONSENTS = read('consents.md');
const examples = (text: string) =>
  [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(
    ([, json = '']) => JSON.parse(json) as Record<string, unknown>,
  );

let desk: AdDesk;
beforeAll(async () => {
  desk = await openAdDesk();
});
afterAll(async () => desk.desk.stop());

/** The same attributes of the same kinds. */
function expectAlike(told: unknown, shown: unknown): void {
  const kinds = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(kinds);
    if (typeof value !== 'object' || value === null) return typeof value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, kinds(member)]));
  };
  expect(kinds(told)).toEqual(kinds(shown));
}

test('the consents, the decision and the event of the pages', async () => {
  const [consents, kept] = examples(CONSENTS);
  const [asked, answer, event] = examples(ADVERTISING);
  const viewer = await desk.sell();
  expect((await desk.consent(viewer, consents!)).status).toBe(200);
  const { body } = await desk.desk.call('retrieveConsents', { path: { subscriberId: viewer } });
  expectAlike(body, kept);
  await desk.campaign({
    brand: 'Lily Tea',
    creatives: [
      {
        id: 'film',
        placements: ['app-home'],
        format: 'video',
        url: 'https://cdn.example/tea.mp4',
        durationS: 20,
      },
    ],
    rewards: { complete: { kind: 'data', amount: 1e8 } },
  });
  const decision = await desk.desk.call('createAdDecision', {
    body: { ...asked, subscriberId: viewer, consentRef: `${viewer}/1` },
  });
  expectAlike(decision.body, answer);
  const told = await desk.desk.call('createAdEvent', {
    body: { ...event, token: decision.body.token, subscriberId: viewer },
  });
  expect(told.body).toMatchObject({ status: 'accepted' });
});

test('every reason and purpose is on the pages', () => {
  for (const reason of [...NO_FILL_REASONS, ...INVALID_REASONS])
    expect(ADVERTISING).toContain(`\`${reason}\``);
  for (const purpose of PURPOSES) expect(CONSENTS).toContain(`\`${purpose}\``);
});
