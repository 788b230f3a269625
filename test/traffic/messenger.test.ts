import { Ledger } from '../../local/traffic/ledger.js';
import type { Json, Message, NchfTransport, Reply } from '../../local/traffic/message.js';
import { type MessageFaults, Messenger } from '../../local/traffic/messenger.js';
import { Random } from '../../local/traffic/random.js';
import { Statistics } from '../../local/traffic/statistics.js';

const SUPI = 'imsi-234990000000001';
const message: Message = {
  operation: 'update',
  supi: SUPI,
  path: '/chargingdata/ref/update',
  usage: [{ ratingGroup: 1000, units: 5 }],
  body: { invocationSequenceNumber: 3 },
};
const granted = (totalVolume: number): Reply => ({
  status: 200,
  body: {
    multipleUnitInformation: [{ ratingGroup: 1000, resultCode: 'SUCCESS', grantedUnit: { totalVolume } }],
  },
});

function messenger(replies: (n: number) => Reply | Error, faults: Partial<MessageFaults> = {}) {
  const sent: Json[] = [];
  const transport: NchfTransport = {
    post: async (_path, body) => {
      sent.push(body);
      const reply = replies(sent.length - 1);
      if (reply instanceof Error) throw reply;
      return reply;
    },
  };
  const statistics = new Statistics();
  const ledger = new Ledger();
  const pauses: number[] = [];
  return {
    sent,
    statistics,
    ledger,
    pauses,
    messenger: new Messenger({
      transport,
      faults: { loss: 0, repeats: 0, ...faults },
      random: new Random(5),
      statistics,
      ledger,
      pause: async (ms) => {
        pauses.push(ms);
      },
    }),
  };
}

const entry = (ledger: Ledger) => ledger.usage(SUPI).get(1000);

describe('a messenger', () => {
  test('sends a message once when all is well', async () => {
    const { messenger: m, sent, ledger, statistics } = messenger(() => granted(100));
    expect((await m.deliver(message)).answer?.groups[0]?.granted).toBe(100);
    expect(sent).toEqual([message.body]);
    expect(entry(ledger)).toEqual({ acknowledged: 5, uncertain: 0 });
    expect(statistics.grants).toBe(1);
  });

  test('retransmits after a lost answer, saying so, and counts the usage once', async () => {
    const { messenger: m, sent, ledger, statistics } = messenger(() => granted(100), { loss: 0.99 });
    const { answer } = await m.deliver(message);
    expect(answer?.status).toBe(200);
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.slice(1)).toEqual(
      sent.slice(1).map(() => ({ ...message.body, retransmissionIndicator: true })),
    );
    expect(entry(ledger)).toEqual({ acknowledged: 5, uncertain: 0 });
    expect(statistics).toMatchObject({ grants: 1, unlikeAnswers: 0, retransmissions: sent.length - 1 });
  });

  test('waits longer each time that it gets no answer', async () => {
    const {
      messenger: m,
      pauses,
      statistics,
    } = messenger((n) =>
      n < 2
        ? Object.assign(new Error('reset'), { code: 'ECONNRESET' })
        : n < 3
          ? { status: 503, body: {} }
          : granted(1),
    );
    expect((await m.deliver(message)).answer?.status).toBe(200);
    expect(pauses).toEqual([100, 200, 400]);
    expect(Object.fromEntries(statistics.errors)).toEqual({ ECONNRESET: 2, '503': 1 });
  });

  test('gives up at last; then nobody knows whether the usage counts', async () => {
    const { messenger: m, ledger, statistics } = messenger(() => new Error('nobody is there'));
    expect(await m.deliver(message)).toEqual({ answer: undefined, isDoubtful: true });
    expect(entry(ledger)).toEqual({ acknowledged: 0, uncertain: 5 });
    expect(statistics.unanswered).toBe(1);
  });

  test('takes no usage for acknowledged that was refused', async () => {
    const {
      messenger: m,
      ledger,
      statistics,
    } = messenger(() => ({
      status: 404,
      body: { cause: 'CHARGING_FAILED', type: 'urn:wildlily:problem:charging-session-unknown' },
    }));
    expect(await m.deliver(message)).toMatchObject({ answer: { status: 404 }, isDoubtful: false });
    expect(entry(ledger)).toBeUndefined();
    expect([...statistics.refusals]).toEqual([['404 charging-session-unknown', 1]]);
  });

  test('notices when a repeat is answered otherwise', async () => {
    const { messenger: m, sent, statistics } = messenger((n) => granted(100 + n), { repeats: 1 });
    await m.deliver(message);
    expect(sent).toHaveLength(2);
    expect(statistics.unlikeAnswers).toBe(1);
    expect(statistics.unlikeExamples[0]).toContain('1000 SUCCESS 100');
  });
});
