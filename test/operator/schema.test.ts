import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { loadOperators } from '../../operators/load.js';
import { operatorJsonSchema, SCHEMA_PATH } from '../../operators/write-schema.js';

const SAMPLES = ['fieldworks.de', 'lily.cn', 'lily.gb'];
const read = (name: string) => readFileSync(join(__dirname, '../../operators', `${name}.yaml`), 'utf8');

test('the committed JSON Schema is current (node_modules/.bin/tsx operators/write-schema.ts)', () => {
  expect(readFileSync(SCHEMA_PATH, 'utf8')).toBe(operatorJsonSchema());
});

describe.each(SAMPLES)('%s', (name) => {
  test('satisfies the JSON Schema as editors see it', () => {
    const validate = new Ajv({ allErrors: true }).compile(JSON.parse(operatorJsonSchema()));
    validate(parse(read(name)));
    expect(validate.errors).toBeNull();
  });

  test('names the schema for editors in its first line', () => {
    expect(read(name).split('\n')[0]).toBe('# yaml-language-server: $schema=./operator.schema.json');
  });
});

test('the samples are those three', () => {
  expect(loadOperators().map(({ brand, market }) => `${brand.id}.${market.country.toLowerCase()}`)).toEqual(
    SAMPLES,
  );
});

test('the JSON Schema refuses what the reader refuses: unknown keys, wrong words', () => {
  const validate = new Ajv({ allErrors: true }).compile(JSON.parse(operatorJsonSchema()));
  const file = parse(read('lily.gb')) as Record<string, Record<string, unknown>>;
  file['brand']!['ownerKind'] = 'shop';
  file['brand']!['colour'] = 'red';
  validate(file);
  expect(
    validate.errors?.map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).toSorted(),
  ).toEqual(['/brand additionalProperties', '/brand/ownerKind enum']);
});
