/** A month with a host: opened, closed, its file compared, disputed, agreed on and paid; and what can go wrong between. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type {
  StatementsOffice,
  StatementEntry,
  StatementRecord,
  DisputeRecord,
} from '../../lambdas/statements/office.js';
import type { ReconRow } from '../../domain/statements/row.js';
import { type LocalDynamoDb, startLocalDynamoDb } from '../../local/dynamodb/index.js';
import { MemoryFiles } from '../files/memory.js';
import { createTables } from '../support/tables.js';
import { costOf, each, FROM_MS, otherSide, ownSide, TERMS, TO_MS } from './sides.js';

process.env['AWS_REGION'] = 'ap-east-1';
process.env['AWS_ACCESS_KEY_ID'] = 'local';
process.env['AWS_SECRET_ACCESS_KEY'] = 'local';

const HOST = { kind: 'host', id: 'huaxia-radio' } as const;
const ID = 'stm_host_huaxia-radio_2026-10';
const DAY_MS = 86_400_000;
const BASE = 'https://settlement.lily.example';

let local: LocalDynamoDb;
let client: DynamoDBClient;
let ours: ReconRow[];
let posted: Map<string, StatementEntry>;
let office: StatementsOffice;
let files: MemoryFiles;
let crashOnPost = false;

beforeEach(async () => {
  local = await startLocalDynamoDb();
  client = new DynamoDBClient({ endpoint: local.endpoint });
  await createTables(client);
  const { RecordBook } = await import('../../lambdas/partners/kernel/records.js');
  ours = ownSide(23, 600, 12);
  posted = new Map();
  files = new MemoryFiles();
  crashOnPost = false;
  office = {
    client,
    table: 'records',
    statements: new RecordBook<StatementRecord>(client, 'records', 'STATEMENT', 'statement'),
    disputes: new RecordBook<DisputeRecord>(client, 'records', 'DISPUTE', 'dispute'),
    books: {
      expected: () =>
        Promise.resolve({
          micros: total(otherSide(ours)),
          lines: [{ what: 'data', micros: total(otherSide(ours)) }],
        }),
      rows: (_host, fromMs, toMs) => each(ours.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)),
      rates: () => Promise.resolve(TERMS.rates),
      post: (entry) => {
        if (crashOnPost) return Promise.reject(new Error('crashed'));
        if (!posted.has(entry.id)) posted.set(entry.id, entry);
        return Promise.resolve();
      },
    },
    market: () => Promise.resolve({ currency: 'CNY', timeZone: 'Asia/Shanghai', parties: [HOST] }),
    wake: () => Promise.resolve(),
  };
});
afterEach(async () => {
  client.destroy();
  await local.stop();
});

const total = (rows: readonly ReconRow[]): number => rows.reduce((sum, { micros = 0 }) => sum + micros, 0);

/** Whatever the API answers: the tests say what of it they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Answer = Record<string, any>;
let requests = 0;

/** As the API's handlers are called, without the door before them. */
async function ask(
  name: string,
  path: Record<string, string> = {},
  body?: unknown,
  nowMs = TO_MS + 3 * DAY_MS,
) {
  const [
    { statementHandlers },
    { disputeHandlers },
    { mappingHandlers },
    { RefusedError },
    { statementBodies },
  ] = await Promise.all([
    import('../../lambdas/statements/statements.js'),
    import('../../lambdas/statements/disputes.js'),
    import('../../lambdas/statements/mappings.js'),
    import('../../lambdas/partners/kernel/refused.js'),
    import('../../domain/statements/schemas.js'),
  ]);
  expect(statementBodies).toBeDefined();
  const handlers = { ...statementHandlers(office), ...disputeHandlers(office), ...mappingHandlers(office) };
  try {
    const answer = await handlers[name]!({
      route: {} as never,
      partner: { id: 'operator', isOperator: true, requestsPerMinute: 1 },
      path,
      query: {},
      body,
      headers: {},
      seed: '0'.repeat(32),
      nowMs,
      requestId: String(++requests),
      baseUrl: BASE,
    });
    return { status: answer.statusCode, body: JSON.parse(answer.body ?? 'null') as Answer };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      status: error.status,
      body: { code: error.code, detail: error.message } satisfies Answer as Answer,
    };
  }
}

const one = { statementId: ID };

async function upload(rows: readonly ReconRow[], sequencer = '1'): Promise<string> {
  const { receiveFile } = await import('../../lambdas/statements/receive.js');
  const key = `statements/${ID}/october.csv`;
  const lines = rows.map(({ id, who, atMs, kind, units, zone, micros }) =>
    [id, who, new Date(atMs).toISOString(), kind, units, zone, micros === undefined ? '' : micros / 1e6].join(
      ',',
    ),
  );
  const content = ['record_id,imsi,started_at,service,units,zone,cost', ...lines, ''].join('\n');
  const file = files.upload(key, content);
  return receiveFile(
    { ...file, sequencer: sequencer.padStart(32, '0') },
    { office, files, nowMs: TO_MS + 4 * DAY_MS, baseUrl: BASE },
  );
}

async function closed(): Promise<void> {
  await ask('createStatement', {}, { party: HOST, period: '2026-10' });
  await ask(
    'putStatementMapping',
    { partyKind: 'host', partyId: HOST.id },
    { columns: 'own', tolerances: {} },
  );
  await ask('closeStatement', one);
}

test('a month that both sides say the same of', async () => {
  await closed();
  expect(await upload(otherSide(ours))).toBe('compared');
  const { body } = await ask('retrieveStatement', one);
  expect(body).toMatchObject({
    state: 'matched',
    comparison: { differences: 0, causes: [], matched: otherSide(ours).length },
  });
  expect((await ask('agreeStatement', one, {})).body).toMatchObject({ state: 'agreed' });
  // What was expected is what was posted day by day: there is nothing to add.
  expect([...posted.keys()]).toEqual([]);
  const payment = { reference: 'bank-1', at: new Date(TO_MS + 2 * DAY_MS).toISOString() };
  expect((await ask('payStatement', one, payment)).body).toMatchObject({ state: 'paid' });
  expect((await ask('payStatement', one, payment)).status).toBe(200);
  expect([...posted.values()].map(({ legs }) => legs)).toEqual([
    [
      { account: 'host-payable', party: HOST.id, micros: total(otherSide(ours)) },
      { account: 'cash', micros: -total(otherSide(ours)) },
    ],
  ]);
});

test('what differs is disputed by its cause, credited, and the rest is paid', async () => {
  await closed();
  const right = otherSide(ours);
  const twice = right.filter(({ kind }) => kind === 'data').slice(0, 7);
  const wrong = right.map((row, i) =>
    i % 50 === 0 && row.kind === 'voice' ? { ...row, micros: costOf(1, row) } : row,
  );
  const theirs = [...wrong, ...twice.map((row) => ({ ...row, id: `${row.id}-again` }))];
  await upload(theirs);
  const { body } = await ask('retrieveStatement', one);
  const rated = wrong.filter((row, i) => row !== right[i]).length;
  expect(rated).toBeGreaterThan(0);
  expect(body).toMatchObject({
    state: 'host_received',
    comparison: {
      causes: [
        { cause: 'duplicate', differences: 7 },
        { cause: 'rate-version', differences: rated },
      ],
    },
  });
  const differences = await ask('listStatementDifferences', one);
  expect(differences.body).toHaveLength(7 + rated);
  const evidence = files.objects.get(`statements/${ID}/october.differences.csv`)!.trim().split('\n');
  expect(evidence).toHaveLength(1 + 7 + rated);
  const asked = { cause: 'duplicate', reason: 'seven records come twice' };
  const dispute = await ask('createStatementDispute', one, asked);
  expect(dispute.status).toBe(201);
  expect((await ask('createStatementDispute', one, asked)).body).toMatchObject({ id: dispute.body['id'] });
  expect((await ask('createStatementDispute', one, { ...asked, reason: 'other' })).body).toMatchObject({
    code: 'dispute-exists',
  });
  expect((await ask('createStatementDispute', one, { ...asked, cause: 'rounding' })).body).toMatchObject({
    code: 'nothing-to-dispute',
  });
  expect((await ask('agreeStatement', one, {})).body).toMatchObject({ code: 'disputes-open' });
  const credit = total(twice);
  const resolved = {
    outcome: 'accepted',
    creditNote: { number: 'CN-77', amount: (credit / 1e6).toFixed(6) },
  };
  const path = { disputeId: dispute.body['id'] };
  expect((await ask('resolveDispute', path, resolved)).body).toMatchObject({ state: 'accepted' });
  expect((await ask('resolveDispute', path, resolved)).status).toBe(200);
  expect((await ask('resolveDispute', path, { outcome: 'rejected' })).body).toMatchObject({
    code: 'dispute-resolved',
  });
  await ask('agreeStatement', one, {});
  const difference = total(wrong) - total(right);
  expect([...posted.values()].flatMap(({ legs }) => legs)).toEqual([
    { account: 'host-cost', party: HOST.id, micros: difference },
    { account: 'host-payable', party: HOST.id, micros: -difference },
  ]);
});

test('a file comes again, comes corrected, comes in the wrong order', async () => {
  await closed();
  expect(await upload(otherSide(ours).slice(1), '5')).toBe('compared');
  expect(await upload(otherSide(ours).slice(1), '5')).toBe('known');
  expect(await upload(otherSide(ours), '4')).toBe('known');
  expect((await ask('retrieveStatement', one)).body).toMatchObject({ state: 'host_received' });
  expect(await upload(otherSide(ours), '6')).toBe('compared');
  expect((await ask('retrieveStatement', one)).body).toMatchObject({ state: 'matched' });
  expect((await ask('listStatementDifferences', one)).body).toEqual([]);
});

test('what can not be read is said, all of it', async () => {
  await ask('createStatement', {}, { party: HOST, period: '2026-10' });
  expect(await upload(otherSide(ours))).toBe('refused');
  const said = (await ask('retrieveStatement', one)).body['problems'] as unknown as string[];
  expect(said.join('\n')).toMatch(/nobody said how files of host huaxia-radio are read/);
  expect(said.join('\n')).toMatch(/is open; first POST/);
  await closed();
  const { receiveFile } = await import('../../lambdas/statements/receive.js');
  const file = files.upload(`statements/${ID}/x.csv`, 'imsi;cost\n1;2\n');
  const receiver = { office, files, nowMs: TO_MS, baseUrl: BASE };
  expect(await receiveFile({ ...file, sequencer: '9'.padStart(32, '0') }, receiver)).toBe('refused');
  const columns = (await ask('retrieveStatement', one)).body['problems'] as unknown as string[];
  expect(columns).toHaveLength(7);
  expect(await receiveFile(files.upload('statements/nobody/x.csv', ''), receiver)).toBe('refused');
  expect(files.objects.get('statements/nobody/x.result.json')).toMatch(
    /allowed: statements\/<id of a statement>/,
  );
});

test('nothing is closed before its month is over, and nothing is done twice', async () => {
  await ask('createStatement', {}, { party: HOST, period: '2026-10' });
  expect((await ask('closeStatement', one, undefined, TO_MS - 1)).body).toMatchObject({
    code: 'period-not-over',
  });
  await ask('closeStatement', one);
  expect((await ask('closeStatement', one)).body).toMatchObject({ code: 'state-invalid' });
  expect((await ask('payStatement', one, { reference: 'x', at: new Date(TO_MS).toISOString() })).status).toBe(
    409,
  );
});

test('a crash between the agreement and the ledger is made up for by the sweep, once', async () => {
  const { sweepStatements } = await import('../../lambdas/statements/sweep-statements.js');
  await closed();
  crashOnPost = true;
  await expect(ask('agreeStatement', one, { amount: '1.000000' })).rejects.toThrow('crashed');
  crashOnPost = false;
  const at = {
    by: { type: 'system', id: 'statements-sweep' },
    nowMs: TO_MS + 5 * DAY_MS,
    baseUrl: BASE,
  } as const;
  await sweepStatements(office, at);
  await sweepStatements(office, at);
  expect([...posted.keys()]).toEqual([`statement/${ID}/agreed`]);
  expect(posted.get(`statement/${ID}/agreed`)!.legs.map(({ micros }) => micros)).toEqual([
    1_000_000 - total(otherSide(ours)),
    total(otherSide(ours)) - 1_000_000,
  ]);
});

test('the clock opens, closes and asks after what is late', async () => {
  const { sweepStatements } = await import('../../lambdas/statements/sweep-statements.js');
  const at = (nowMs: number) => ({
    by: { type: 'system', id: 'statements-sweep' } as const,
    nowMs,
    baseUrl: BASE,
  });
  expect(await sweepStatements(office, at(FROM_MS + DAY_MS))).toEqual({
    opened: 1,
    closed: 0,
    late: 0,
    failed: 0,
  });
  expect(await sweepStatements(office, at(FROM_MS + DAY_MS))).toMatchObject({ closed: 0 });
  expect(await sweepStatements(office, at(TO_MS + 2 * DAY_MS))).toEqual({
    opened: 1,
    closed: 1,
    late: 0,
    failed: 0,
  });
  expect(await sweepStatements(office, at(TO_MS + 10 * DAY_MS))).toMatchObject({ late: 1 });
  expect(await sweepStatements(office, at(TO_MS + 11 * DAY_MS))).toMatchObject({ late: 0 });
});
