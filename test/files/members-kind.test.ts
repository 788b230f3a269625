import type { Identities } from '../../domain/operator/identities.js';
import { luhnDigit } from '../../domain/operator/luhn.js';
import {
  MembersKind,
  type Company,
  type Members,
  type MemberToAdd,
} from '../../lambdas/files/members-kind.js';
import { processFile, type ProcessOptions } from '../../lambdas/files/process-file.js';
import { mixed } from '../charging/plans.js';
import { MemoryFiles, MemoryLedger } from './memory.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const CAP: NonNullable<ReturnType<typeof mixed>['counters']>[number] = {
  id: 'cap',
  purpose: 'spending-cap',
  unit: 'money',
  classes: [0],
  period: 'cycle',
  limit: 25_000_000,
  notices: [50, 80, 100],
  atLimit: 'stop',
};
const TEAM = { ...mixed(), offeringId: 'team', counters: [CAP] };
const SOLO = { ...mixed(), offeringId: 'solo' };
const ACME: Company = {
  companyId: 'co_acme',
  costCentres: ['sales', 'field'],
  pools: [{ poolId: 'pool_acme', offeringId: 'team' }],
};

class MemoryMembers implements Members {
  readonly added = new Map<string, MemberToAdd>();
  failAt = Infinity;

  async findCompany(id: string) {
    return await Promise.resolve(id === ACME.companyId ? ACME : undefined);
  }

  async findPlan(id: string) {
    return await Promise.resolve([TEAM, SOLO].find(({ offeringId }) => offeringId === id));
  }

  async taken({ msisdn, iccid: card }: Identities) {
    return await Promise.resolve([
      ...(msisdn === 'msisdn-4915199999999' ? [{ field: 'msisdn' as const, holder: 'sub_000001' }] : []),
      ...(card === iccid(9008) ? [{ field: 'iccid' as const, holder: 'sub_000002' }] : []),
    ]);
  }

  async add(_company: string, member: MemberToAdd) {
    if (this.added.size >= this.failAt) throw new Error('throttled');
    const known = this.added.get(member.supi);
    if (known === undefined) {
      this.added.set(member.supi, member);
      return await Promise.resolve({ outcome: 'added' as const });
    }
    return JSON.stringify(known) === JSON.stringify(member)
      ? { outcome: 'already-added' as const }
      : {
          outcome: 'taken' as const,
          problems: [{ code: 'subscriber-exists', detail: `${member.supi} is there already` }],
        };
  }
}

const HEADER = 'Company,Cost Centre,Name,MSISDN,ICCID,IMSI,Plan,Cap';
const iccid = (n: number): string => {
  const payload = `8949010000000${String(n).padStart(5, '0')}`;
  return `${payload}${luhnDigit(payload)}`;
};
const row = (
  n: number,
  more: Partial<Record<'company' | 'centre' | 'msisdn' | 'plan' | 'cap' | 'name', string>> = {},
) =>
  [
    more.company ?? 'co_acme',
    more.centre ?? 'sales',
    more.name ?? `Member ${n}`,
    more.msisdn ?? `+491511${String(n).padStart(6, '0')}`,
    iccid(n),
    `26201${String(n).padStart(10, '0')}`,
    more.plan ?? 'team',
    more.cap ?? '',
  ].join(',');

let files: MemoryFiles;
let ledger: MemoryLedger;
let members: MemoryMembers;
const put = async (key: string, rows: readonly string[]) =>
  await again(files.upload(key, [HEADER, ...rows, ''].join('\n')));
const again = async (upload: ReturnType<MemoryFiles['upload']>) => {
  const options: ProcessOptions = {
    files,
    ledger,
    now: () => Promise.resolve(NOW),
    remainingMs: () => 600_000,
    announce: () => Promise.resolve(),
  };
  return await processFile(upload, new MembersKind(members), options);
};
const rowsOf = (key: string): unknown =>
  (JSON.parse(files.objects.get(key) ?? '{}') as { rows?: unknown }).rows;

beforeEach(() => {
  files = new MemoryFiles();
  ledger = new MemoryLedger();
  members = new MemoryMembers();
});

test("members get the company's pool where the plan has one, and an account of their own where not", async () => {
  await put('members/acme.csv', [row(1, { cap: '25.00' }), row(2, { plan: 'solo', centre: '' })]);
  expect(rowsOf('members/acme.result.json')).toEqual({ rows: 2, refused: 0, created: 2, unchanged: 0 });
  expect([...members.added.values()]).toMatchObject([
    { supi: 'imsi-262010000000001', name: 'Member 1', costCentre: 'sales', poolId: 'pool_acme', plan: TEAM },
    { supi: 'imsi-262010000000002', plan: SOLO },
  ]);
  expect([...members.added.values()][1]).not.toHaveProperty('poolId');
  expect(
    [...members.added.values()].every(({ subscriberId }) => /^sub_[0-9a-f]{16}$/.test(subscriberId)),
  ).toBe(true);
});

test('the same file again is processed again and changes nothing, so that rows that were mended get in', async () => {
  await put('members/acme.csv', [row(1), row(2)]);
  await put('members/acme.csv', [row(1), row(2), row(3)]);
  expect(rowsOf('members/acme.result.json')).toEqual({ rows: 3, refused: 0, created: 1, unchanged: 2 });
});

test('all that is wrong with rows is told', async () => {
  await put('members/acme.csv', [
    row(1),
    row(1, { name: 'Twice' }),
    row(3, { company: 'co_other' }),
    row(4, { centre: 'legal', plan: 'gone' }),
    row(5, { cap: '30.00' }),
    row(6, { plan: 'solo', cap: '30.00' }),
    row(7, { msisdn: '+4915199999999' }),
    row(9008, { company: 'co_other' }),
  ]);
  expect(rowsOf('members/acme.result.json')).toMatchObject({ rows: 8, refused: 7, created: 1 });
  expect(files.objects.get('members/acme.errors.csv')?.split('\n').slice(1, -1)).toEqual([
    expect.stringMatching(/^3,.*,msisdn,msisdn-491511000001,row 2 has it too/),
    expect.stringMatching(/^3,.*,iccid,/),
    expect.stringMatching(/^3,.*,imsi,/),
    expect.stringMatching(/^4,.*,company,co_other,"there is no such company/),
    expect.stringMatching(/^5,.*,cost_centre,legal,"allowed: sales, field, or nothing"/),
    expect.stringMatching(/^5,.*,plan,gone,/),
    expect.stringMatching(/^6,.*,cap,30\.00,"allowed: the plan's spending cap, 25\.00, or nothing"/),
    expect.stringMatching(/^7,.*,cap,30\.00,.*has no spending cap/),
    expect.stringMatching(/^8,.*,msisdn,msisdn-4915199999999,sub_000001 has it/),
    expect.stringMatching(/^9,.*,company,co_other,/),
    expect.stringMatching(/^9,.*,iccid,\d+,sub_000002 has it/),
  ]);
});

test('a file that broke off adds every member once', async () => {
  members.failAt = 130;
  const upload = files.upload(
    'members/acme.csv',
    [HEADER, ...Array.from({ length: 250 }, (_, i) => row(i + 1)), ''].join('\n'),
  );
  await expect(again(upload)).rejects.toThrow('throttled');
  for (const [id, record] of ledger.records) ledger.records.set(id, { ...record, leaseUntilMs: 0 });
  members.failAt = Infinity;
  expect(await again(upload)).toBe('finished');
  expect(members.added.size).toBe(250);
  expect(rowsOf('members/acme.result.json')).toMatchObject({ rows: 250, refused: 0 });
});
