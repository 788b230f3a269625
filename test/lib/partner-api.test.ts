import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { isPartnerFunction } from '../../domain/partners/route.js';
import { partnerRoutes } from '../../domain/partners/routes.js';
import {
  Identity,
  PartnerApi,
  PartnerApiFirewall,
  ScopedHttpApi,
  SubscriberStore,
  type PartnerApiProps,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

const WEB_ACL = 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/partners/0123abcd';

function partnerApi(props: Partial<PartnerApiProps> = {}, isFirewalled = false) {
  const stack = testStack();
  const sandbox = props.sandbox ?? false;
  const issuer = new Identity(stack, 'Identity', {
    sandbox,
    channelPartners: [{ id: 'acme' }, { id: 'corner-shop', apis: ['catalog', 'ordering'] }],
  });
  const api = new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer });
  const given: Record<'announce' | 'order' | 'settle', LambdaFunction[]> = {
    announce: [],
    order: [],
    settle: [],
  };
  const made = new PartnerApi(stack, 'Partner', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    issuer,
    api,
    powers: {
      announce: (handler) => given.announce.push(handler),
      order: (handler) => given.order.push(handler),
      settle: (handler) => given.settle.push(handler),
    },
    eventBus: new EventBus(stack, 'Bus'),
    billsUrl: 'https://operator.lily.example',
    firewall: isFirewalled
      ? new PartnerApiFirewall(stack, 'Firewall', { api, webAclArn: WEB_ACL })
      : undefined,
    ...props,
  });
  /** Function → what its environment says, as the template has it. */
  const environments = Object.fromEntries(
    Object.entries(made.functions).map(([name, handler]) => {
      const [found] = resourcesOf(stack, 'AWS::Lambda::Function').filter(
        ({ logicalId }) => stack.getLogicalId(handler.node.defaultChild as never) === logicalId,
      );
      return [name, (found!.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables];
    }),
  );
  const namesOf = (handlers: readonly LambdaFunction[]) =>
    Object.entries(made.functions)
      .filter(([, handler]) => handlers.includes(handler))
      .map(([name]) => name)
      .sort();
  return { stack, issuer, made, environments, given, namesOf };
}

const plain = partnerApi();
const sandbox = partnerApi({ sandbox: true });

describe.each([
  ['with a host', plain, false],
  ['of a sandbox', sandbox, true],
] as const)('an API %s', (_, { stack, made }, isSandbox) => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route');
  const described = partnerRoutes({ sandbox: isSandbox }).filter(({ handler }) => isPartnerFunction(handler));

  test('has every route that is described once, under its scope, and no other', () => {
    expect(
      deployed
        .map(
          ({ Properties }) =>
            `${String(Properties['RouteKey'])} ${JSON.stringify(Properties['AuthorizationScopes'])}`,
        )
        .sort(),
    ).toEqual(described.map(({ method, path, scope }) => `${method} ${path} ["${scope}"]`).sort());
  });

  test('checks the token of every route by the issuer', () => {
    const [authorizer] = resourcesOf(stack, 'AWS::ApiGatewayV2::Authorizer');
    expect(new Set(deployed.map(({ Properties }) => Properties['AuthorizationType']))).toEqual(
      new Set(['JWT']),
    );
    expect(new Set(deployed.map(({ Properties }) => JSON.stringify(Properties['AuthorizerId'])))).toEqual(
      new Set([JSON.stringify({ Ref: authorizer?.logicalId })]),
    );
  });

  test('answers each by the function that is named there, with an alarm each', () => {
    expect(Object.keys(made.functions).sort()).toEqual(
      [...new Set(described.map(({ handler }) => handler))].sort(),
    );
    expect(made.alarms).toHaveLength(Object.keys(made.functions).length);
    const integrations = resourcesOf(stack, 'AWS::ApiGatewayV2::Integration');
    for (const [name, handler] of Object.entries(made.functions)) {
      const [integration] = integrations.filter(
        ({ Properties }) =>
          JSON.stringify(Properties['IntegrationUri']) === JSON.stringify(stack.resolve(handler.functionArn)),
      );
      const target = JSON.stringify({ Ref: integration?.logicalId });
      expect(
        deployed
          .filter(({ Properties }) => JSON.stringify(Properties['Target']).includes(target))
          .map(({ Properties }) => String(Properties['RouteKey']))
          .sort(),
      ).toEqual(
        described
          .filter((route) => route.handler === name)
          .map(({ method, path }) => `${method} ${path}`)
          .sort(),
      );
    }
  });
});

test('simulations and webhooks without TLS are for sandboxes', () => {
  expect(plain.made.functions.simulations).toBeUndefined();
  expect(Object.values(plain.environments).filter((each) => 'NOTIFY_LOCAL_HTTP' in each)).toEqual([]);
  expect(sandbox.made.functions.simulations).toBeDefined();
  expect(sandbox.environments['events']?.['NOTIFY_LOCAL_HTTP']).toBe('1');
});

test('every function knows whose each client is, and how much each may ask for', () => {
  const { environments, issuer, stack } = partnerApi({
    usagePlans: [{ partner: 'acme', requestsPerMinute: 60 }],
  });
  const clients = stack.resolve(
    [issuer.partnerClients['operator'] ?? []]
      .flat()
      .map((client) => `${client}=operator:6000,`)
      .join('') +
      `${String(issuer.partnerClients['acme'])}=acme:60,` +
      `${String(issuer.partnerClients['corner-shop'])}=corner-shop:600`,
  ) as unknown;
  for (const variables of Object.values(environments)) expect(variables['PARTNER_CLIENTS']).toEqual(clients);
});

test.each([
  [
    { partner: 'acne', requestsPerMinute: 60 },
    /usagePlans\[0\]\.partner: got "acne"; allowed: operator, acme, corner-shop/,
  ],
  [{ partner: 'acme', requestsPerMinute: 0 }, /usagePlans\[0\]\.requestsPerMinute: got 0/],
  [{ partner: 'acme', requestsPerMinute: 1.5 }, /usagePlans\[0\]\.requestsPerMinute: got 1\.5/],
])('the usage plan %j is refused', (plan, message) => {
  expect(() => partnerApi({ usagePlans: [plan] })).toThrow(message);
});

test('everything wrong with usage plans is said at once', () => {
  const wrong = [
    { partner: 'nobody', requestsPerMinute: 60 },
    { partner: 'acme', requestsPerMinute: -1 },
  ];
  expect(() => partnerApi({ usagePlans: wrong })).toThrow(
    /usagePlans\[0\]\.partner[^]*usagePlans\[1\]\.requests/,
  );
});

test('an operator id that cannot be in names is refused', () => {
  expect(() => partnerApi({ operatorId: 'lily gb' })).toThrow('lily gb');
});

test('functions have the powers that they need', () => {
  const { given, namesOf } = sandbox;
  expect(namesOf(given.settle)).toEqual(['money']);
  expect(namesOf(given.order)).toEqual(['orders']);
  expect(namesOf(given.announce)).toEqual([
    'balances',
    'camara',
    'catalog',
    'events',
    'money',
    'orders',
    'parties',
  ]);
});

test('what markets bound, and who may verify, is told to who keeps it', () => {
  const { environments } = partnerApi({
    policy: {
      carrierBilling: { maxPayment: '40.00', maxPerMonth: '240.00', codeFrom: '10.00' },
      simSwap: { monitoredDays: 90 },
    },
    identityCheckers: ['acme'],
    paymentProviders: ['stripe', 'paypal'],
    topUps: { smallest: '5.00', largest: '50.00' },
  });
  expect(environments['camara']).toMatchObject({
    CARRIER_BILLING_MAX: '40.00',
    CARRIER_BILLING_MONTHLY_MAX: '240.00',
    CARRIER_BILLING_CODE_FROM: '10.00',
    SIM_SWAP_MONITORED_DAYS: '90',
  });
  const knowing = (variable: string) =>
    Object.keys(environments).filter((name) => variable in environments[name]!);
  expect(knowing('CARRIER_BILLING_MAX')).toEqual(['camara']);
  expect(environments['parties']).toMatchObject({ IDENTITY_CHECKERS: 'acme' });
  expect(knowing('IDENTITY_CHECKERS')).toEqual(['parties']);
  expect(environments['orders']).toMatchObject({ PAYMENT_PROVIDERS: 'stripe,paypal' });
  expect(environments['money']).toMatchObject({
    BILLS_URL: 'https://operator.lily.example',
    PAYMENT_TOP_UPS: '{"smallest":"5.00","largest":"50.00"}',
  });
  expect(plain.environments['camara']).not.toHaveProperty('CARRIER_BILLING_MAX');
  expect(plain.environments['parties']).not.toHaveProperty('IDENTITY_CHECKERS');
});

describe('behind a firewall', () => {
  const { stack, made, environments } = partnerApi({}, true);
  const key = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  const [distribution] = resourcesOf(stack, 'AWS::CloudFront::Distribution');
  const config = distribution?.Properties['DistributionConfig'] as {
    readonly WebACLId: string;
    readonly Origins: readonly { readonly OriginCustomHeaders: unknown }[];
    readonly DefaultCacheBehavior: Readonly<Record<string, unknown>>;
  };

  test('a distribution with the web ACL passes everything on, and shows the key of the door', () => {
    expect(config.WebACLId).toBe(WEB_ACL);
    expect(config.Origins.map(({ OriginCustomHeaders }) => OriginCustomHeaders)).toEqual([
      [{ HeaderName: 'x-wildlily-door', HeaderValue: key }],
    ]);
    expect(config.DefaultCacheBehavior).toMatchObject({
      AllowedMethods: expect.arrayContaining(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']) as unknown,
      ViewerProtocolPolicy: 'https-only',
    });
  });

  test('every function asks for the key, and speaks of the address of the distribution', () => {
    const url = stack.resolve(made.url) as unknown;
    expect(JSON.stringify(url)).toContain(distribution!.logicalId);
    for (const variables of Object.values(environments)) {
      expect(variables['PARTNER_DOOR_KEY']).toEqual(key);
      expect(variables['PARTNER_URL']).toEqual(url);
    }
  });

  test('without one there is neither', () => {
    Template.fromStack(plain.stack).resourceCountIs('AWS::CloudFront::Distribution', 0);
    expect(Object.values(plain.environments).filter((each) => 'PARTNER_DOOR_KEY' in each)).toEqual([]);
  });
});

test('digests of documents have a key that is generated and stays; a sandbox makes it of its own number', () => {
  const secret = {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
  };
  Template.fromStack(plain.stack).hasResource('AWS::SecretsManager::Secret', secret);
  expect(plain.environments['parties']).toHaveProperty('IDENTIFICATION_SECRET_ID');
  Template.fromStack(sandbox.stack).resourceCountIs('AWS::SecretsManager::Secret', 0);
  expect(JSON.stringify(sandbox.environments['parties']!['IDENTIFICATION_SANDBOX_KEY'])).toContain(
    'AWS::StackId',
  );
  for (const { environments } of [plain, sandbox])
    for (const [name, variables] of Object.entries(environments))
      expect([name, JSON.stringify(variables).includes('IDENTIFICATION_')]).toEqual([
        name,
        name === 'parties',
      ]);
});
