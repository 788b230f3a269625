/**
 * Validators from the 3GPP YAML of Nchf_SpendingLimitControl (TS 29.594), which is all rights reserved and so lies
 * beside this repository, not in it. Where it is absent, `undefined`: tests that need it say so and skip.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const SHARED = join(__dirname, '..', '..', '..', 'shared');
const YAML = join(SHARED, 'standards', '3gpp', 'TS29594_Nchf_SpendingLimitControl.bundled.yaml');

export type SpendingLimitSchema =
  'SpendingLimitContext' | 'SpendingLimitStatus' | 'SubscriptionTerminationInfo' | 'ProblemDetails';

export function spendingLimitSchemas(): ((schema: SpendingLimitSchema) => ValidateFunction) | undefined {
  if (!existsSync(YAML)) {
    console.warn(
      'The 3GPP YAML of TS 29.594 is not beside this repository; bodies are not validated against it',
    );
    return undefined;
  }
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ ...(parse(readFileSync(YAML, 'utf8')) as object), $id: 'spending-limits' });
  return (schema) => ajv.compile({ $ref: `spending-limits#/components/schemas/${schema}` });
}
