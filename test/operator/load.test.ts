import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOperator, loadOperators, OperatorFileError } from '../../operators/load.js';

const OPERATORS = join(__dirname, '../../operators');
const GB = readFileSync(join(OPERATORS, 'lily.gb.yaml'), 'utf8');
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'operators-'))));
afterEach(() => rmSync(dir, { recursive: true }));

function failure(load: () => unknown): OperatorFileError {
  try {
    load();
  } catch (error) {
    if (error instanceof OperatorFileError) return error;
    throw error;
  }
  throw new Error('it loaded');
}

test('all problems of all files, each with its line', () => {
  const gb = GB.replace("price: '0.02'", "price: '0,02'").replace('kind: voice', 'kind: phone');
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  writeFileSync(join(dir, 'other.fr.yaml'), 'brand: {id: other\n');
  const { problems, message } = failure(() => loadOperators(dir));
  expect(problems.map(({ file, line, path }) => [file, line, path])).toEqual([
    [join(dir, 'lily.gb.yaml'), lineOf(gb, "price: '0,02'"), 'plans[0].services[0].price'],
    [join(dir, 'lily.gb.yaml'), lineOf(gb, 'kind: phone'), 'plans[0].services[1].kind'],
    [join(dir, 'other.fr.yaml'), 1, 'brand.id'],
  ]);
  expect(message).toContain('3 problems in 2 operator files');
  expect(message).toContain(
    `lily.gb.yaml:${lineOf(gb, "price: '0,02'")}  plans[0].services[0].price  got "0,02"; allowed: decimal string such as "0.10"`,
  );
});

test('a missing key is reported at the line of what it is missing from', () => {
  const gb = GB.replace('  ownerKind: retailer # or it_vendor\n', '');
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  expect(failure(() => loadOperator(join(dir, 'lily.gb.yaml'))).problems).toMatchObject([
    { path: 'brand.ownerKind', line: lineOf(gb, 'brand:'), message: 'missing; allowed: retailer, it_vendor' },
  ]);
});

test('a key that stands twice is refused, as YAML demands, together with everything else', () => {
  const gb = GB.replace('  id: lily\n', '  id: lily\n  id: rose\n').replace('kind: voice', 'kind: phone');
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  expect(failure(() => loadOperators(dir)).problems).toMatchObject([
    {
      line: lineOf(gb, '  id: rose'),
      path: 'brand.id',
      value: 'rose',
      allowed: 'each key once',
      message: `got "rose": line ${lineOf(gb, '  id: lily')} has this key already; allowed: each key once`,
    },
    { line: lineOf(gb, 'kind: phone'), path: 'plans[0].services[1].kind' },
  ]);
});

test('keys that stand twice in lists and mappings of mappings have their path', () => {
  const gb = GB.replace('kind: voice', 'kind: voice\n        kind: voice').concat('brand: {}\n');
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  const repeated = failure(() => loadOperators(dir)).problems.filter(({ allowed }) =>
    allowed.startsWith('each key once'),
  );
  expect(repeated.map(({ path, value }) => [path, value])).toEqual([
    ['plans[0].services[1].kind', 'voice'],
    ['brand', {}],
  ]);
});

test.each([
  ["price: '0.02'", "price: '0.02' GBP", 'plans[0].services[0].price'],
  ['  id: lily\n', '  id: lily\n\tname: Lily\n', expect.stringMatching(/^brand/)],
  ['  id: lily\n', '  id: [lily\n', expect.stringMatching(/^brand/)],
])('what is no YAML has a path, its line and what is allowed: %j', (good, bad, path) => {
  const gb = GB.replace(good, bad);
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  const { problems } = failure(() => loadOperators(dir));
  expect(problems[0]).toMatchObject({ path, allowed: 'one well-formed YAML 1.2 document' });
  expect(gb.split('\n')[problems[0]!.line - 1]?.trim()).toBe(problems[0]!.value);
  expect(problems[0]!.message).toContain(JSON.stringify(problems[0]!.value));
});

test('an alias of nothing is a problem of the file', () => {
  writeFileSync(join(dir, 'lily.gb.yaml'), GB.replace('  id: lily\n', '  id: *lily\n'));
  expect(failure(() => loadOperators(dir)).problems).toMatchObject([
    { path: '', allowed: 'one well-formed YAML 1.2 document', why: expect.stringContaining('lily') },
  ]);
});

test.each([
  ['0112', 112],
  ['0x10', 16],
  ['1_0', '1_0'],
  ['2e1', 20],
  ['~', null],
  ['True', true],
])('%s is shown as it is written', (written, value) => {
  const gb = GB.replace(/mcc: .*/, `mcc: ${written}`);
  writeFileSync(join(dir, 'lily.gb.yaml'), gb);
  const shown = typeof value === 'string' ? JSON.stringify(value) : written;
  expect(failure(() => loadOperators(dir)).problems).toMatchObject([
    {
      path: 'market.numberingPlan.mcc',
      value,
      message: `got ${shown}; allowed: 3 digits in quotes, such as "234"`,
    },
  ]);
});

test("a file's name is checked with the rest of it, and so is whose file it is", () => {
  writeFileSync(join(dir, 'lily.uk.yaml'), GB.replace('kind: voice', 'kind: phone'));
  writeFileSync(join(dir, 'lily.gb.yaml'), GB);
  expect(failure(() => loadOperators(dir)).problems.map(({ path }) => path)).toEqual([
    '',
    'plans[0].services[1].kind',
    'brand.id',
  ]);
});

test('the file is named after brand and country', () => {
  copyFileSync(join(OPERATORS, 'lily.gb.yaml'), join(dir, 'lily.uk.yaml'));
  expect(failure(() => loadOperators(dir)).message).toContain(
    'got "lily.uk.yaml": the file is named after its brand and country; allowed: lily.gb.yaml',
  );
});

test('an operator is one file', () => {
  copyFileSync(join(OPERATORS, 'lily.gb.yaml'), join(dir, 'lily.gb.yaml'));
  copyFileSync(join(OPERATORS, 'lily.gb.yaml'), join(dir, 'lily.gb.yml'));
  const { problems } = failure(() => loadOperators(dir));
  expect(problems.map(({ path }) => path)).toEqual(['', 'brand.id']);
  expect(problems[1]!.message).toContain('is operator lily-gb too');
});

test('a folder without operators is an error, not an empty app', () => {
  expect(failure(() => loadOperators(dir)).message).toContain(
    'at least one file named <brand>.<country>.yaml',
  );
});
