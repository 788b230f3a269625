/**
 * A month of two operators, through HTTP alone: traffic, the ledger, the host's file with an error of every kind planted
 * into it, disputes, credit notes, payment; afterwards nobody owes anything and the books balance.
 */
import { fromMicros, toMicros } from '../../domain/operator/decimal.js';
import type { LocalOperator } from '../../local/local-operator.js';
import { eventually } from '../support/eventually.js';
import { type LocalRun, startLocalRun, tokenFor } from '../support/local-run.js';
import { OperatorClient } from '../support/operator-client.js';
import { SimulatedNetwork } from '../support/simulated-network.js';

jest.setTimeout(180_000);

const MB = 1_000_000;
const SUBSCRIBERS = 12;
const OPERATORS = [
  { id: 'lily-gb', host: 'northern-radio', to: '+447700900123' },
  { id: 'lily-cn', host: 'huaxia-radio', to: '+8613800138000' },
] as const;

let run: LocalRun;
beforeAll(async () => {
  run = await startLocalRun('--operators', OPERATORS.map(({ id }) => id).join(','));
});
afterAll(() => run?.stop());

// eslint-disable-next-line typescript/no-explicit-any -- Whatever the API answers: the test says what of it it expects.
type Body = any;

/** The settlement API, as finance tools use it. */
async function settlementOf(local: LocalOperator) {
  const token = async (verb: 'read' | 'write'): Promise<string> => tokenFor(local, `partner/ledger.${verb}`);
  const bearer = await token('write');
  return async (method: string, path: string, body?: object): Promise<{ status: number; body: Body }> => {
    const response = await fetch(`${local.apis['settlement']}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
}

interface HostRecord {
  readonly id: string;
  readonly imsi: string;
  readonly at: string;
  readonly service: 'data' | 'voice' | 'sms';
  readonly units: number;
  readonly micros: number | undefined;
}

const SERVICE = { bytes: 'data', seconds: 'voice', messages: 'sms' } as const;

/** What the host would say, if nothing were wrong: our own records, by its own ids. */
async function recordsOf(
  operator: OperatorClient,
  supis: readonly string[],
  lines: number,
): Promise<HostRecord[]> {
  return eventually(async () => {
    const records: HostRecord[] = [];
    for (const supi of supis)
      for (const record of await operator.usage(supi))
        for (const line of record.lines)
          records.push({
            id: `host-${records.length}`,
            imsi: (line.supi ?? record.supi).replace('imsi-', ''),
            at: line.at ?? record.at,
            service: SERVICE[line.unit],
            units: line.units,
            micros: line.wholesaleMicros,
          });
    if (records.length < lines) throw new Error(`${records.length} of ${lines} lines are recorded`);
    return records;
  });
}

const csv = (records: readonly HostRecord[]): string =>
  [
    'record_id,imsi,started_at,service,units,zone,cost',
    ...records.map(({ id, imsi, at, service, units, micros }) =>
      [id, imsi, at, service, units, '', micros === undefined ? '' : fromMicros(micros)].join(','),
    ),
    '',
  ].join('\n');

/** One error of each kind, in records of their own. */
function planted(records: readonly HostRecord[]): {
  readonly file: HostRecord[];
  readonly causes: Record<string, number>;
} {
  const data = records.filter(({ service, units }) => service === 'data' && units > MB);
  const voice = records.filter(({ service, units }) => service === 'voice' && units % 60 !== 0);
  const [lost, twice, free, odd, kilo] = data;
  const [rounded, other] = voice;
  const file = records.flatMap((record): HostRecord[] => {
    const { units, micros = 0 } = record;
    switch (record) {
      case lost:
        return [];
      case twice:
        return [record, { ...record, id: `${record.id}-again` }];
      case free:
        return [{ ...record, micros: undefined }];
      case odd:
      case other:
        return [{ ...record, micros: Math.round(micros * 1.731) + 11 }];
      case kilo:
        return [{ ...record, units: units * 1_024, micros: micros * 1_024 }];
      case rounded:
        return [
          {
            ...record,
            units: Math.ceil(units / 60) * 60,
            micros: Math.round((micros / units) * Math.ceil(units / 60) * 60),
          },
        ];
      default:
        return [record];
    }
  });
  return {
    file,
    causes: { 'missing-record': 1, duplicate: 1, unrated: 1, amount: 2, 'unit-of-measure': 1, rounding: 1 },
  };
}

test.each(OPERATORS)('$id: a month with its host, to the micro', async ({ id, host, to }) => {
  const local = run.operators.find((each) => each.id === id)!;
  const operator = await OperatorClient.of(local);
  const network = await SimulatedNetwork.of(local, operator);
  const ask = await settlementOf(local);
  const used = local.subscribers.filter(({ demoTraffic }) => demoTraffic !== true).slice(0, SUBSCRIBERS);
  for (const [i, { supi }] of used.entries()) {
    await network.session(supi, { ratingGroup: 1000, used: [(3 + i) * MB + 17 * i] });
    await network.session(supi, { ratingGroup: 100, used: [61 + 7 * i], to });
  }
  const month = new Date(operator.now()).toISOString().slice(0, 7);
  const supis = used.map(({ supi }) => supi);
  const records = await recordsOf(operator, supis, 2 * SUBSCRIBERS);

  // The month is over, and what we expect of it is fixed.
  const statement = `stm_host_${host}_${month}`;
  await ask('POST', '/statements', { party: { kind: 'host', id: host }, period: month });
  expect((await ask('POST', `/statements/${statement}/close`)).body).toMatchObject({
    code: 'period-not-over',
  });
  const expected = records.reduce((sum, { micros = 0 }) => sum + micros, 0);
  await eventually(async () => {
    const { rows } = (await ask('GET', `/ledger/trial-balance?month=${month}`)).body as {
      rows: { account: string; balance: string }[];
    };
    const owed = rows.find(({ account }) => account === 'host-payable')?.balance ?? '0';
    if (toMicros(owed.replace('-', '')) !== expected)
      throw new Error(`the ledger has ${owed} of ${fromMicros(expected)}`);
  });
  const over = new Date(`${month}-01T00:00:00Z`);
  over.setUTCMonth(over.getUTCMonth() + 1, 4);
  await operator.advance({ to: over.toISOString() });
  const closed = await eventually(async () => {
    const found = (await ask('GET', `/statements/${statement}`)).body;
    if (found.state === 'open') await ask('POST', `/statements/${statement}/close`);
    if (found.state === 'open') throw new Error('it is open');
    return found;
  });
  expect(closed.expected.amount).toBe(fromMicros(expected));

  // The host's file, and what is wrong with it.
  await ask('PUT', `/statement-mappings/host/${host}`, { columns: 'own', tolerances: {} });
  const { file, causes } = planted(records);
  const put = await fetch(`${local.financeFilesUrl}/statements/${statement}/october.csv`, {
    method: 'PUT',
    body: csv(file),
  });
  expect(put.status).toBe(200);
  const compared = await eventually(async () => {
    const found = (await ask('GET', `/statements/${statement}`)).body;
    if (found.comparison === undefined)
      throw new Error(`not compared: ${JSON.stringify(found.problems ?? found.state)}`);
    return found;
  });
  const found = compared.comparison.causes as { cause: string; differences: number; delta: string }[];
  expect(Object.fromEntries(found.map(({ cause, differences }) => [cause, differences]))).toEqual(causes);
  expect(compared.state).toBe('host_received');

  // What is in our disfavour is disputed, credited in full; the rest is theirs to lose.
  let credited = 0;
  for (const { cause, delta } of found.filter(
    (each) => !each.delta.startsWith('-') && Number(each.delta) > 0,
  )) {
    const dispute = await ask('POST', `/statements/${statement}/disputes`, {
      cause,
      reason: `see the file: ${cause}`,
    });
    expect(dispute.status).toBe(201);
    const note = { number: `CN-${cause}`, amount: delta };
    credited += toMicros(delta);
    await ask('POST', `/disputes/${dispute.body.id}/resolve`, { outcome: 'accepted', creditNote: note });
  }
  const theirs = file.reduce((sum, { micros = 0 }) => sum + micros, 0);
  const agreed = (await ask('POST', `/statements/${statement}/agree`, {})).body;
  expect(agreed).toMatchObject({ state: 'agreed', agreed: { amount: fromMicros(theirs - credited) } });
  const at = new Date(operator.now()).toISOString();
  const paid = await ask('POST', `/statements/${statement}/pay`, { reference: 'bank 1', at });
  expect(paid.body).toMatchObject({ state: 'paid', paid: { amount: fromMicros(theirs - credited) } });

  // Nobody owes the host anything, and everything adds up.
  await eventually(async () => {
    const { rows, imbalance } = (
      await ask('GET', `/ledger/trial-balance?from=${month}-01&to=${over.toISOString().slice(0, 10)}`)
    ).body as { rows: { account: string; balance: string }[]; imbalance: Record<string, string> };
    expect(Object.values(imbalance)).toEqual(['0.00']);
    const balance = (name: string) => rows.find(({ account }) => account === name)?.balance ?? '0.00';
    if (balance('host-payable') !== '0.00') throw new Error(`the host is owed ${balance('host-payable')}`);
    expect(toMicros(balance('host-cost'))).toBe(theirs - credited);
    expect(balance('cash')).toBe(fromMicros(credited - theirs));
  });
});
