import type { Fields, RowError } from '../../domain/files/fields.js';
import type { FileRecord } from '../../lambdas/files/file-ledger.js';
import { processFile, type ProcessOptions, type RowKind } from '../../lambdas/files/process-file.js';
import { MemoryFiles, MemoryLedger } from './memory.js';

interface Row {
  readonly row: number;
  readonly text: string;
}

const NOW = Date.UTC(2026, 10, 22, 12);

/** Remembers which rows it has seen; a row `bad…` is refused, one `late…` fails while it is processed. */
class Remembering implements RowKind<Row> {
  readonly kind = 'usage' as const;
  readonly columns = ['id', 'text'];
  readonly required = ['id'];
  readonly rowsPerChunk: number;
  readonly chunksPerCheckpoint: number;
  readonly onceByContent = true;
  readonly seen: number[] = [];
  onProcess: (rows: readonly Row[]) => void = () => undefined;

  constructor(rowsPerChunk = 10, chunksPerCheckpoint = 2) {
    this.rowsPerChunk = rowsPerChunk;
    this.chunksPerCheckpoint = chunksPerCheckpoint;
  }

  idOf(fields: Fields): string {
    return fields['id'] ?? '';
  }

  read(row: number, { text = '' }: Fields): Row | RowError[] {
    const wrong = (column: string): RowError => ({ row, column, value: text, message: 'allowed: good' });
    return text.startsWith('bad') ? [wrong('text'), wrong('id')] : { row, text };
  }

  async process(rows: readonly Row[]) {
    this.onProcess(rows);
    this.seen.push(...rows.map(({ row }) => row));
    const late = rows.filter(({ text }) => text.startsWith('late'));
    return await Promise.resolve({
      errors: late.map(({ row, text }) => ({ row, column: 'text', value: text, message: 'too late' })),
      counts: { counted: rows.length - late.length },
    });
  }
}

const csv = (rows: number, text: (row: number) => string = () => 'good'): string =>
  ['id,text', ...Array.from({ length: rows }, (_, i) => `r${i + 2},${text(i + 2)}`), ''].join('\n');

let files: MemoryFiles;
let ledger: MemoryLedger;
let announced: FileRecord[];
const options = (more: Partial<ProcessOptions> = {}): ProcessOptions => ({
  files,
  ledger,
  now: () => Promise.resolve(NOW),
  remainingMs: () => 600_000,
  announce: (record) => Promise.resolve(void announced.push(record)),
  ...more,
});
const result = (key: string) => JSON.parse(files.objects.get(key) ?? '{}') as Record<string, unknown>;

/** Leases are over, as they are when a message comes back. */
function forgetLeases(): void {
  for (const [id, record] of ledger.records) ledger.records.set(id, { ...record, leaseUntilMs: 0 });
}

beforeEach(() => {
  files = new MemoryFiles();
  ledger = new MemoryLedger();
  announced = [];
});

test('rows are processed in order, errors stand beside the file, the result says how it went', async () => {
  const text = csv(25, (row) => (row === 5 ? 'bad "x"' : row === 7 ? 'late' : 'good'));
  const kind = new Remembering();
  expect(await processFile(files.upload('usage/a.csv', text), kind, options())).toBe('finished');
  expect(kind.seen).toEqual(Array.from({ length: 25 }, (_, i) => i + 2).filter((row) => row !== 5));
  expect(files.objects.get('usage/a.errors.csv')).toBe(
    'row,id,column,value,problem\n' +
      '5,r5,text,"bad ""x""",allowed: good\n5,r5,id,"bad ""x""",allowed: good\n' +
      '7,r7,text,late,too late\n',
  );
  expect(result('usage/a.result.json')).toMatchObject({
    file: 'usage/a.csv',
    state: 'processed',
    rows: { rows: 25, refused: 2, counted: 23 },
    errors: { count: 3, file: 'usage/a.errors.csv' },
  });
  expect(announced).toHaveLength(1);
  expect([...files.objects.keys()].filter((key) => key.startsWith('working/'))).toEqual([]);
});

test('a file without errors has no errors file', async () => {
  await processFile(files.upload('usage/a.csv', csv(3)), new Remembering(), options());
  expect(files.objects.has('usage/a.errors.csv')).toBe(false);
  expect(result('usage/a.result.json')).not.toHaveProperty('errors');
});

test('the same content again, under its name or another, counts once and says so', async () => {
  const kind = new Remembering();
  const first = files.upload('usage/a.csv', csv(5));
  await processFile(first, kind, options());
  expect(await processFile(first, kind, options())).toBe('finished');
  await processFile(files.upload('usage/b.csv', csv(5)), kind, options());
  await processFile(files.upload('usage/a.csv', csv(5)), kind, options());
  expect(kind.seen).toHaveLength(5);
  expect(result('usage/b.result.json')).toMatchObject({ file: 'usage/b.csv', sameAs: 'usage/a.csv' });
  expect(result('usage/a.result.json')).toMatchObject({ sameAs: 'usage/a.csv', rows: { counted: 5 } });
  expect(ledger.jobs.get('usage~b')?.fileId).toBe(ledger.jobs.get('usage~a')?.fileId);
  expect(announced).toHaveLength(1);
});

test('wherever it breaks off, every row is processed and every error is told once', async () => {
  const text = csv(64, (row) => (row % 5 === 0 ? `bad ${row}` : 'good'));
  const whole = new Remembering();
  await processFile(files.upload('usage/whole.csv', text), whole, options());
  const expected = files.objects.get('usage/whole.errors.csv');

  for (let failing = 1; failing <= 40; failing += 1) {
    files = new MemoryFiles();
    ledger = new MemoryLedger();
    const kind = new Remembering(7, 1 + (failing % 3));
    let steps = 0;
    // Breaks before, between and after the writes that matter.
    const step = (): void => {
      steps += 1;
      if (steps === failing) throw new Error('broken off');
    };
    kind.onProcess = step;
    ledger.beforePut = step;
    const put = files.put.bind(files);
    files.put = async (...args) => {
      step();
      await put(...args);
    };
    const upload = files.upload('usage/a.csv', text);
    await processFile(upload, kind, options({ announce: () => Promise.resolve(step()) })).catch(
      () => undefined,
    );
    forgetLeases();
    expect(await processFile(upload, kind, options())).toBe('finished');
    expect(new Set(kind.seen)).toEqual(new Set(whole.seen));
    expect(files.objects.get('usage/a.errors.csv')).toBe(expected);
    expect(result('usage/a.result.json')).toMatchObject({
      state: 'processed',
      rows: { rows: 64, refused: 13, counted: 51 },
    });
    if (steps < failing) {
      expect(failing).toBeGreaterThan(10);
      return;
    }
  }
});

test('it stops in time and goes on from its checkpoint, reading no row twice', async () => {
  const kind = new Remembering();
  const upload = files.upload(
    'usage/a.csv',
    csv(100, (row) => (row % 9 === 0 ? 'bad' : 'good')),
  );
  let rounds = 0;
  for (;;) {
    rounds += 1;
    let chunks = 0;
    const remainingMs = (): number => (++chunks > 3 ? 1_000 : 600_000);
    if ((await processFile(upload, kind, options({ remainingMs }))) === 'finished') break;
  }
  expect(rounds).toBeGreaterThan(3);
  expect(kind.seen).toHaveLength(100 - 11);
  expect(result('usage/a.result.json')).toMatchObject({ rows: { rows: 100, refused: 11 } });
});

test('while one is at it, another one waits; who lost its lease stops', async () => {
  const kind = new Remembering(10, 1);
  const upload = files.upload('usage/a.csv', csv(40));
  const outcomes: Promise<unknown>[] = [];
  kind.onProcess = ([first]) => {
    if (first?.row === 11) outcomes.push(processFile(upload, kind, options()));
  };
  await processFile(upload, kind, options());
  expect(await Promise.all(outcomes)).toEqual(['again']);
  expect(kind.seen).toHaveLength(40);

  const slow = new Remembering(10, 1);
  const second = files.upload('usage/b.csv', csv(41));
  slow.onProcess = ([first]) => {
    if (first?.row !== 11) return;
    for (const [id, record] of ledger.records)
      ledger.records.set(id, { ...record, version: record.version + 1 });
  };
  await expect(processFile(second, slow, options())).rejects.toThrow(/another function goes on/);
});

test('many errors go out in parts, and memory holds one', async () => {
  const rows = 60_000;
  const long = 'x'.repeat(80);
  const kind = new Remembering(2_000, 2);
  await processFile(
    files.upload(
      'usage/a.csv',
      csv(rows, () => `bad ${long}`),
    ),
    kind,
    options(),
  );
  const errors = files.objects.get('usage/a.errors.csv') ?? '';
  expect(errors.length).toBeGreaterThan(2 * 5 * 1024 * 1024);
  expect(errors.split('\n')).toHaveLength(2 * rows + 2);
  expect(files.uploads.size).toBe(0);
});

test.each([
  ['an empty file', '', [/is empty/]],
  ['another header', 'name,id,id\n1,2,3\n', [/"name" is not known/, /more than once/]],
])('%s is refused before any row', async (_, text, problems) => {
  const kind = new Remembering();
  await processFile(files.upload('usage/a.csv', text), kind, options());
  expect(kind.seen).toEqual([]);
  expect(result('usage/a.result.json')).toMatchObject({
    state: 'refused',
    problems: problems.map((problem) => expect.stringMatching(problem) as string),
  });
});

test('a name that is not allowed is refused beside the file', async () => {
  await processFile(files.upload('usage/a b.csv', csv(1)), new Remembering(), options());
  expect(result('usage/a b.csv.result.json')).toMatchObject({ state: 'refused' });
});

test('what is no CSV from some row on stops there; rows before it count', async () => {
  const kind = new Remembering();
  const text = `${csv(30)}r32,"${'never closed\n'.repeat(8_000)}`;
  await processFile(files.upload('usage/a.csv', text), kind, options());
  expect(kind.seen).toHaveLength(30);
  expect(result('usage/a.result.json')).toMatchObject({
    state: 'stopped',
    problems: [expect.stringMatching(/^after row 31 the file can't be read as CSV/)],
  });
});

test('a file of empty lines stops: no checkpoint lies between them', async () => {
  const kind = new Remembering();
  await processFile(files.upload('usage/a.csv', `${csv(30)}${'\n'.repeat(100_010)}`), kind, options());
  expect(kind.seen).toHaveLength(30);
  expect(result('usage/a.result.json')).toMatchObject({
    state: 'stopped',
    problems: [expect.stringMatching(/more than 100000 empty lines/)],
  });
});

test('a file that is replaced before its end stops; the same content later goes on where it was', async () => {
  const kind = new Remembering(10, 1);
  const text = csv(60);
  const first = files.upload('usage/a.csv', text);
  let chunks = 0;
  await processFile(first, kind, options({ remainingMs: () => (++chunks > 2 ? 1_000 : 600_000) }));
  expect(kind.seen.length).toBeLessThan(60);
  files.upload('usage/a.csv', csv(1));
  expect(await processFile(first, kind, options())).toBe('finished');
  expect([...ledger.records.values()].map(({ state }) => state)).toEqual(['stopped']);
  await processFile(files.upload('usage/c.csv', text), kind, options());
  expect(kind.seen).toEqual(Array.from({ length: 60 }, (_, i) => i + 2));
  expect(result('usage/c.result.json')).toMatchObject({ state: 'processed', rows: { counted: 60 } });
});

test('too many fields are told; too few are empty', async () => {
  const kind = new Remembering();
  await processFile(files.upload('usage/a.csv', 'id,text\r\nr2\r\n\r\nr4,good,more\r\n'), kind, options());
  expect(kind.seen).toEqual([2]);
  expect(files.objects.get('usage/a.errors.csv')).toBe(
    'row,id,column,value,problem\n4,r4,,more,"3 fields; allowed: 2, as in the header"\n',
  );
});
