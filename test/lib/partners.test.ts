import { Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import {
  Identity,
  Partners,
  PaymentWebhooks,
  Stripe,
  SubscriberStore,
  type PartnersProps,
} from '../../lib/index.js';
import { sampleOperator, testStack } from './support/app.js';
import { resourcesOf } from './support/template.js';

const HOST = { url: 'https://host.example' };

function partners(props: Partial<PartnersProps> = {}, withPayments = false) {
  const stack = testStack();
  const operator = sampleOperator();
  const store = new SubscriberStore(stack, 'Store');
  const eventBus = new EventBus(stack, 'Bus');
  const made = new Partners(stack, 'Partners', {
    operator,
    store,
    issuer: new Identity(stack, 'Identity', {
      sandbox: props.sandbox,
      channelPartners: operator.channelPartners,
    }),
    eventBus,
    operatorUrl: 'https://operator.lily.example',
    ...(withPayments
      ? {
          payments: new PaymentWebhooks(stack, 'Payments', {
            operatorId: 'lily-gb',
            store,
            eventBus,
            providers: [Stripe()],
          }),
        }
      : {}),
    ...props,
  });
  const variables = (description: string) =>
    resourcesOf(stack, 'AWS::Lambda::Function')
      .filter(({ Properties }) => Properties['Description'] === description)
      .map(
        ({ Properties }) => (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables,
      )[0];
  return { stack, made, variables, template: Template.fromStack(stack) };
}

const sandbox = partners({ sandbox: true }, true);

test('one API has the routes of partners, the documentation and the callbacks of the host', () => {
  expect(
    resourcesOf(sandbox.stack, 'AWS::ApiGatewayV2::Api').map(({ Properties }) => Properties['Name']),
  ).toEqual(['webhooks', 'partner']);
  const open = resourcesOf(sandbox.stack, 'AWS::ApiGatewayV2::Route')
    .filter(
      ({ Properties }) =>
        Properties['AuthorizationType'] === 'NONE' &&
        // The webhooks of payment providers have an API of their own.
        !String(Properties['RouteKey']).includes('/webhooks/'),
    )
    .map(({ Properties }) => Properties['RouteKey']);
  expect(open).toEqual(
    expect.arrayContaining(['POST /host/callbacks', 'GET /openapi.json', 'GET /docs', 'GET /docs/{file}']),
  );
  expect(open.filter((route) => !/ \/(docs|openapi\.json|host|host-simulator)/.test(String(route)))).toEqual(
    [],
  );
});

test('the worker of orders asks the host, takes payments and tells events', () => {
  const { stack, made, variables } = sandbox;
  expect(variables('Product orders of lily-gb')).toMatchObject({
    HOST_URL: expect.anything() as unknown,
    HOST_CALLBACK_URL: expect.anything() as unknown,
    PAYMENT_PROVIDERS: 'stripe',
    EVENTS_QUEUE_URL: stack.resolve(made.events.queue.queueUrl) as unknown,
    ORDERS_QUEUE_URL: stack.resolve(made.orders.queue.queueUrl) as unknown,
  });
});

test('what the operator file says of partners is told to who keeps it', () => {
  const { made } = sandbox;
  const operator = sampleOperator();
  const limits = operator.channelPartners.map(({ id, requestsPerMinute }) => `=${id}:${requestsPerMinute}`);
  const clients = JSON.stringify(
    sandbox.variables('Partner API of lily-gb: product catalog')?.['PARTNER_CLIENTS'],
  );
  expect(limits.length).toBeGreaterThan(0);
  for (const limit of limits) expect(clients).toContain(limit);
  expect(made.url).toBe(made.http.url);
});

test('without payment providers nothing of payments is there', () => {
  const { template, variables } = partners({ host: HOST });
  expect(variables('Product orders of lily-gb')).not.toHaveProperty('PAYMENT_PROVIDERS');
  expect(JSON.stringify(template.toJSON())).not.toMatch(/payments\/stripe/);
});

test('with a web ACL everything speaks of the address of the distribution, and the host calls the API itself', () => {
  const { stack, made, variables } = partners({
    host: HOST,
    webAclArn: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/partners/0123abcd',
  });
  const [distribution] = resourcesOf(stack, 'AWS::CloudFront::Distribution');
  expect(JSON.stringify(stack.resolve(made.url))).toContain(distribution!.logicalId);
  for (const description of [
    'Product orders of lily-gb',
    'Partner API of lily-gb: product catalog',
    'Documents the partner API of lily-gb',
    'Ends reservations of balances of lily-gb',
    'Makes deliveries of events of lily-gb',
  ])
    expect(variables(description)?.['PARTNER_URL']).toEqual(stack.resolve(made.url));
  expect(JSON.stringify(variables('Product orders of lily-gb')?.['HOST_CALLBACK_URL'])).not.toContain(
    distribution!.logicalId,
  );
});

test('alarms of all parts are there', () => {
  const { made } = sandbox;
  const parts = [made.api, made.events, made.orders, made.host, made.reservations, made.docs];
  expect(made.alarms).toHaveLength(parts.reduce((sum, { alarms }) => sum + alarms.length, 0));
});

test('without a host, and no sandbox, there are no partners', () => {
  expect(() => partners()).toThrow(/host: got nothing/);
});
