import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { HostAdapter, Identity, ScopedHttpApi, SubscriberStore, type HostEndpoint } from '../../lib/index.js';
import { testStack } from './support/app.js';

function hostAdapter(props: { host?: HostEndpoint; sandbox?: boolean }) {
  const stack = testStack();
  const api = new ScopedHttpApi(stack, 'Api', {
    apiName: 'partner',
    issuer: new Identity(stack, 'Identity'),
  });
  const made = new HostAdapter(stack, 'Host', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    api,
    apiUrl: api.url,
    orders: new Queue(stack, 'Orders'),
    ...props,
  });
  const user = new LambdaFunction(stack, 'User', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  made.use(user);
  return { stack, made, template: Template.fromStack(stack) };
}

const routesOf = (template: Template) =>
  Object.values(template.findResources('AWS::ApiGatewayV2::Route'))
    .map((resource) => (resource as { Properties: { RouteKey: string } }).Properties.RouteKey)
    .sort();

test('a host has its callbacks, its secret by name, and no simulator', () => {
  const { template, made } = hostAdapter({ host: { url: 'https://host.example/api' } });
  expect(routesOf(template)).toEqual(['POST /host/callbacks']);
  expect(made.simulator).toBeUndefined();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Handler: 'index.handler',
    Environment: {
      Variables: Match.objectLike({
        HOST_URL: 'https://host.example/api',
        HOST_SECRET_ID: 'wildlily/lily-gb/host',
        HOST_SANDBOX_KEY: Match.absent(),
      }),
    },
  });
  expect(JSON.stringify(template.toJSON())).toContain('secretsmanager:GetSecretValue');
});

test('a sandbox has a simulated host, and the key that both know is in no template', () => {
  const { template, made } = hostAdapter({ sandbox: true });
  expect(routesOf(template)).toEqual([
    'GET /host-simulator/requests/{requestId}',
    'POST /host-simulator/gsma/rsp2/es2plus/{function}',
    'POST /host-simulator/requests',
    'POST /host/callbacks',
  ]);
  expect(made.simulator).toBeDefined();
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: 'Simulated host of lily-gb',
    Environment: {
      Variables: Match.objectLike({
        HOST_SANDBOX_KEY: { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      }),
    },
  });
});

test.each([
  [{}, /host: got nothing; allowed: \{ url: "https:\/\/…" \}/],
  [{ sandbox: true, host: { url: 'http://host.example' } }, /host\.url: got "http:\/\/host\.example"/],
  [{ host: { url: 'https://host.example', smdpUrl: 'https://smdp.example/' } }, /host\.smdpUrl/],
])('%j is refused', (props, message) => {
  expect(() => hostAdapter(props)).toThrow(message);
});
