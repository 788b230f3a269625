/** Files of others, each in its own way, become the same rows; what is wrong with a row is told, all of it. */
import {
  headerProblems,
  mappingSchema,
  OWN_MAPPING,
  rowReader,
  TAP3_MAPPING,
} from '../../domain/statements/mapping.js';
import { statementBodies } from '../../domain/statements/schemas.js';
import { noNotes, otherSide } from '../../lambdas/statements/other-side.js';

const read = (columns: object, lines: readonly (readonly string[])[]) => {
  const mapping = mappingSchema.parse(columns);
  const [header = [], ...rows] = lines;
  expect(headerProblems(mapping, header)).toEqual([]);
  const reader = rowReader(mapping, header);
  return rows.map((values, i) => reader(values, i + 2));
};

test('TAP3: volumes in two fields, local time with its offset, charges with five places', () => {
  const header = [
    'recordSequence',
    'imsi',
    'callEventStartTimeStamp',
    'utcTimeOffset',
    'callType',
    'dataVolumeIncoming',
    'dataVolumeOutgoing',
    'totalCallEventDuration',
    'charge',
  ];
  expect(
    read(TAP3_MAPPING, [
      header,
      ['1', '234150000000001', '20261031235959', '+0100', 'GprsCall', '1000', '24', '', '125000'],
      ['2', '234150000000001', '20261031235959', '-0330', 'MobileOriginatedCall', '', '', '61', ''],
      ['3', '234150000000001', '20261101000000', '+0000', 'MobileOriginatedSms', '', '', '', '3000'],
      ['9', '', '', '', 'auditControlInfo', '', '', '', '128000'],
    ]),
  ).toEqual([
    {
      row: {
        id: '1',
        who: '234150000000001',
        kind: 'data',
        zone: '',
        atMs: Date.parse('2026-10-31T22:59:59Z'),
        units: 1_024,
        micros: 1_250_000,
      },
    },
    {
      row: {
        id: '2',
        who: '234150000000001',
        kind: 'voice',
        zone: '',
        atMs: Date.parse('2026-11-01T03:29:59Z'),
        units: 61,
        micros: undefined,
      },
    },
    {
      row: {
        id: '3',
        who: '234150000000001',
        kind: 'sms',
        zone: '',
        atMs: Date.parse('2026-11-01T00:00:00Z'),
        units: 1,
        micros: 30_000,
      },
    },
    { other: true },
  ]);
});

test('date and time apart, a zone with daylight saving, kilobytes, minutes, a decimal comma, zones by other names', () => {
  const mapping = {
    delimiter: ';',
    decimalMark: ',',
    who: 'IMSI',
    at: ['DATUM', 'ZEIT'],
    timeZone: 'Europe/Berlin',
    service: 'ART',
    services: { GPRS: 'data', MOC: 'voice' },
    units: { data: 'KB', voice: 'MIN' },
    unit: { data: 'kB', voice: 'min' },
    zone: 'LAND',
    zones: { FRA: 'eu', POL: 'eu' },
    cost: 'PREIS',
  };
  const [summer, winter] = read(mapping, [
    ['IMSI', 'DATUM', 'ZEIT', 'ART', 'KB', 'MIN', 'LAND', 'PREIS'],
    [
      '262-15-0000000001',
      '31.07.2026'.split('.').reverse().join('-'),
      '12:00:00',
      'GPRS',
      '12,5',
      '',
      'FRA',
      '0,0012345',
    ],
    ['262150000000001', '2026-12-31', '12:00:00', 'MOC', '', '1,5', 'DEU', '1'],
  ]);
  expect(summer).toEqual({
    row: {
      id: 'row 2',
      who: '262150000000001',
      kind: 'data',
      zone: 'eu',
      atMs: Date.parse('2026-07-31T10:00:00Z'),
      units: 12_500,
      micros: 1_235,
    },
  });
  expect(winter).toMatchObject({
    row: { zone: '', atMs: Date.parse('2026-12-31T11:00:00Z'), units: 90, micros: 1_000_000 },
  });
});

test('everything that is wrong with a row', () => {
  const header = ['record_id', 'imsi', 'started_at', 'service', 'units', 'zone', 'cost'];
  expect(read(OWN_MAPPING, [header, ['x', '12', '2026-02-30T00:00:00Z', 'data', '-5', '', 'free']])).toEqual([
    {
      problems: [
        { column: 'imsi', value: '12', allowed: 'an IMSI of 5 to 15 digits' },
        {
          column: 'started_at',
          value: '2026-02-30T00:00:00Z',
          allowed: expect.stringContaining('date and time') as string,
        },
        { column: 'units', value: '-5', allowed: 'a number from 0' },
        { column: 'cost', value: 'free', allowed: expect.stringContaining('decimal number') as string },
      ],
    },
  ]);
});

test('a header that lacks columns names them all, and what there is', () => {
  const problems = headerProblems(mappingSchema.parse(OWN_MAPPING), ['imsi', 'COST']);
  expect(problems).toHaveLength(6);
  expect(problems[0]).toMatch(/there are: imsi, COST/);
});

test('a mapping that makes no sense is refused with every reason', () => {
  const { error } = statementBodies.StatementMapping_Update.safeParse({
    columns: {
      who: '',
      at: [],
      service: 's',
      services: { X: 'fax' },
      units: {},
      cost: 'c',
      timeZone: 'Mars',
    },
    tolerances: { seconds: -1, total: '1,5' },
  });
  expect(error?.issues.length).toBeGreaterThanOrEqual(3);
});

test('a file of another delimiter, with a byte order mark and rows that are no usage', async () => {
  const notes = noNotes();
  const mapping = mappingSchema.parse({ ...OWN_MAPPING, delimiter: '\t' });
  const text = `\ufeffrecord_id\timsi\tstarted_at\tservice\tunits\tzone\tcost\r
1\t234150000000001\t2026-10-01T00:00:00Z\tdata\t5\t\t0.1\r
2\t234150000000001\tyesterday\tdata\t5\t\t0.1\r
\t\t\tTOTAL\t10\t\t0.2\r
`;
  const rows = [];
  for await (const row of otherSide(one(text), mapping, notes)) rows.push(row);
  expect(rows).toHaveLength(1);
  expect(notes).toMatchObject({ other: 1, unreadable: 1, shown: [{ row: 3 }] });
});

// eslint-disable-next-line @typescript-eslint/require-await -- Files come in pieces; this one is a piece.
async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
