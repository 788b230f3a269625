import { ChargedSession, type SessionKind } from '../../local/traffic/charged-session.js';
import type { Answer, GroupGrant, Json, Message } from '../../local/traffic/message.js';
import { Random } from '../../local/traffic/random.js';

const START = Date.UTC(2026, 0, 1);

const kind = (more: Partial<SessionKind> = {}): SessionKind => ({
  service: 'voice',
  supi: 'imsi-234990000000001',
  traffic: [{ ratingGroup: 1000, speed: 10, total: 1_000 }],
  asksAtCreate: false,
  requestedUnit: {},
  pauseRate: 0,
  lastPacket: 1,
  reporter: { uPFID: 'u' },
  usedUnits: (units) => ({ totalVolume: units }),
  containerInformation: () => ({}),
  envelope: (operation) => ({ phase: operation }),
  ...more,
});

const grant = (granted: number, more: Partial<GroupGrant> = {}): GroupGrant => ({
  ratingGroup: 1000,
  resultCode: 'SUCCESS',
  granted,
  threshold: Math.floor(granted / 10),
  validityS: undefined,
  holdingS: undefined,
  final: undefined,
  ...more,
});
const denied: GroupGrant = grant(0, { resultCode: 'QUOTA_LIMIT_REACHED' });

const answer = (status: number, ...groups: GroupGrant[]): Answer => ({
  status,
  ref: status === 201 ? 'ref-1' : undefined,
  groups,
  cause: undefined,
  problem: undefined,
  detail: undefined,
});

/** Lets the session live until its next message. */
class Life {
  readonly session: ChargedSession;
  seconds = 0;

  constructor(of: SessionKind, random = new Random(1)) {
    this.session = new ChargedSession(of, random);
  }

  next(ending = false): Message {
    for (let i = 0; i < 100; i++) {
      const wait = ending ? 0 : this.session.nextEventS();
      this.seconds += wait;
      const now = new Date(START + this.seconds * 1000);
      this.session.advance(wait, now);
      const message = this.session.nextMessage(now, ending);
      if (message !== undefined) return message;
    }
    throw new Error('no message comes');
  }

  /** The next message, answered. */
  exchange(status: number, ...groups: GroupGrant[]): Message {
    const message = this.next();
    this.session.take(answer(status, ...groups));
    return message;
  }
}

const usageOf = ({ body }: Message): Json[] => body['multipleUnitUsage'] as Json[];
const triggersOf = (message: Message): string[] =>
  usageOf(message)
    .flatMap((usage) => (usage['usedUnitContainer'] ?? []) as Json[])
    .flatMap((container) => container['triggers'] as Json[])
    .map((trigger) => String(trigger['triggerType']));

describe('a session', () => {
  test('opens without units, asks with the first packet, reports at thresholds, and releases with the rest', () => {
    const life = new Life(kind());
    const create = life.exchange(201);
    expect(create).toMatchObject({ operation: 'create', path: '/chargingdata', usage: [] });
    expect(create.body['multipleUnitUsage']).toBeUndefined();

    const first = life.exchange(200, grant(400));
    expect(first).toMatchObject({ operation: 'update', path: '/chargingdata/ref-1/update', usage: [] });
    expect(usageOf(first)).toEqual([{ ratingGroup: 1000, requestedUnit: {} }]);

    const second = life.exchange(200, grant(10_000));
    const used = second.usage[0]?.units ?? 0;
    expect(used).toBeGreaterThanOrEqual(360);
    expect(used).toBeLessThanOrEqual(400);
    expect(triggersOf(second)).toEqual(['QUOTA_THRESHOLD']);
    expect(usageOf(second)[0]).toMatchObject({ requestedUnit: {}, uPFID: 'u' });

    const release = life.exchange(204);
    expect(release).toMatchObject({
      operation: 'release',
      path: '/chargingdata/ref-1/release',
      usage: [{ ratingGroup: 1000, units: 1_000 - used }],
    });
    expect(triggersOf(release)).toEqual(['FINAL']);
    expect(usageOf(release)[0]?.['requestedUnit']).toBeUndefined();
    expect(life.session.isOver).toBe(true);
    expect([create, first, second, release].map(({ body }) => body['invocationSequenceNumber'])).toEqual([
      0, 1, 2, 3,
    ]);
    expect(Math.round(life.seconds)).toBeGreaterThanOrEqual(100);
  });

  test('asks at once when the network does so', () => {
    const life = new Life(kind({ asksAtCreate: true, requestedUnit: { time: 60 } }));
    expect(usageOf(life.exchange(201, grant(5_000)))).toEqual([
      { ratingGroup: 1000, requestedUnit: { time: 60 } },
    ]);
    expect(life.next().operation).toBe('release');
  });

  test('uses the last units to the end, is denied, lingers, and goes', () => {
    const life = new Life(kind({ asksAtCreate: true, lastPacket: 0 }));
    life.exchange(201, grant(300, { final: 'REDIRECT', threshold: 0 }));
    const exhausted = life.exchange(200, denied);
    expect(triggersOf(exhausted)).toEqual(['QUOTA_EXHAUSTED']);
    expect(exhausted.usage[0]?.units).toBeGreaterThanOrEqual(300);
    const since = life.seconds;
    const release = life.exchange(204);
    expect(release).toMatchObject({ operation: 'release', usage: [] });
    expect(life.seconds - since).toBeGreaterThan(60);
  });

  test('ends with the last units when it is told to terminate', () => {
    const life = new Life(kind({ asksAtCreate: true }));
    life.exchange(201, grant(300, { final: 'TERMINATE', threshold: 0 }));
    expect(life.exchange(204)).toMatchObject({
      operation: 'release',
      usage: [{ ratingGroup: 1000, units: 300 }],
    });
  });

  test('reports when a grant grows too old', () => {
    const life = new Life(kind({ asksAtCreate: true }));
    life.exchange(201, grant(100_000, { validityS: 40 }));
    const update = life.exchange(200, grant(100_000));
    expect(triggersOf(update)).toEqual(['VALIDITY_TIME']);
    expect(update.usage).toEqual([{ ratingGroup: 1000, units: 400 }]);
  });

  test('gives back what lies idle for its holding time, and asks again when traffic goes on', () => {
    const random = Object.assign(new Random(1), { exponential: () => 600 });
    const life = new Life(kind({ asksAtCreate: true, pauseRate: 1 }), random);
    life.exchange(201, grant(100_000, { holdingS: 30 }));
    const idle = life.exchange(200);
    expect(triggersOf(idle)).toEqual(['QHT']);
    expect(usageOf(idle)[0]?.['requestedUnit']).toBeUndefined();
    expect(usageOf(life.exchange(200, grant(100_000)))).toEqual([{ ratingGroup: 1000, requestedUnit: {} }]);
  });

  test('goes on with the groups that have quota when others have none', () => {
    const life = new Life(
      kind({
        asksAtCreate: true,
        traffic: [
          { ratingGroup: 1000, speed: 10, total: 1_000 },
          { ratingGroup: 2001, speed: 5, total: 500 },
        ],
      }),
    );
    life.exchange(201, denied, grant(10_000, { ratingGroup: 2001 }));
    expect(life.exchange(204)).toMatchObject({
      operation: 'release',
      usage: [{ ratingGroup: 2001, units: 500 }],
    });
  });

  test('reports what has passed when the subscriber hangs up', () => {
    const life = new Life(kind({ asksAtCreate: true }));
    life.exchange(201, grant(100_000));
    life.session.advance(12.34, new Date(START));
    expect(life.next(true)).toMatchObject({
      operation: 'release',
      usage: [{ ratingGroup: 1000, units: 123 }],
    });
  });

  test('never opens when it ends before its first message', () => {
    const { session } = new Life(kind());
    expect(session.nextMessage(new Date(START), true)).toBeUndefined();
    expect(session.isOver).toBe(true);
  });

  test.each([[answer(403)], [undefined]])('is over when its create is answered %o', (answered) => {
    const life = new Life(kind());
    life.next();
    life.session.take(answered);
    expect(life.session.isOver).toBe(true);
    expect(life.session.isOpen).toBe(false);
  });

  test('numbers its containers, and splits one when the UE moves', () => {
    const numbers: unknown[] = [];
    let moved = 0;
    for (let seed = 0; seed < 40; seed++) {
      const life = new Life(kind({ service: 'data', asksAtCreate: true }), new Random(seed));
      life.exchange(201, grant(400));
      const messages = [
        life.exchange(200, grant(400)),
        life.exchange(200, grant(10_000)),
        life.exchange(204),
      ];
      const containers = messages.flatMap((message) =>
        usageOf(message).flatMap((usage) => usage['usedUnitContainer'] as Json[]),
      );
      numbers.push(containers.map((container) => container['localSequenceNumber']));
      expect(numbers.at(-1)).toEqual(containers.map((_, i) => i + 1));
      expect(containers.reduce((sum, container) => sum + Number(container['totalVolume']), 0)).toBe(1_000);
      if (containers.length > messages.length) moved += 1;
    }
    expect(moved).toBeGreaterThan(0);
  });
});
