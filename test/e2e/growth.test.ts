/**
 * A shopper's day, through HTTP alone: she links her membership, buys groceries, gets a gigabyte, watches an
 * advertisement, streams on a sponsor's money until there is none, and pays herself; the basket goes back. Every yuan and
 * byte of it adds up.
 */
import { partnerClient, type PartnerClient } from '../../client/src/index.js';
import type { AccountView } from '../../domain/charging/view.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun } from '../support/local-run.js';
import { OperatorClient } from '../support/operator-client.js';
import { SimulatedNetwork } from '../support/simulated-network.js';

jest.setTimeout(120_000);

const MB = 1_000_000;
const GB = 1_000 * MB;
const ANNA = { subscriberId: 'sub_anna', supi: 'imsi-460990000099001' };
const VIDEO = 2001;
const EVIDENCE = { kind: 'app', reference: 'form-7' } as const;

let run: LocalRun;
let cn: OperatorClient;
let network: SimulatedNetwork;
/** The brand's marketing tools, and its own. */
let marketing: PartnerClient;
let operator: PartnerClient;

beforeAll(async () => {
  run = await startLocalRun('--operators', 'lily-cn');
  const [local] = run.operators;
  cn = await OperatorClient.of(local!);
  network = await SimulatedNetwork.of(local!, cn);
  const clientOf = (name: string): PartnerClient =>
    partnerClient({
      url: local!.apis['partner']!,
      tokenUrl: local!.tokenUrl,
      ...local!.clients.find((client) => client.name === name)!,
    });
  marketing = clientOf('marketing');
  operator = clientOf('operations');
  // Ten in the morning of the day after tomorrow in Shanghai: nobody is shown advertisements at night.
  const day = new Date(cn.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await cn.advance({ to: `${day}T02:00:00Z` });
  await cn.must('POST', '/subscribers', {
    id: ANNA.subscriberId,
    msisdn: '+8616500099001',
    imsi: ANNA.supi.replace('imsi-', ''),
    iccid: '8986000000000990013',
    offeringId: 'pay-as-you-go',
    credit: '20.00',
  });
});
afterAll(() => run?.stop());

const anna = (): Promise<AccountView> => cn.account(ANNA.subscriberId);
const held = ({ buckets }: AccountView, name: string): number =>
  buckets
    .filter((of) => of.name === name)
    .reduce((sum, { available, reserved }) => sum + available + reserved, 0);

/** The event of a type, which is told soon. */
async function told(type: string): Promise<{ readonly data: unknown }> {
  return await eventually(async () => {
    const { items } = await operator.listEvents({ query: { type } });
    const found = items.at(-1);
    if (found === undefined) throw new Error(`${type} is not told yet`);
    return found;
  });
}

test('membership, groceries, an advertisement, a sponsored film, and the way back', async () => {
  const now = (): string => new Date(cn.now()).toISOString();

  // She agrees, and links her membership by a code that comes to her number.
  await marketing.putConsents({
    subscriberId: ANNA.subscriberId,
    body: {
      consents: [{ purpose: 'advertising', channel: 'any', state: 'granted' }],
      evidence: EVIDENCE,
      age: { over: 30, on: '2026-01-01', checkedBy: 'document' },
    },
  });
  const asked = (await marketing.linkMembership({
    body: { subscriberId: ANNA.subscriberId, memberId: 'anna' },
  })) as unknown as { challengeId: string };
  const { data } = await told('membership.code_requested');
  const { code } = (data as { challenge: { code: string } }).challenge;
  const membership = (await marketing.linkMembership({
    body: { challengeId: asked.challengeId, code, evidence: EVIDENCE },
  })) as unknown as { id: string };

  // Groceries for 46.00 are a gigabyte, and 46 points.
  await marketing.createBasketRule({
    body: {
      id: 'groceries',
      name: 'A gigabyte for your groceries',
      when: { categories: ['food'], minAmount: '30.00' },
      gives: { kind: 'data', amount: '1 GB' },
      per: 'basket',
      most: { perMemberAndDay: 1 },
    },
  });
  const basket = {
    store: 'nanjing-road',
    till: 't1',
    transaction: '0481',
    sequence: 1,
    soldAt: now(),
    currency: 'CNY',
    memberId: 'anna',
    lines: [
      { line: 1, sku: '6901234567892', category: 'food', quantity: 4, unitPrice: '10.00' },
      { line: 2, sku: '6901234567908', category: 'food', quantity: 2, unitPrice: '3.50', total: '6.00' },
    ],
  };
  const before = await anna();
  const evaluated = await marketing.evaluateBasket({ body: basket });
  const committed = await marketing.commitBasket({ body: basket });
  const again = await marketing.commitBasket({ body: basket });
  expect([evaluated, committed, again]).toMatchObject([{}, { state: 'committed' }, { repeated: true }]);
  expect(held(await anna(), 'reward-data') - held(before, 'reward-data')).toBe(GB);
  const points = await marketing.retrievePoints({ membershipId: membership.id });
  expect(points).toMatchObject({ balance: 46 });

  // A sponsor pays for an advertisement, and for 60 MB of its film.
  await marketing.createSponsor({ body: { sponsorId: 'lily-video', name: 'Lily Video' } });
  await marketing.createSponsorDeposit({
    sponsorId: 'lily-video',
    body: { id: 'bank-1', amount: '10.00', reference: 'bank 1' },
  });
  const until = new Date(cn.now() + 20 * 86_400_000).toISOString();
  await marketing.createSponsorAgreement({
    body: {
      sponsorId: 'lily-video',
      name: 'Films',
      services: ['video'],
      pricePerGb: '0.50',
      pool: '60 MB',
      perSubscriberAndDay: '2 GB',
      from: now(),
      to: until,
    },
  });
  const campaign = (await marketing.createCampaign({
    body: {
      sponsorId: 'lily-video',
      name: 'A new season',
      brand: 'Lily Video',
      startsAt: now(),
      // Short, so that its even pace has let go of enough for one film soon.
      endsAt: new Date(cn.now() + 2 * 3_600_000).toISOString(),
      creatives: [{ id: 'film', format: 'video', url: 'https://cdn.example/season.mp4', durationS: 20 }],
      prices: { impression: '0.01', complete: '0.30' },
      rewards: { complete: { kind: 'data', amount: '20 MB', validDays: 30 } },
      budget: { amount: '5.00', pacing: 'even' },
    },
  })) as unknown as { id: string };
  for (const step of ['submitCampaign', 'approveCampaign', 'scheduleCampaign'] as const)
    await marketing[step]({ campaignId: campaign.id, body: {} });

  // She sees it to its end.
  await cn.advance({ by: '20 min' });
  const decision = await eventually(async () => {
    const shown = (await marketing.createAdDecision({
      body: { subscriberId: ANNA.subscriberId, placement: 'app-home', formats: ['video'] },
    })) as unknown as { filled: boolean; reason?: string; token: string };
    if (!shown.filled) throw new Error(`nothing is shown: ${shown.reason}`);
    return shown;
  });
  const event = (id: string, kind: 'impression' | 'complete') =>
    marketing.createAdEvent({
      body: {
        id,
        token: decision.token,
        event: kind,
        subscriberId: ANNA.subscriberId,
        device: { id: '4f1c', model: 'Pixel 9', country: 'CN' },
      },
    });
  expect(await event('e-1', 'impression')).toMatchObject({ status: 'accepted' });
  await cn.advance({ by: '1 min' });
  expect(await event('e-2', 'complete')).toMatchObject({ status: 'accepted' });
  expect(await event('e-2', 'complete')).toMatchObject({ repeated: true });
  expect(held(await anna(), 'reward-data') - held(before, 'reward-data')).toBe(GB + 20 * MB);

  // She streams: the sponsor pays for 60 MB, then she does.
  const walletBefore = held(await anna(), 'wallet');
  const watched = await network.useUpTo(ANNA.supi, VIDEO, 100 * MB);
  expect(watched).toBe(100 * MB);
  const records = await eventually(async () => {
    const lines = (await cn.usage(ANNA.subscriberId)).flatMap((record) => record.lines);
    const bytes = lines.reduce((sum, { units }) => sum + units, 0);
    if (bytes < watched) throw new Error(`${bytes} bytes are recorded`);
    return lines;
  });
  const paidBy = (sponsor: string | undefined): number =>
    records.filter((line) => line.sponsor === sponsor).reduce((sum, { units }) => sum + units, 0);
  expect(paidBy('lily-video')).toBe(60 * MB);
  expect(paidBy(undefined)).toBe(40 * MB);
  // 40 MB at 0.005: data that was given is for any application, and this one has a price of its own.
  expect(walletBefore - held(await anna(), 'wallet')).toBe(200_000);
  expect(held(await anna(), 'reward-data') - held(before, 'reward-data')).toBe(GB + 20 * MB);

  // Two days later all leases have come back, and the sponsor's month adds up.
  await cn.advance({ by: '48 h' });
  const period = now().slice(0, 7);
  const statement = await eventually(async () => {
    const found = (await marketing.retrieveSponsorStatement({
      sponsorId: 'lily-video',
      query: { period },
    })) as unknown as {
      all: Record<string, string>;
      lines: { spent: string; bytes: number; agreementId?: string }[];
    };
    const traffic = found.lines.find(({ agreementId }) => agreementId !== undefined);
    if (traffic?.bytes !== 60 * MB) throw new Error(`${traffic?.bytes} bytes are booked`);
    return found;
  });
  // 60 MB at 0.50 a gigabyte are 0.03; the advertisement was 0.01 and 0.30.
  expect(statement.all).toMatchObject({ deposits: '10.00', spent: '0.34', closing: '9.66' });
  expect(await told('sponsor.pool_ended')).toMatchObject({ data: { sponsorId: 'lily-video' } });
  const settlement = await marketing.retrieveCampaignSettlement({ campaignId: campaign.id });
  expect(settlement).toMatchObject({ difference: '0.00' });

  // The basket goes back, and with it the gigabyte and the points.
  const reversed = await marketing.reverseBasket({
    body: { store: 'nanjing-road', till: 't1', transaction: '0481', returnId: 'r-1' },
  });
  expect(reversed).toMatchObject({ state: 'reversed' });
  expect(held(await anna(), 'reward-data')).toBe(20 * MB);
  expect(await marketing.retrievePoints({ membershipId: membership.id })).toMatchObject({
    balance: 0,
  });
});
