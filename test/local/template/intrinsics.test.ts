import {
  NO_VALUE,
  resolveCondition,
  resolveValue,
  type Surroundings,
} from '../../../local/template/intrinsics.js';

const known: Record<string, unknown> = {
  'AWS::Region': 'eu-west-2',
  'AWS::NoValue': NO_VALUE,
  Table: 'table-1',
};

const around: Surroundings = {
  ref: async (name) => await Promise.resolve(known[name]),
  getAtt: async (id, attribute) => await Promise.resolve(`${id}/${attribute}`),
  condition: async (name) => await Promise.resolve(name === 'IsLive'),
  mapping: (map, first, second) =>
    ({ Sizes: { small: { mb: 128 } } })[map as 'Sizes']?.[first as 'small']?.[second as 'mb'],
  exported: async (name) => await Promise.resolve(`export:${name}`),
  stackOutput: async (stack, output) => await Promise.resolve(`${stack}:${output}`),
};

test.each<[string, unknown, unknown]>([
  ['Ref', { Ref: 'Table' }, 'table-1'],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
  ['GetAtt as text', { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, 'Nested/Outputs.Arn'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 'b']] }, 'a-table-1-b'],
  ['Sub', { 'Fn::Sub': 'x-${AWS::Region}-${Table.Arn}-${!Literal}' }, 'x-eu-west-2-Table/Arn-${Literal}'],
  [
    'Sub with variables',
    { 'Fn::Sub': ['${A}/${Table}', { A: { Ref: 'AWS::Region' } }] },
    'eu-west-2/table-1',
  ],
  ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }] }, 'west'],
  [
    'If',
    { a: { 'Fn::If': ['IsLive', 'yes', 'no'] }, b: { 'Fn::If': ['IsTest', 'yes', 'no'] } },
    { a: 'yes', b: 'no' },
  ],
  [
    'NoValue',
    { keep: 1, drop: { Ref: 'AWS::NoValue' }, list: [1, { Ref: 'AWS::NoValue' }] },
    { keep: 1, list: [1] },
  ],
  ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'mb'] }, 128],
  ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'shared-${AWS::Region}' } }, 'export:shared-eu-west-2'],
  [
    'a weak reference of CDK',
    { 'Fn::GetStackOutput': { StackName: 'Data', Region: { Ref: 'AWS::Region' }, OutputName: 'Table' } },
    'Data:Table',
  ],
  ['Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
  [
    'plain values',
    { a: [1, 'x', true, null], Condition: { StringEquals: {} } },
    { a: [1, 'x', true, null], Condition: { StringEquals: {} } },
  ],
])('%s', async (_name, value, expected) => {
  expect(await resolveValue(value, around)).toEqual(expected);
});

test('an unknown function and wrong arguments are named', async () => {
  await expect(resolveValue({ 'Fn::Transform': {} }, around)).rejects.toThrow(
    'Fn::Transform is not a function',
  );
  await expect(resolveValue({ 'Fn::Select': [5, ['a']] }, around)).rejects.toThrow(
    `Fn::Select can't be resolved: [5,["a"]]`,
  );
  await expect(resolveValue({ 'Fn::FindInMap': ['Sizes', 'huge', 'mb'] }, around)).rejects.toThrow(
    'Fn::FindInMap',
  );
});

test.each<[string, unknown, boolean]>([
  ['Equals', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-2'] }, true],
  ['Not', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, true],
  ['And', { 'Fn::And': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] }, false],
  ['Or', { 'Fn::Or': [{ Condition: 'IsLive' }, { Condition: 'IsTest' }] }, true],
])('condition %s', async (_name, value, expected) => {
  expect(await resolveCondition(value, around)).toBe(expected);
});
