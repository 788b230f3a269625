import type { SynthesizedStack, Template } from '../../../local/template/assembly.js';
import { deploy, type Provider, type Resource } from '../../../local/template/deployment.js';

const stack = (name: string, template: Template): SynthesizedStack => ({
  name,
  stage: 'lily-gb',
  template,
  assets: new Map(),
});

function recorder(): { made: Resource[]; provider: Provider } {
  const made: Resource[] = [];
  return {
    made,
    provider: {
      types: ['Test::Thing'],
      create: (resource) => {
        made.push(resource);
        if (resource.properties['Fail'] !== undefined) throw new Error(resource.properties['Fail'] as string);
        return { ref: `ref-${resource.logicalId}`, attributes: { Arn: `arn-${resource.logicalId}` } };
      },
    },
  };
}

const run = async (stacks: SynthesizedStack[], provider: Provider) =>
  await deploy({
    stacks,
    providers: [provider],
    ignored: ['Test::Ignored'],
    region: 'eu-west-2',
    accountId: '1',
  });

test('makes each resource once, after what it needs, across stacks', async () => {
  const { made, provider } = recorder();
  const report = await run(
    [
      stack('Services', {
        Resources: {
          First: { Type: 'Test::Thing', Properties: { Needs: { Ref: 'Second' } }, DependsOn: 'Third' },
          Second: {
            Type: 'Test::Thing',
            Properties: { Table: { 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Name' } } },
          },
          Third: { Type: 'Test::Thing' },
          Never: { Type: 'Test::Thing', Condition: 'Off' },
        },
        Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } },
        Outputs: { Url: { Value: { 'Fn::Join': ['', ['http://', { 'Fn::GetAtt': ['First', 'Arn'] }]] } } },
      }),
      stack('Data', {
        Resources: { Table: { Type: 'Test::Thing' } },
        Outputs: { Name: { Value: { Ref: 'Table' } } },
      }),
    ],
    provider,
  );
  expect(made.map(({ logicalId }) => logicalId)).toEqual(['Third', 'Table', 'Second', 'First']);
  expect(made[2]?.properties).toEqual({ Table: 'ref-Table' });
  expect(report.outputs.get('Services')).toEqual({ Url: 'http://arn-First' });
  expect(report.created.get('Test::Thing')).toBe(4);
});

test('tells what has nothing to do from what it does not know', async () => {
  const report = await run(
    [stack('S', { Resources: { A: { Type: 'Test::Ignored::Alarm' }, B: { Type: 'Other::Queue' } } })],
    recorder().provider,
  );
  expect([...report.ignored]).toEqual([['Test::Ignored::Alarm', 1]]);
  expect([...report.unknown]).toEqual([['Other::Queue', 1]]);
});

test('a failure names the stack, the resource and its type', async () => {
  await expect(
    run(
      [stack('S', { Resources: { A: { Type: 'Test::Thing', Properties: { Fail: 'too big' } } } })],
      recorder().provider,
    ),
  ).rejects.toThrow('S, A (Test::Thing): too big');
  await expect(
    run(
      [stack('S', { Resources: { A: { Type: 'Test::Thing', Properties: { X: { Ref: 'Nope' } } } } })],
      recorder().provider,
    ),
  ).rejects.toThrow('S, A (Test::Thing): "Nope" is no resource of S');
  const circular = {
    A: { Type: 'Test::Thing', DependsOn: 'B' },
    B: { Type: 'Test::Thing', DependsOn: ['A'] },
  };
  await expect(run([stack('S', { Resources: circular })], recorder().provider)).rejects.toThrow(
    'circular reference: S.A → S.B → S.A',
  );
});

test('parameters give their defaults, and an attribute that is missing says what is there', async () => {
  const { made, provider } = recorder();
  await run(
    [
      stack('S', {
        Parameters: { Size: { Default: '5' } },
        Resources: {
          A: { Type: 'Test::Thing', Properties: { Size: { Ref: 'Size' }, Stack: { Ref: 'AWS::StackName' } } },
        },
      }),
    ],
    provider,
  );
  expect(made[0]?.properties).toEqual({ Size: '5', Stack: 'S' });
  const resources = {
    A: { Type: 'Test::Thing' },
    B: { Type: 'Test::Thing', Properties: { X: { 'Fn::GetAtt': ['A', 'Url'] } } },
  };
  await expect(run([stack('S', { Resources: resources })], recorder().provider)).rejects.toThrow(
    'A (Test::Thing) has no attribute Url here; it has: Arn',
  );
});
