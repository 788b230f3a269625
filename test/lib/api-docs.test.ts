import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { ApiDocs } from '../../lib/api-docs.js';
import { Identity } from '../../lib/identity.js';
import { ScopedHttpApi } from '../../lib/scoped-http-api.js';
import { sampleOperator, testApp } from './support/app.js';
import { resourcesOf } from './support/template.js';

const app = testApp({ 'aws:cdk:enable-asset-metadata': true });
const stack = new Stack(app, 'Test');
const issuer = new Identity(stack, 'Identity');
const api = new ScopedHttpApi(stack, 'Api', { apiName: 'partner', issuer });
const docs = new ApiDocs(stack, 'Docs', {
  operatorId: 'lily-gb',
  operator: sampleOperator(),
  api,
  url: api.url,
  tokenUrl: issuer.tokenUrl,
  sandbox: true,
});

test('the function carries the document, the page and the page’s library', () => {
  const [reader] = resourcesOf(stack, 'AWS::Lambda::Function').filter(
    ({ Properties }) => Properties['Description'] === 'Documents the partner API of lily-gb',
  );
  const folder = join(app.outdir, String(reader?.Metadata?.['aws:asset:path']));
  const document = JSON.parse(readFileSync(join(folder, 'openapi.json'), 'utf8')) as {
    info: { title: string };
    paths: object;
  };
  expect(document.info.title).toBe('Lily Mobile partner API');
  expect(document.paths).toHaveProperty(['/test/simulations']);
  expect(JSON.parse(readFileSync(join(folder, 'page.json'), 'utf8'))).toMatchObject({
    name: 'Lily Mobile',
    theme: { primary: '#6b2d8b' },
    sandbox: true,
  });
  expect(readFileSync(join(folder, 'swagger-ui', 'swagger-ui-bundle.js')).length).toBeGreaterThan(1e6);
});

test('it needs no token, and everything else does', () => {
  const routes = resourcesOf(stack, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => [
    Properties['RouteKey'],
    Properties['AuthorizationType'],
  ]);
  expect(routes).toEqual([
    ['GET /openapi.json', 'NONE'],
    ['GET /docs', 'NONE'],
    ['GET /docs/{file}', 'NONE'],
  ]);
});

test('errors are told of', () => {
  expect(docs.alarms).toHaveLength(1);
  expect(docs.metricReads()).toBeDefined();
});

test('a wrong operator id is refused', () => {
  expect(
    () =>
      new ApiDocs(new Stack(testApp(), 'Test'), 'Docs', {
        operatorId: 'no spaces',
        operator: sampleOperator(),
        api,
        url: api.url,
        tokenUrl: issuer.tokenUrl,
      }),
  ).toThrow('no spaces');
});
