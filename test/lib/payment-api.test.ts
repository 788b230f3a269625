import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  Identity,
  PaymentApi,
  PaymentWebhooks,
  ScopedHttpApi,
  Stripe,
  SubscriberStore,
  type PaymentApiProps,
} from '../../lib/index.js';
import { testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

function payments(props: Partial<PaymentApiProps> = {}) {
  const stack = testStack();
  const house = {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    eventBus: new EventBus(stack, 'Events'),
  };
  const api = new PaymentApi(stack, 'PaymentApi', {
    ...house,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
    webhooks: new PaymentWebhooks(stack, 'Payments', { ...house, providers: [Stripe()] }),
    ...props,
  });
  return { stack, api };
}

const { stack, api } = payments({ topUps: { smallest: '5.00', largest: '100.00' } });

test('whoever may only read can move no money', () => {
  const scopes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route')
    .filter(({ Properties }) => !String(Properties['RouteKey']).includes('/webhooks/'))
    .map(({ Properties }) => [Properties['RouteKey'], Properties['AuthorizationScopes']] as const);
  const under = (scope: string) =>
    scopes
      .filter(([, allowed]) => JSON.stringify(allowed) === JSON.stringify([scope]))
      .map(([route]) => String(route))
      .sort();
  expect(under('payments/read')).toEqual([
    'GET /inbox',
    'GET /payments',
    'GET /payments/{paymentId}',
    'GET /subscribers/{subscriberId}/automatic-top-up',
    'GET /subscribers/{subscriberId}/mandates',
    'GET /subscribers/{subscriberId}/mandates/{mandateId}',
    'GET /subscribers/{subscriberId}/payments',
    'GET /voucher-batches/{batchId}',
  ]);
  expect(under('payments/write')).toEqual([
    'DELETE /subscribers/{subscriberId}/automatic-top-up',
    'DELETE /subscribers/{subscriberId}/mandates/{mandateId}',
    'DELETE /voucher-batches/{batchId}',
    'POST /inbox/dismiss',
    'POST /inbox/replay',
    'POST /payments/{paymentId}/query',
    'POST /payments/{paymentId}/refunds',
    'POST /subscribers/{subscriberId}/vouchers',
    'POST /topups',
    'POST /voucher-batches',
    'PUT /payments/{paymentId}/state',
    'PUT /subscribers/{subscriberId}/automatic-top-up',
  ]);
  expect(scopes).toHaveLength(20);
});

test('it knows what a top-up may be and where webhooks go', () => {
  const [handler] = resourcesOf(stack, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['Description'] === 'Payments API of lily-gb',
  );
  const { Variables } = handler!.Properties['Environment'] as { Variables: Record<string, unknown> };
  expect(JSON.parse(String(Variables['PAYMENT_TOP_UPS']))).toEqual({ smallest: '5.00', largest: '100.00' });
  expect(Object.keys(Variables).sort()).toEqual([
    'ACCOUNTS_TABLE',
    'EVENT_BUS_NAME',
    'OPERATOR_ID',
    'PAYMENT_POLICY',
    'PAYMENT_PROVIDERS',
    'PAYMENT_QUEUE_URL',
    'PAYMENT_TOP_UPS',
    'RECORDS_TABLE',
    'WEBHOOKS_URL',
  ]);
  expect(JSON.stringify(Variables['WEBHOOKS_URL'])).toContain('/webhooks');
});

test('an alarm says when it fails', () => {
  expect(api.alarms.map(({ node }) => node.id)).toEqual(['HandlerErrors']);
});

test('an operator id that is none is refused', () => {
  expect(() => payments({ operatorId: 'lily gb' })).toThrow('lily gb');
});

test.each([
  [{ smallest: '50', largest: '5' }, /topUps\.largest: got "5"; allowed: "50" \(smallest\) or more/],
  [{ smallest: 'abc', largest: '0' }, /topUps\.smallest: got "abc"[^]*topUps\.largest: got "0"/],
])('top-ups within %j are refused', (topUps, problem) => {
  expect(() => payments({ topUps })).toThrow(problem);
});
