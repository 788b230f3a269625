import type { Stack } from 'aws-cdk-lib';
import { OperatorStage } from '../../lib/index.js';
import { sampleOperator, testApp } from './support/app.js';
import { resourcesOf, templateOf } from './support/template.js';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

const { data, services } = new OperatorStage(testApp({ 'aws:cdk:enable-path-metadata': true }), 'lily-gb', {
  operator: sampleOperator(),
});
const sandbox = new OperatorStage(testApp({ 'aws:cdk:enable-path-metadata': true }), 'lily-gb', {
  operator: sampleOperator(),
  sandbox: true,
});
const withHost = new OperatorStage(testApp({ 'aws:cdk:enable-path-metadata': true }), 'lily-gb', {
  operator: sampleOperator(),
  host: { url: 'https://host.example' },
});
const dataTemplate = templateOf(data);
const resources = {
  ...dataTemplate.Resources,
  ...templateOf(sandbox.services).Resources,
  ...templateOf(sandbox.partners!).Resources,
};
const outputs = { ...templateOf(sandbox.services).Outputs, ...dataTemplate.Outputs };

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** A resource in a policy, as a reader would name it. */
function nameOf(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const [[intrinsic, value]] = Object.entries(resource as Record<string, unknown>) as [[string, unknown]];
  if (intrinsic === 'Fn::GetStackOutput') {
    return nameOf(outputs[(value as { OutputName: string }).OutputName]?.Value);
  }
  if (intrinsic === 'Fn::GetAtt') {
    const [id, attribute] = value as [string, string];
    const path = resources[id]?.Metadata?.['aws:cdk:path'];
    return `${String(path)
      .split('/')
      .slice(2)
      .join('/')
      .replace(/\/Resource$/, '')}${attribute === 'Arn' ? '' : `.${attribute}`}`;
  }
  if (intrinsic === 'Ref') return String(value).replace('AWS::', '').toLowerCase();
  if (intrinsic === 'Fn::Join') return (value as [string, unknown[]])[1].map(nameOf).join('');
  throw new Error(`Unexpected ${intrinsic} in a policy`);
}

/** Function → `action on resource`, of the policies of its role. */
function permissions(services: Stack): Record<string, string[]> {
  const functions = resourcesOf(services, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['Description'] !== undefined && Properties['MemorySize'] !== 128,
  );
  return Object.fromEntries(
    functions.map(({ Properties }) => {
      const [role] = (Properties['Role'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];
      const policies = resourcesOf(services, 'AWS::IAM::Policy').filter(
        (policy) => (policy.Properties['Roles'] as { Ref: string }[])[0]?.Ref === role,
      );
      const statements = policies.flatMap(
        (policy) => (policy.Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
      );
      const granted = statements.flatMap(({ Action, Resource }) =>
        list(Resource).flatMap((resource) =>
          list(Action).map((action) => `${action} on ${nameOf(resource)}`),
        ),
      );
      return [String(Properties['Description']), granted.sort()];
    }),
  );
}

const logs = (path: string) => [`logs:CreateLogStream on ${path}`, `logs:PutLogEvents on ${path}`];
/** X-Ray knows no resources. */
const TRACES = ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
const deadLetters = (queue: string) =>
  ['GetQueueAttributes', 'GetQueueUrl', 'SendMessage'].map((action) => `sqs:${action} on ${queue}`);

/** What renewing an account takes. */
const RENEWING = [
  'dynamodb:GetItem on Store/Accounts',
  'dynamodb:GetItem on Store/Records',
  'dynamodb:PutItem on Store/Accounts',
  'dynamodb:PutItem on Store/Records',
  'dynamodb:Query on Store/Records/index/gsi1',
];

/** Its own files and what stands beside them, and what it puts aside meanwhile. */
const files = (prefix: string) => [
  's3:DeleteObject on Operator/Files/Bucket/working/*',
  `s3:GetObject on Operator/Files/Bucket/${prefix}/*`,
  's3:GetObject on Operator/Files/Bucket/working/*',
  `s3:GetObjectVersion on Operator/Files/Bucket/${prefix}/*`,
  `s3:PutObject on Operator/Files/Bucket/${prefix}/*`,
  's3:PutObject on Operator/Files/Bucket/working/*',
];
const queue = (path: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${path}`,
  );

/** What subscriptions to policy counters take. */
const SUBSCRIBING = [
  'dynamodb:DeleteItem on Store/Records',
  'dynamodb:GetItem on Store/Accounts',
  'dynamodb:GetItem on Store/Records',
  'dynamodb:PutItem on Store/Records',
  'dynamodb:Query on Store/Records',
  'dynamodb:UpdateItem on Store/Records',
];

const secrets = (...providers: readonly string[]) =>
  providers.map(
    (provider) =>
      'secretsmanager:GetSecretValue on ' +
      `arn:partition:secretsmanager:region:accountid:secret:wildlily/lily-gb/payments/${provider}-??????`,
  );

/** What making payments at providers and settling them with accounts takes. */
const SETTLING = [
  'dynamodb:DeleteItem on Store/Records',
  'dynamodb:GetItem on Store/Accounts',
  'dynamodb:GetItem on Store/Records',
  'dynamodb:PutItem on Store/Accounts',
  'dynamodb:PutItem on Store/Records',
  'dynamodb:Query on Store/Records',
  'dynamodb:Query on Store/Records/index/gsi1',
  'dynamodb:UpdateItem on Store/Records',
  'events:PutEvents on Operator/Events',
];
const PAYING = [...secrets('paypal', 'stripe'), 'sqs:SendMessage on Operator/Payments/Queue'];

test('every function may do exactly this', () => {
  expect(permissions(services)).toEqual({
    'Nchf_ConvergedCharging of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Accounts',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:UpdateItem on Store/Accounts',
      ...logs('Operator/Charging/NchfRuntime/Logs'),
    ],
    'Usage records of lily-gb': [
      'dynamodb:BatchWriteItem on Store/Records',
      'dynamodb:DescribeStream on Store/Accounts.StreamArn',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:GetRecords on Store/Accounts.StreamArn',
      'dynamodb:GetShardIterator on Store/Accounts.StreamArn',
      'dynamodb:ListStreams on Store/Accounts.StreamArn',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Charging/RecorderRuntime/Logs'),
      ...deadLetters('Operator/Charging/DeadLetters'),
      ...TRACES,
    ],
    'Lost sessions of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Scan on Store/Accounts',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Charging/SweeperRuntime/Logs'),
      ...deadLetters('Operator/Charging/DeadLetters'),
      ...TRACES,
    ],
    'Re-authorisations of lily-gb': [
      'dynamodb:DeleteItem on Store/Records',
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:Query on Store/Records',
      ...logs('Operator/Charging/ReauthoriserRuntime/Logs'),
      ...queue('Operator/Charging/Reauthorisations/Queue'),
      ...TRACES,
    ],
    'Renewals of lily-gb': [
      ...RENEWING,
      // What sponsors lent is settled with them.
      'dynamodb:UpdateItem on Store/Accounts',
      ...logs('Operator/Renewals/RenewerRuntime/Logs'),
      ...deadLetters('Operator/Renewals/DeadLetters'),
      ...TRACES,
    ],
    'Nchf_SpendingLimitControl of lily-gb': [
      ...SUBSCRIBING,
      ...logs('Operator/Policy/SpendingLimitsRuntime/Logs'),
      ...TRACES,
    ],
    'Policy counter notifications of lily-gb': [
      ...SUBSCRIBING,
      ...logs('Operator/Policy/NotifierRuntime/Logs'),
      ...[
        'ChangeMessageVisibility',
        'DeleteMessage',
        'GetQueueAttributes',
        'GetQueueUrl',
        'ReceiveMessage',
      ].map((action) => `sqs:${action} on Operator/Policy/Queue`),
      ...TRACES,
    ],
    'Companies and pools of lily-gb': [
      'dynamodb:BatchGetItem on Store/Accounts',
      'dynamodb:DeleteItem on Store/Accounts',
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Accounts',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      'dynamodb:UpdateItem on Store/Records',
      ...logs('Operator/Pools/CompaniesRuntime/Logs'),
      ...TRACES,
    ],
    'Leases of lily-gb': [
      'dynamodb:BatchGetItem on Store/Accounts',
      'dynamodb:DescribeStream on Store/Accounts.StreamArn',
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:GetRecords on Store/Accounts.StreamArn',
      'dynamodb:GetShardIterator on Store/Accounts.StreamArn',
      'dynamodb:ListStreams on Store/Accounts.StreamArn',
      'dynamodb:PutItem on Store/Accounts',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      'dynamodb:UpdateItem on Store/Accounts',
      ...logs('Operator/Pools/ReclaimerRuntime/Logs'),
      ...deadLetters('Operator/Pools/DeadLetters'),
      ...TRACES,
    ],
    'Publishes the plans of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      ...logs('Operator/Catalogue/PublisherRuntime/Logs'),
      ...TRACES,
    ],
    'Publishes offerings of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      ...logs('Operator/Catalogue/OfferingsRuntime/Logs'),
      ...TRACES,
    ],
    'Reads the plans of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      ...logs('Operator/Catalogue/ReaderRuntime/Logs'),
      ...TRACES,
    ],
    'Rates usage files of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Accounts',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Files/UsageRuntime/Logs'),
      ...files('usage'),
      ...queue('Operator/Files/UsageQueue'),
      ...TRACES,
    ],
    'Onboards members of companies of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Accounts',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      'dynamodb:UpdateItem on Store/Records',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Files/MembersRuntime/Logs'),
      ...files('members'),
      ...queue('Operator/Files/MembersQueue'),
      ...TRACES,
    ],
    'Reconciles settlement files of lily-gb': [
      'dynamodb:BatchGetItem on Store/Records',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Files/SettlementsRuntime/Logs'),
      ...files('settlements'),
      ...queue('Operator/Files/SettlementsQueue'),
      ...TRACES,
    ],
    'Tells of the files of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      ...logs('Operator/Files/JobsRuntime/Logs'),
      ...TRACES,
    ],
    'Makes the bills of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:UpdateItem on Store/Records',
      'events:PutEvents on Operator/Events',
      ...logs('Operator/Billing/CloserRuntime/Logs'),
      ...queue('Operator/Billing/EndedPeriods'),
      ...TRACES,
    ],
    'Reads the bills of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      ...logs('Operator/Billing/ReaderRuntime/Logs'),
      ...TRACES,
    ],
    'Changes the accounts of lily-gb': [
      ...RENEWING,
      'dynamodb:UpdateItem on Store/Records',
      ...logs('Operator/Accounts/WriterRuntime/Logs'),
      ...TRACES,
    ],
    'Quotes usage of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      ...logs('Operator/Accounts/QuoterRuntime/Logs'),
      ...TRACES,
    ],
    'Notes changed plans of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:UpdateItem on Store/Records',
      ...logs('Operator/Accounts/FollowerRuntime/Logs'),
      ...deadLetters('Operator/Accounts/DeadLetters'),
      ...TRACES,
    ],
    'Payment webhooks of lily-gb': [
      'dynamodb:PutItem on Store/Records',
      ...logs('Operator/Payments/IntakeRuntime/Logs'),
      ...PAYING,
      ...TRACES,
    ],
    'Applies payments of lily-gb': [
      ...SETTLING,
      ...logs('Operator/Payments/ApplyRuntime/Logs'),
      ...secrets('paypal', 'stripe'),
      ...queue('Operator/Payments/Queue'),
      'sqs:SendMessage on Operator/Payments/Queue',
      ...TRACES,
    ],
    'Asks for payments of lily-gb': [
      ...SETTLING,
      ...logs('Operator/Payments/QueryRuntime/Logs'),
      ...secrets('paypal', 'stripe'),
      ...[
        ...deadLetters('Operator/Payments/QueryDeadLetters'),
        'sqs:SendMessage on Operator/Payments/Queue',
      ].sort(),
      ...TRACES,
    ],
    'Payments API of lily-gb': [
      'dynamodb:BatchGetItem on Store/Records',
      ...SETTLING,
      ...logs('Operator/PaymentApi/HandlerRuntime/Logs'),
      ...PAYING,
      ...TRACES,
    ],
    'Automatic top-ups of lily-gb': [
      'dynamodb:BatchGetItem on Store/Records',
      ...SETTLING,
      ...logs('Operator/AutomaticTopUps/HandlerRuntime/Logs'),
      ...secrets('paypal', 'stripe'),
      ...[...queue('Operator/AutomaticTopUps/Queue'), 'sqs:SendMessage on Operator/Payments/Queue'].sort(),
      ...TRACES,
    ],
    'Reads the subscribers of lily-gb': [
      'dynamodb:GetItem on Store/Accounts',
      'dynamodb:GetItem on Store/Records',
      'dynamodb:Query on Store/Records',
      'dynamodb:Query on Store/Records/index/gsi1',
      ...logs('Operator/Subscribers/ReaderRuntime/Logs'),
      ...TRACES,
    ],
  });
});

test('in a sandbox the clock may renew, and hand over', () => {
  const granted = permissions(sandbox.services);
  expect(granted['Test clock of lily-gb']).toEqual([
    ...RENEWING,
    'dynamodb:Scan on Store/Accounts',
    // What sponsors lent is settled with them.
    'dynamodb:UpdateItem on Store/Accounts',
    'events:PutEvents on Operator/Events',
    ...logs('Operator/TestClock/HandlerRuntime/Logs'),
    ...TRACES,
  ]);
  const asReal = permissions(services);
  delete granted['Test clock of lily-gb'];
  expect(granted).toEqual({
    ...asReal,
    'Renewals of lily-gb': [
      ...(asReal['Renewals of lily-gb'] ?? []),
      'events:PutEvents on Operator/Events',
    ].sort(),
    // Alone of all, the intake reads nothing; here it has to know what time it is.
    'Payment webhooks of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      ...(asReal['Payment webhooks of lily-gb'] ?? []),
    ],
  });
});

test('no managed policies', () => {
  const managed = resourcesOf(services, 'AWS::IAM::Role')
    .filter(({ Properties }) => Properties['ManagedPolicyArns'] !== undefined)
    .map(({ logicalId }) => logicalId);
  // The one exception is CDK's own runner of triggers, which takes no role of ours.
  expect(managed).toEqual([expect.stringMatching(/^AWSCDKTriggerCustomResourceProvider/)]);
});

test("CDK's runner of triggers may start the publisher only", () => {
  const [runner] = resourcesOf(services, 'AWS::IAM::Role').filter(({ logicalId }) =>
    logicalId.startsWith('AWSCDKTrigger'),
  );
  const [{ PolicyDocument }] = runner!.Properties['Policies'] as [
    { PolicyDocument: { Statement: Statement[] } },
  ];
  expect(
    PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
      list(Resource).flatMap((resource) => list(Action).map((action) => `${action} on ${nameOf(resource)}`)),
    ),
  ).toEqual(['lambda:InvokeFunction on Operator/Catalogue/Publisher:*']);
});

test('functions are called by their own routes, rule and nobody else', () => {
  for (const { Properties } of resourcesOf(services, 'AWS::Lambda::Permission')) {
    expect(Properties).toMatchObject({ Action: 'lambda:InvokeFunction', SourceArn: expect.anything() });
    expect(Properties['Principal']).not.toBe('*');
  }
});

describe('functions for partners', () => {
  const granted = permissions(sandbox.partners!);
  const real = permissions(withHost.partners!);

  /** What keeping and listing what partners make takes, and counting their requests. */
  const KEEPING = ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].map(
    (action) => `dynamodb:${action} on Store/Records`,
  );
  const ACCOUNTS = ['dynamodb:GetItem on Store/Accounts', 'dynamodb:PutItem on Store/Accounts'];
  const INDEX = 'dynamodb:Query on Store/Records/index/gsi1';
  const EVENTS = 'sqs:SendMessage on Partners/Events/Queue';
  const DELIVERIES = 'sqs:SendMessage on Partners/Events/Deliveries';
  const ORDERS = 'sqs:SendMessage on Partners/Orders/Queue';
  const PAYMENTS = [...secrets('paypal', 'stripe'), 'sqs:SendMessage on Operator/Payments/Queue'];
  const BUS = 'events:PutEvents on Operator/Events';
  const HOST =
    'secretsmanager:GetSecretValue on arn:partition:secretsmanager:region:accountid:secret:wildlily/lily-gb/host-??????';
  /** The key of digests of documents' numbers. */
  const DIGESTS = 'secretsmanager:GetSecretValue on partnerspartneridentificationkeyd713fdac';
  const house = (path: string) => [...logs(`Partners/${path}Runtime/Logs`), ...TRACES];

  const EXACTLY: Readonly<Record<string, readonly string[]>> = {
    'Partner API of lily-gb: product catalog': [...KEEPING, INDEX, EVENTS, ...house('Partner/Catalog')],
    'Partner API of lily-gb: parties, customers and party roles': [
      ...KEEPING,
      EVENTS,
      DIGESTS,
      ...house('Partner/Parties'),
    ],
    // It validates against accounts, and brings one up to date that is behind.
    'Partner API of lily-gb: product orders, products and resources': [
      ...KEEPING,
      INDEX,
      ...ACCOUNTS,
      EVENTS,
      ORDERS,
      ...house('Partner/Orders'),
    ],
    'Partner API of lily-gb: balances and usage': [
      ...KEEPING,
      INDEX,
      ...ACCOUNTS,
      'dynamodb:BatchGetItem on Store/Accounts',
      BUS,
      EVENTS,
      ...house('Partner/Balances'),
    ],
    'Partner API of lily-gb: payments and bills': [
      ...KEEPING,
      INDEX,
      ...ACCOUNTS,
      ...PAYMENTS,
      BUS,
      EVENTS,
      ...house('Partner/Money'),
    ],
    'Partner API of lily-gb: CAMARA APIs': [
      ...KEEPING,
      INDEX,
      ...ACCOUNTS,
      EVENTS,
      ...house('Partner/Camara'),
    ],
    'Partner API of lily-gb: events and webhook endpoints': [
      ...KEEPING,
      INDEX,
      EVENTS,
      ...house('Partner/Events'),
    ],
    'Documents the partner API of lily-gb': house('Docs/Reader'),
    'Makes deliveries of events of lily-gb': [
      ...KEEPING,
      INDEX,
      BUS,
      EVENTS,
      DELIVERIES,
      ...queue('Partners/Events/Queue'),
      ...house('Events/FanOut'),
    ],
    'Sends events of lily-gb': [
      ...KEEPING,
      INDEX,
      EVENTS,
      DELIVERIES,
      ...queue('Partners/Events/Deliveries'),
      ...house('Events/Deliver'),
    ],
    'Finds events of lily-gb that are due': [
      'dynamodb:Query on Store/Records',
      INDEX,
      EVENTS,
      DELIVERIES,
      ...deadLetters('Partners/Events/SweepDeadLetters'),
      ...house('Events/Sweep'),
    ],
    'Product orders of lily-gb': [
      ...KEEPING,
      INDEX,
      ...ACCOUNTS,
      ...PAYMENTS,
      HOST,
      BUS,
      EVENTS,
      ORDERS,
      ...queue('Partners/Orders/Queue'),
      ...house('Orders/Worker'),
    ],
    'Finds product orders of lily-gb that are due': [INDEX, ORDERS, ...house('Orders/Sweep')],
    'Callbacks of the host of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:UpdateItem on Store/Records',
      HOST,
      ORDERS,
      ...house('Host/Callbacks'),
    ],
    'Ends reservations of balances of lily-gb': [
      'dynamodb:GetItem on Store/Records',
      'dynamodb:PutItem on Store/Records',
      'dynamodb:UpdateItem on Store/Records',
      INDEX,
      ...ACCOUNTS,
      EVENTS,
      ...house('Reservations/Sweep'),
    ],
  };
  const sorted = (rights: Readonly<Record<string, readonly string[]>>) =>
    Object.fromEntries(Object.entries(rights).map(([name, each]) => [name, [...each].sort()]));

  test('may do exactly this', () => {
    expect(real).toEqual(sorted(EXACTLY));
  });

  test('of a sandbox: no secret of a host nor of its own, a simulated one, and its clock', () => {
    const ofSandbox = Object.entries(EXACTLY).map(
      ([name, rights]) => [name, rights.filter((right) => right !== HOST && right !== DIGESTS)] as const,
    );
    expect(granted).toEqual(
      sorted({
        ...Object.fromEntries(ofSandbox),
        // Alone of all that need the time, this one reads no item; here it has to know what time it is.
        'Finds product orders of lily-gb that are due': [
          ...EXACTLY['Finds product orders of lily-gb that are due']!,
          'dynamodb:GetItem on Store/Records',
        ],
        'Partner API of lily-gb: simulations': [...KEEPING, ...house('Partner/Simulations')],
        'Simulated host of lily-gb': [
          'dynamodb:GetItem on Store/Records',
          'dynamodb:PutItem on Store/Records',
          'dynamodb:UpdateItem on Store/Records',
          INDEX,
          ...queue('Partners/Host/SimulatorQueue'),
          'sqs:SendMessage on Partners/Host/SimulatorQueue',
          ...house('Host/Simulator'),
        ],
      }),
    );
  });

  const whoMay = (right: RegExp) =>
    Object.entries(granted)
      .filter(([, rights]) => rights.some((each) => right.test(each)))
      .map(([description]) => description.replace(/ of lily-gb/, ''))
      .sort();

  test('change accounts only where orders, balances, payments and carrier billing do', () => {
    expect(whoMay(/^dynamodb:(Put|Update|Delete)Item on Store\/Accounts$/)).toEqual([
      'Ends reservations of balances',
      'Partner API: CAMARA APIs',
      'Partner API: balances and usage',
      'Partner API: payments and bills',
      'Partner API: product orders, products and resources',
      'Product orders',
    ]);
    expect(whoMay(/^dynamodb:DeleteItem on Store\/Accounts$/)).toEqual([]);
  });

  test('read secrets of payment providers only where payments are made', () => {
    expect(whoMay(/^secretsmanager:/)).toEqual(['Partner API: payments and bills', 'Product orders']);
  });

  test('walk no table, and name what they may touch', () => {
    expect(whoMay(/dynamodb:Scan/)).toEqual([]);
    const anywhere = Object.values(granted)
      .flat()
      .filter((right) => right.endsWith(' on *') && !right.startsWith('xray:'));
    expect(anywhere).toEqual([]);
    const tables = Object.values(granted)
      .flat()
      .filter((right) => right.startsWith('dynamodb:'))
      .map((right) => right.replace(/^.* on /, ''));
    expect([...new Set(tables)].sort()).toEqual([
      'Store/Accounts',
      'Store/Records',
      'Store/Records/index/gsi1',
    ]);
  });
});
