import * as fc from 'fast-check';
import { InMemoryDeliveries } from '../../bench/store/in-memory-deliveries.js';
import type { PartnerEvent } from '../../domain/events/event.js';
import { deliverLane } from '../../lambdas/events/deliver-lane.js';
import type { Known } from '../../lambdas/events/delivery-book.js';

const known: Known = {
  owner: 'acme',
  revision: 1,
  listener: {
    form: 'endpoint',
    url: 'https://acme.example/hooks',
    secrets: [{ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }],
    status: 'enabled',
  },
};

const eventOf = (id: string, subject: string): PartnerEvent => ({
  id,
  type: 'customer.updated',
  time: '2026-11-23T10:00:00.000Z',
  owner: 'acme',
  subject,
  actor: { type: 'system', id: 'test' },
  data: {},
});

test('whatever fails, and however many are at it: in order for each subject, none lost, none skipped', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
      fc.array(fc.constantFrom(204, 500, 503, 0), { maxLength: 60 }),
      async (subjects, answers) => {
        let nowMs = 0;
        let token = 0;
        const sent: { id: string; ok: boolean }[] = [];
        const book = new InMemoryDeliveries(new Map([['we_1', known]]));
        const lanes = [0, 1, 2].map((subject) => ({ endpointId: 'we_1', subject: `customer/${subject}` }));
        for (const [n, subject] of subjects.entries())
          book.add(
            lanes[subject]!,
            eventOf(`evt_${n}`, `customer/${subject}`),
            String(n).padStart(3, '0'),
            0,
          );
        const work = () =>
          Promise.all(
            // Two at each lane at once: messages come twice.
            [...lanes, ...lanes].map((lane) =>
              deliverLane(lane, {
                book,
                operatorId: 'lily-gb',
                policy: { localHttp: false },
                now: () => nowMs,
                token: () => String(token++),
                deadlineMs: Infinity,
                post: async (_url, { headers }) => {
                  await Promise.resolve();
                  const status = answers.shift() ?? 204;
                  sent.push({ id: headers['webhook-id']!, ok: status === 204 });
                  if (status === 0) throw new Error('no answer');
                  return { status };
                },
              }),
            ),
          );
        for (let round = 0; round < 200 && book.lanes.size > 0; round++) {
          await work();
          nowMs += 86_400_000;
        }
        expect(book.lanes.size).toBe(0);
        expect(book.outcomes).toHaveLength(subjects.length);
        for (const subject of [0, 1, 2]) {
          const wanted = subjects.flatMap((each, n) => (each === subject ? [`evt_${n}`] : []));
          expect(book.outcomes.map(({ eventId }) => eventId).filter((id) => wanted.includes(id))).toEqual(
            wanted,
          );
          // Nothing of a later one was sent before an earlier one was over.
          const order = sent.filter(({ id }) => wanted.includes(id)).map(({ id }) => wanted.indexOf(id));
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
        expect(sent.filter(({ ok }) => ok)).toHaveLength(
          book.outcomes.filter(({ as }) => as === 'delivered').length,
        );
      },
    ),
    { numRuns: 100 },
  );
});
