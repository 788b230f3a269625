import { Template } from 'aws-cdk-lib/assertions';
import { LOYALTY_ROUTES } from '../../domain/loyalty/routes.js';
import { deployedPath } from '../../domain/partners/route.js';
import { Identity, Loyalty, ScopedHttpApi, SubscriberStore } from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

const stack = testStack();
const issuer = new Identity(stack, 'Identity', { sandbox: false, channelPartners: [{ id: 'acme' }] });
new Loyalty(stack, 'Loyalty', {
  operatorId: 'lily-gb',
  store: new SubscriberStore(stack, 'Store'),
  issuer,
  api: new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer }),
  url: 'https://partners.lily.example',
  terms: {
    pointsName: 'petals',
    pointValue: { credit: '0.01' },
    tiers: [{ id: 'green', name: 'Green', from: 0, earnPercent: 100 }],
    earn: [{ on: 'basket', points: 1, per: '1.00' }],
  },
});

test('answers every route that is its own under its scope, shared ones once, and leaves the hub to the function of events', () => {
  const deployed = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationScopes'],
  ]);
  const own = LOYALTY_ROUTES.filter(({ handler }) => handler === 'loyalty');
  const wanted = new Map(own.map((route) => [`${route.method} ${deployedPath(route)}`, [route.scope]]));
  expect(new Map(deployed as [string, string[]][])).toEqual(wanted);
  expect(deployed).toHaveLength(wanted.size);
  expect([...wanted.keys()].filter((key) => key.includes('/loyalty/v4/'))).toEqual([
    'GET /tmf-api/loyalty/v4/{resource}',
    'GET /tmf-api/loyalty/v4/{resource}/{id}',
    'POST /tmf-api/loyalty/v4/{resource}',
    'PATCH /tmf-api/loyalty/v4/loyaltyProgramMember/{id}',
  ]);
});

test('tells its functions what points are worth', () => {
  const told = resourcesOf(stack, 'AWS::Lambda::Function').map(
    ({ Properties }) => (Properties['Environment'] as { Variables: Record<string, string> }).Variables,
  );
  const terms = told.flatMap(({ LOYALTY_TERMS: text }) => (text === undefined ? [] : [text]));
  expect(terms).toHaveLength(2);
  for (const text of terms) expect(JSON.parse(text)).toMatchObject({ pointsName: 'petals' });
  Template.fromStack(stack).resourceCountIs('AWS::SecretsManager::Secret', 1);
});

test('may check records in transactions: baskets are written on condition of what they were read with', () => {
  const actions = resourcesOf(stack, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties));
  expect(actions.filter((policy) => policy.includes('dynamodb:ConditionCheckItem'))).toHaveLength(2);
});
