import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { Operator } from '../../../lib/index.js';
import { loadOperator } from '../../../operators/load.js';
import cdkJson from '../../../cdk.json';
import { ensureBundles } from './bundles.js';

ensureBundles();

/** An app with the context of `cdk.json`, as the CLI would make it. */
export function testApp(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({ context: { ...cdkJson.context, ...context } });
}

export function testStack(context?: Readonly<Record<string, unknown>>): Stack {
  return new Stack(testApp(context), 'Test');
}

const LILY_GB = loadOperator(join(__dirname, '..', '..', '..', 'operators', 'lily.gb.yaml'));

/** The sample `lily-gb`, or the same plans under another brand or in another country. */
export function sampleOperator(brand = 'lily', country = 'GB'): Operator {
  return {
    ...LILY_GB,
    brand: { ...LILY_GB.brand, id: brand },
    market: { ...LILY_GB.market, country },
  };
}
