/**
 * What a decision costs: round trips, counted over a thousand of them on one instance, with what it reads and fetches in
 * between; and processor time with 10,000 campaigns against that with one, of whole decisions and of the choice alone.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { openAdDesk, type AdDesk, DAY_MS } from '../test/ads/ad-desk.js';
import { measureOverspend } from './ads-overspend.js';
import { writeUnits } from './counting-store.js';
import { inChild } from './in-child.js';

type Emit = (name: string, value: number, unit: string) => void;

const VIEWERS = 200;
/** Each of a viewer, who may see six a day: none is refused. */
const ROUNDS = 5;
/** Decisions come so often to one instance, milliseconds apart. */
const EVERY_MS = 100;
const CAMPAIGNS = 20;

export async function run(emit: Emit): Promise<void> {
  const desk = await openAdDesk();
  try {
    await measureRoundTrips(desk, emit);
    await measureOverspend(desk, emit);
  } finally {
    await desk.desk.stop();
  }
  measureCpu(emit);
}

async function measureRoundTrips(desk: AdDesk, emit: Emit): Promise<void> {
  const counted = await count(desk);
  emit('ads.reads_per_decision', counted.reads, 'round trips of reads, those of campaigns and budgets too');
  emit('ads.writes_per_decision', counted.writes, 'round trips of writes, those of budgets too');
  emit('ads.write_units_per_decision', counted.units, 'units of 1 KB for the one write of a decision');
}

function measureCpu(emit: Emit): void {
  const [whole, choice] = inChild('ads-in-memory', (measure) => {
    // Of pairs taken one after the other, so that what else the machine does is in both.
    const ratios = Array.from({ length: 5 }, () => {
      const [one, many] = [measure(1), measure(10_000)] as unknown as readonly [Cpu, Cpu];
      return [many.decisionUs / one.decisionUs, many.choiceUs / one.choiceUs] as const;
    });
    return [median(ratios.map(([ratio]) => ratio)), median(ratios.map(([, ratio]) => ratio))];
  });
  emit('ads.cpu_10000_over_1', whole, 'times the processor time of a decision, median of 5');
  emit('ads.choice_10000_over_1', choice, 'times that of choosing alone, median of 5');
}

export interface Cpu {
  readonly decisionUs: number;
  readonly choiceUs: number;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

async function count(desk: AdDesk) {
  const creatives = [{ id: 'c', placements: ['app-home'], format: 'text' as const, text: 'Tea' }];
  for (let i = 0; i < CAMPAIGNS; i++)
    await desk.campaign(
      {
        creatives,
        caps: { perDay: 2 },
        endsAtMs: desk.now() + 2 * DAY_MS,
      },
      1_000_000_000,
    );
  const viewers: string[] = [];
  for (let i = 0; i < VIEWERS; i++) viewers.push(await desk.viewer());
  const { adOffice, requestOf } = await import('../test/ads/storm.js');
  const { createAdDecision } = await import('../lambdas/ads/decisions.js');
  let [reads, writes, nowMs] = [0, 0, desk.now()];
  let units = 0;
  const client = {
    send: async (command: {
      constructor: { name: string };
      input: { Item?: Record<string, AttributeValue> };
    }) => {
      const { name } = command.constructor;
      if (/^(Get|BatchGet|Query|Scan)/.test(name)) reads++;
      else writes++;
      if (name === 'PutItemCommand') units += writeUnits(sizeOf({ M: command.input.Item! }) - MAP);
      return desk.desk.client.send(command as never);
    },
  } as unknown as AdDesk['desk']['client'];
  const decide = createAdDecision(await adOffice(client, () => nowMs));
  let filled = 0;
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, subscriberId] of viewers.entries()) {
      nowMs += EVERY_MS;
      const body = { subscriberId, placement: 'app-home' };
      const answer = await decide(requestOf(nowMs, body, `bench-${round}-${i}`));
      if ((JSON.parse(answer.body!) as { filled: boolean }).filled) filled++;
    }
  const decisions = VIEWERS * ROUNDS;
  if (filled !== decisions) throw new Error(`${filled} of ${decisions} decisions showed something`);
  return { reads: reads / decisions, writes: writes / decisions, units: units / decisions };
}

/** What DynamoDB adds for a map or a list, and for each of its elements. */
const MAP = 3;
const ELEMENT = 1;

/** Bytes that DynamoDB counts for a value (Developer Guide, "DynamoDB item sizes and formats"). */
function sizeOf({ S: text, N: number, L: list, M: map }: AttributeValue): number {
  if (text !== undefined) return Buffer.byteLength(text);
  if (number !== undefined) return Math.ceil(number.replace(/\D/g, '').length / 2) + 1;
  if (list !== undefined) return list.reduce((sum, each) => sum + ELEMENT + sizeOf(each), MAP);
  if (map !== undefined)
    return Object.entries(map).reduce(
      (sum, [name, each]) => sum + ELEMENT + Buffer.byteLength(name) + sizeOf(each),
      MAP,
    );
  return 1;
}
