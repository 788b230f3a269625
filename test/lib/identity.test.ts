import { PARTNER_SCOPES } from '../../domain/partners/route.js';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ALLOW_DATA_DELETION, Identity, SCOPES } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf, templateOf } from './support/template.js';

test('a closed pool that is kept', () => {
  const stack = testStack();
  new Identity(stack, 'Identity');
  const template = Template.fromStack(stack);
  template.hasResource('AWS::Cognito::UserPool', {
    DeletionPolicy: 'Retain',
    Properties: {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
      MfaConfiguration: 'ON',
    },
  });
});

test.each([
  [undefined, 'Retain', 'RetainExceptOnCreate'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
])('with removal policy %s everything a token needs follows it', (removalPolicy, policy, ofDomain) => {
  const stack = testStack({ [ALLOW_DATA_DELETION]: true });
  new Identity(stack, 'Identity', { removalPolicy }).addClient('Audit', [SCOPES.catalogueRead]);
  const policies = Object.values(templateOf(stack).Resources).map(
    ({ Type, DeletionPolicy }) => `${Type.replace('AWS::Cognito::', '')} ${DeletionPolicy}`,
  );
  expect(policies.sort()).toEqual(
    [
      `UserPool ${policy}`,
      ...Array<string>(5).fill(`UserPoolClient ${policy}`),
      `UserPoolDomain ${ofDomain}`,
      ...Array<string>(7).fill(`UserPoolResourceServer ${policy}`),
    ].sort(),
  );
});

test.each([true, false])('resource servers and their scopes; sandbox: %s', (sandbox) => {
  const stack = testStack();
  new Identity(stack, 'Identity', { sandbox });
  const scopes = resourcesOf(stack, 'AWS::Cognito::UserPoolResourceServer').flatMap(({ Properties }) =>
    (Properties['Scopes'] as { ScopeName: string }[]).map(
      ({ ScopeName }) => `${String(Properties['Identifier'])}/${ScopeName}`,
    ),
  );
  const ofSandbox = [SCOPES.testClock, 'partner/simulations.read', 'partner/simulations.write'];
  const expected = [...Object.values(SCOPES), ...PARTNER_SCOPES].filter(
    (scope) => sandbox || !ofSandbox.includes(scope),
  );
  expect(scopes.sort()).toEqual(expected.sort());
});

test('clients with secrets, client credentials only, and their scopes only', () => {
  const stack = testStack();
  new Identity(stack, 'Identity');
  const clients = resourcesOf(stack, 'AWS::Cognito::UserPoolClient');
  expect(clients.map(({ Properties }) => (Properties['AllowedOAuthScopes'] as unknown[]).length)).toEqual([
    2,
    // Of the operator's API, and of each part of the partner API but simulations.
    8 + 30,
    // Of growth.
    16,
    // Of settlement.
    8,
  ]);
  for (const { Properties } of clients) {
    expect(Properties).toMatchObject({ GenerateSecret: true, AllowedOAuthFlows: ['client_credentials'] });
  }
});

test('a channel partner has a client for the parts of the partner API that it may use, and for nothing else', () => {
  const stack = testStack();
  const identity = new Identity(stack, 'Identity', {
    channelPartners: [{ id: 'acme', apis: ['catalog', 'ordering'] }, { id: 'corner-shop' }],
  });
  expect(Object.keys(identity.partnerClients)).toEqual(['operator', 'acme', 'corner-shop']);
  expect(identity.audiences).toHaveLength(6);
  const scopes = resourcesOf(stack, 'AWS::Cognito::UserPoolClient').map(
    ({ Properties }) => Properties['AllowedOAuthScopes'] as unknown[],
  );
  // Growth and settlement are for who is named for them.
  expect(scopes.slice(4).map((each) => each.length)).toEqual([4, 28]);
});

test('the domain prefix differs between instances and accounts, and can be given', () => {
  const stack = testStack();
  new Identity(stack, 'One');
  new Identity(stack, 'Two');
  new Identity(stack, 'Three', { domainPrefix: 'lily-tokens' });
  const domains = resourcesOf(stack, 'AWS::Cognito::UserPoolDomain').map(({ Properties }) =>
    JSON.stringify(Properties['Domain']),
  );
  expect(new Set(domains).size).toBe(3);
  expect(domains[0]).toContain('AWS::AccountId');
  expect(domains[2]).toBe('"lily-tokens"');
});

test('one more client, and a token that lives shorter', () => {
  const stack = testStack();
  const identity = new Identity(stack, 'Identity', { accessTokenValidity: Duration.minutes(10) });
  identity.addClient('Audit', [SCOPES.catalogueRead]);
  expect(identity.audiences).toHaveLength(5);
  Template.fromStack(stack).allResourcesProperties('AWS::Cognito::UserPoolClient', {
    AccessTokenValidity: 10,
    TokenValidityUnits: { AccessToken: 'minutes' },
  });
});

test('a scope that does not exist is refused with what is allowed', () => {
  const identity = new Identity(testStack(), 'Identity');
  expect(() => identity.addClient('Bad', ['charging/all' as never])).toThrow(
    /"charging\/all" does not exist\. Allowed: charging\/session, catalogue\/read/,
  );
});

test('its four facts', () => {
  const stack = testStack();
  const identity = new Identity(stack, 'Identity');
  expect(stack.resolve(identity.jwksUrl)).toEqual({
    'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'ProviderURL'] }, '/.well-known/jwks.json']],
  });
  expect(JSON.stringify(stack.resolve(identity.tokenUrl))).toContain('/oauth2/token');
  expect(stack.resolve(identity.issuerUrl)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'ProviderURL'] });
  expect(stack.resolve(identity.audiences)).toEqual([
    { Ref: expect.any(String) },
    { Ref: expect.any(String) },
    { Ref: expect.any(String) },
    { Ref: expect.any(String) },
  ]);
});
