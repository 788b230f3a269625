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
    [join(dir, 'other.fr.yaml'), expect.any(Number), ''],
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

test('a key that stands twice is refused, as YAML demands', () => {
  writeFileSync(join(dir, 'lily.gb.yaml'), GB.replace('  id: lily\n', '  id: lily\n  id: rose\n'));
  expect(failure(() => loadOperators(dir)).problems).toMatchObject([{ message: 'Map keys must be unique' }]);
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
