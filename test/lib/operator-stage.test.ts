import { RemovalPolicy, type App, type Stack } from 'aws-cdk-lib';
import { ALLOW_DATA_DELETION, OperatorStage, type OperatorStageProps } from '../../lib/index.js';
import { sampleOperator, testApp } from './support/app.js';
import { hideHashes } from './support/serializer.js';
import { resourcesOf, templateOf, valuesOf, type Resource } from './support/template.js';

const STATEFUL_TYPES = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolResourceServer',
];

function stage(
  app: App,
  brand: string,
  country: string,
  props: Partial<OperatorStageProps> = {},
): OperatorStage {
  return new OperatorStage(app, `${brand}-${country.toLowerCase()}`, {
    operator: sampleOperator(brand, country),
    ...props,
  });
}

const ownOutputs = (stack: Stack): string[] =>
  Object.keys(templateOf(stack).Outputs ?? {}).filter((key) => !key.startsWith('PublishOutput'));

const allResources = (stack: Stack): [string, Resource][] => Object.entries(templateOf(stack).Resources);

let lily: OperatorStage;
beforeAll(() => {
  lily = stage(testApp(), 'lily', 'GB');
});

test('stacks are named by operator', () => {
  expect([lily.data, lily.services].map(({ node, stackName }) => [node.path, stackName])).toEqual([
    ['lily-gb/Data', 'lily-gb-Data'],
    ['lily-gb/Services', 'lily-gb-Services'],
  ]);
});

test('what must not be lost keeps its logical ids', () => {
  const ids = STATEFUL_TYPES.flatMap((type) =>
    resourcesOf(lily.data, type).map(({ logicalId }) => logicalId),
  );
  expect(ids).toEqual([
    // Changing one of these lines deletes subscriber data.
    'StoreAccounts8887E3A0',
    'StoreRecords7AE2656C',
    // Changing this line loses the books.
    'LedgerTable9343E4AA',
    // Changing one of these lines locks the host's network out.
    'IdentityB9BD10AD',
    'IdentityDomain46D20BCB',
    'IdentityNetworkClient88D8A2A3',
    'IdentityOperationsClientFD939CB1',
    'IdentityMarketingClient888C2F81',
    'IdentityFinanceClientB7375675',
    // Changing one of these lines locks a channel partner out.
    'IdentityPartnercornershop43EEBE66',
    'IdentityPartneracmeDDCDC9AF',
    'Identitychargingscopes8BBACC73',
    'Identitycataloguescopes9D5C23BD',
    'Identitysubscribersscopes31F70313',
    'IdentitycompaniesscopesB244990A',
    'IdentitypaymentsscopesD4889290',
    'Identitypolicyscopes01E196C6',
    'Identitypartnerscopes2C740008',
  ]);
});

test('nothing that must not be lost is in Services', () => {
  const types = allResources(lily.services).map(([, { Type }]) => Type);
  expect(types.filter((type) => STATEFUL_TYPES.includes(type))).toEqual([]);
});

test('Data is protected from termination, Services can be deleted', () => {
  expect(lily.data.terminationProtection).toBe(true);
  expect(lily.services.terminationProtection).toBe(false);
});

test.each([
  [false, true],
  [true, false],
])('termination protection follows the two keys: flag %s', (flag, isProtected) => {
  jest.spyOn(console, 'error').mockImplementation();
  const app = testApp({ [ALLOW_DATA_DELETION]: flag });
  const { data } = stage(app, 'lily', 'GB', { removalPolicy: RemovalPolicy.DESTROY });
  expect(data.terminationProtection).toBe(isProtected);
  const policies = STATEFUL_TYPES.flatMap((type) => resourcesOf(data, type).map((it) => it.DeletionPolicy));
  expect(new Set(policies)).toEqual(new Set(isProtected ? ['Retain', 'RetainExceptOnCreate'] : ['Delete']));
  jest.restoreAllMocks();
});

test('Services reads Data weakly, without the flag of cdk.json too', () => {
  const withoutFlag = stage(testApp({ '@aws-cdk/core:defaultCrossStackReferences': 'strong' }), 'lily', 'GB');
  for (const { services } of [lily, withoutFlag]) {
    expect(valuesOf(templateOf(services), 'Fn::ImportValue')).toEqual([]);
    expect(valuesOf(templateOf(services), 'Fn::GetStackOutput').length).toBeGreaterThan(10);
  }
});

test('outputs have stable keys', () => {
  expect(ownOutputs(lily.services)).toEqual([
    'ChargingUrl',
    'OperatorUrl',
    'PolicyUrl',
    'WebhooksUrl',
    'FilesBucket',
  ]);
  expect(ownOutputs(lily.data)).toEqual([
    'TokenUrl',
    'IssuerUrl',
    'NetworkClientId',
    'OperationsClientId',
    'MarketingClientId',
    'FinanceClientId',
    'PartnerClientIds',
    'AccountsTable',
    'RecordsTable',
    'LedgerTable',
  ]);
  expect(ownOutputs(lily.finance)).toEqual(['SettlementUrl', 'FinanceFilesBucket', 'LakeBucket']);
});

describe('the stack of partners', () => {
  const made = (props: object) => stage(testApp(), 'lily', 'GB', props);
  const routes = (stack: Stack) =>
    resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => String(Properties['RouteKey']));
  const sandbox = made({ sandbox: true }).partners!;
  const real = made({ host: { url: 'https://host.example' } }).partners!;

  test('is there for sandboxes and for operators with a host, and for no other', () => {
    expect(lily.partners).toBeUndefined();
    expect(routes(sandbox).filter((route) => /simulat/.test(route)).length).toBeGreaterThan(0);
    expect(routes(real).filter((route) => /simulat/.test(route))).toEqual([]);
    expect(routes(real)).toContain('POST /host/callbacks');
  });

  test('keeps nothing that must not be lost, leaves room, and exports nothing', () => {
    for (const stack of [sandbox, real]) {
      const resources = allResources(stack);
      expect(resources.map(([, { Type }]) => Type).filter((type) => STATEFUL_TYPES.includes(type))).toEqual(
        [],
      );
      // A stack has at most 500.
      expect(resources.length).toBeLessThan(375);
      expect(valuesOf(templateOf(stack), 'Export')).toEqual([]);
      expect(ownOutputs(stack)).toEqual(['PartnerUrl']);
    }
  });

  test('reads from the other two, which know nothing of it', () => {
    const { data, services, partners } = made({ sandbox: true });
    const readBy = (stack: Stack) =>
      [...new Set(valuesOf(templateOf(stack), 'StackName') as string[])].sort();
    expect(readBy(partners!)).toEqual([data.stackName, services.stackName].sort());
    expect(readBy(services)).toEqual([data.stackName]);
    expect(readBy(data)).toEqual([]);
  });
});

test('the composed operator', () => {
  expect(hideHashes({ data: templateOf(lily.data), services: templateOf(lily.services) })).toMatchSnapshot();
});

describe('two brands in two countries in one app', () => {
  const app = testApp();
  const stages = [
    stage(app, 'lily', 'GB'),
    stage(app, 'lily', 'DE'),
    stage(app, 'orchid', 'GB'),
    stage(app, 'orchid', 'DE'),
  ];
  const stacks = stages.flatMap(({ data, services }) => [data, services]);

  test('are twelve stacks of one assembly, each named after its operator', () => {
    const assembly = app.synth();
    expect(assembly.stacksRecursively.map(({ stackName }) => stackName).sort()).toEqual(
      ['lily-gb', 'lily-de', 'orchid-gb', 'orchid-de']
        .flatMap((operator) => [`${operator}-Data`, `${operator}-Finance`, `${operator}-Services`])
        .sort(),
    );
    expect(assembly.nestedAssemblies).toHaveLength(4);
  });

  test('keep what must not be lost under the same logical ids in every operator', () => {
    const ids = stages.map(({ data }) =>
      STATEFUL_TYPES.flatMap((type) => resourcesOf(data, type).map(({ logicalId }) => logicalId)).filter(
        // Operators differ in their channel partners.
        (logicalId) => !logicalId.startsWith('IdentityPartner'),
      ),
    );
    expect(new Set(ids.map((list) => list.join()))).toEqual(new Set([ids[0]?.join()]));
    expect(ids[0]).toHaveLength(16);
  });

  test('share nothing: no exports, no imports, no reference to another operator', () => {
    for (const stack of stacks) {
      expect(valuesOf(templateOf(stack), 'Export')).toEqual([]);
      expect(valuesOf(templateOf(stack), 'Fn::ImportValue')).toEqual([]);
      const [operator] = stack.node.path.split('/');
      const read = valuesOf(templateOf(stack), 'StackName') as string[];
      expect(new Set(read)).toEqual(new Set(stack.node.id === 'Data' ? [] : [`${operator}-Data`]));
    }
  });

  test('have no physical names, except where CloudFormation demands one', () => {
    const names = stacks.flatMap((stack) =>
      allResources(stack).flatMap(([, { Type, Properties }]) =>
        Object.entries(Properties)
          .filter(([key]) => key.endsWith('Name'))
          .map(([key]) => `${Type}.${key}`),
      ),
    );
    // Names inside their own parent, which need not be unique.
    const local = [
      'AWS::ApiGatewayV2::Api.Name',
      'AWS::ApiGatewayV2::Authorizer.Name',
      'AWS::ApiGatewayV2::Stage.StageName',
      'AWS::Cognito::UserPoolResourceServer.Name',
      'AWS::IAM::Policy.PolicyName',
    ];
    // References, not names.
    const references = [
      'AWS::CloudWatch::Alarm.MetricName',
      'AWS::Events::Rule.EventBusName',
      'AWS::Lambda::EventInvokeConfig.FunctionName',
      'AWS::Lambda::EventSourceMapping.FunctionName',
      'AWS::Lambda::Permission.FunctionName',
      'AWS::Lambda::Version.FunctionName',
    ];
    // Required; derived from the path of the construct.
    const derived = ['AWS::Events::EventBus.Name'];
    expect([...new Set(names)].sort()).toEqual([...local, ...references, ...derived].sort());
  });

  test('required names that must be unique differ', () => {
    const buses = stacks.flatMap((stack) =>
      resourcesOf(stack, 'AWS::Events::EventBus').map(({ Properties }) => Properties['Name']),
    );
    const domains = stacks.flatMap((stack) =>
      resourcesOf(stack, 'AWS::Cognito::UserPoolDomain').map(({ Properties }) =>
        JSON.stringify(Properties['Domain']),
      ),
    );
    expect(new Set(buses).size).toBe(4);
    expect(new Set(domains).size).toBe(4);
  });

  test('are tagged', () => {
    for (const { node, data } of stages) {
      const [table] = resourcesOf(data, 'AWS::DynamoDB::GlobalTable');
      expect(valuesOf(table, 'Value')).toContain(node.id);
    }
  });
});
