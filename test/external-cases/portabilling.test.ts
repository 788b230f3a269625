/** PortaBilling's example of a call over a quota's edge (test/cases/portabilling-doc-example.json). */
import { decideEvent } from '../../domain/charging/event.js';
import { openAccount } from '../../domain/charging/open-account.js';
import { indexPlan } from '../../domain/charging/plan-index.js';
import { usageRecord } from '../../domain/charging/usage-record.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { plan, service, voiceQuota } from '../charging/plans.js';
import { create, group, NOW } from '../charging/requests.js';
import { readCaseFile } from './read-case-file.js';

const [{ text }] = readCaseFile<[{ text: string }]>('portabilling-doc-example.json');

test('porta.quota-split: two lines, one free and one paid', () => {
  const found =
    /(\d+) free minutes left, (\d+)-minute call at ([\d.]+)\/min: two xDRs \d+ min = ([\d.]+) and (\d+) min = ([\d.]+)/.exec(
      text,
    );
  const [, free, call, price, freeCost, paid, cost] = found as unknown as string[];
  const minutes = (n: string | undefined) => Number(n) * 60;
  const of = plan(
    [service('voice', 'voice', [100], [{ price: price!, per: 60, increment: 60 }], voiceQuota)],
    [
      { id: 'minutes', unit: 'seconds', amount: minutes(free), services: ['voice'] },
      { id: 'wallet', unit: 'money', amount: 10_000_000, services: ['voice'], priority: 90 },
    ],
  );
  const event = {
    ...create([group(100, { ask: false, used: { seconds: minutes(call) } })]),
    oneTimeEventType: 'PEC' as const,
    sentAtMs: NOW,
  };
  const decision = decideEvent(
    openAccount({ key: 'imsi-1', plan: of, nowMs: NOW }),
    event,
    indexPlan(of),
    NOW,
  );
  if (decision.outcome === 'refused' || decision.item === undefined) throw new Error('refused');
  const lines = usageRecord(decision.item, of)?.lines ?? [];
  expect(lines.map(({ bucket, units, priceMicros }) => ({ bucket, units, priceMicros }))).toEqual([
    { bucket: 'minutes', units: minutes(free), priceMicros: toMicros(freeCost!) },
    { bucket: 'wallet', units: minutes(paid), priceMicros: toMicros(cost!) },
  ]);
});
