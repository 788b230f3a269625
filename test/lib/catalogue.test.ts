import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib';
import {
  Catalogue,
  compileCatalogue,
  Identity,
  ScopedHttpApi,
  SubscriberApi,
  SubscriberStore,
  type PlanVersion,
} from '../../lib/index.js';
import { sampleOperator, testApp } from './support/app.js';
import { resourcesOf } from './support/template.js';

const PLANS = compileCatalogue(sampleOperator());

function sell(plans: readonly PlanVersion[]): { app: App; stack: Stack; catalogue: Catalogue } {
  const app = testApp({ 'aws:cdk:enable-asset-metadata': true });
  const stack = new Stack(app, 'Test');
  const catalogue = new Catalogue(stack, 'Catalogue', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    plans,
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
  });
  return { app, stack, catalogue };
}

/** The folder that becomes the publisher's code. */
function publisherAsset({ app, stack }: { app: App; stack: Stack }): string {
  const publisher = resourcesOf(stack, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties['Description'] === 'Publishes the plans of lily-gb',
  );
  return join(app.outdir, String(publisher?.Metadata?.['aws:asset:path']));
}

const publisherVersion = (plans: readonly PlanVersion[]) =>
  resourcesOf(sell(plans).stack, 'Custom::Trigger').map(({ Properties }) => Properties['HandlerArn']);

test('the publisher carries the compiled plans beside its code', () => {
  const asset = publisherAsset(sell(PLANS));
  expect(JSON.parse(readFileSync(join(asset, 'catalogue.json'), 'utf8'))).toEqual(
    JSON.parse(JSON.stringify({ plans: PLANS })),
  );
  expect(readFileSync(join(asset, 'index.js'), 'utf8')).not.toBe('');
});

test('the publisher runs again when the plans change, and only then', () => {
  const changed = PLANS.map((plan) => ({ ...plan, name: `${plan.name}!` }));
  expect(publisherVersion(PLANS)).toEqual(publisherVersion(PLANS));
  expect(publisherVersion(PLANS)).not.toEqual(publisherVersion(changed));
});

test('it runs after it may write', () => {
  const { stack } = sell(PLANS);
  const [trigger] = Object.values(Template.fromStack(stack).findResources('Custom::Trigger'));
  expect(trigger?.['DependsOn']).toEqual([
    expect.stringMatching(/^CataloguePublisherRuntimeRoleDefaultPolicy/),
  ]);
});

test('plans are read under their own scope', () => {
  const routes = resourcesOf(sell(PLANS).stack, 'AWS::ApiGatewayV2::Route').map(
    ({ Properties }) => [Properties['RouteKey'], Properties['AuthorizationScopes']] as const,
  );
  expect(routes).toEqual([
    ['GET /plans', ['catalogue/read']],
    ['GET /plans/{planId}', ['catalogue/read']],
  ]);
});

test('without an API, plans are published all the same', () => {
  const stack = new Stack(testApp(), 'Test');
  const catalogue = new Catalogue(stack, 'Catalogue', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    plans: PLANS,
  });
  expect(catalogue.reader).toBeUndefined();
  expect(catalogue.metricReads()).toBeUndefined();
  Template.fromStack(stack).resourceCountIs('Custom::Trigger', 1);
});

test('subscribers are read under their own scope', () => {
  const stack = new Stack(testApp(), 'Test');
  new SubscriberApi(stack, 'Subscribers', {
    operatorId: 'lily-gb',
    store: new SubscriberStore(stack, 'Store'),
    api: new ScopedHttpApi(stack, 'Api', { apiName: 'operator', issuer: new Identity(stack, 'Identity') }),
  });
  const routes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(
    ({ Properties }) => [Properties['RouteKey'], Properties['AuthorizationScopes']] as const,
  );
  expect(routes).toEqual([
    ['GET /subscribers/{subscriberId}', ['subscribers/read']],
    ['GET /subscribers/{subscriberId}/usage', ['subscribers/read']],
  ]);
});
