/**
 * Validators from the 3GPP YAML (TS 32.291, TS 29.571), which is all rights reserved and so lies beside this
 * repository, not in it. Where it is absent, `undefined`: tests that need it say so and skip.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const SPECS = join(__dirname, '..', '..', '..', 'shared', 'standards', '3gpp');
const YAML = join(SPECS, 'TS32291_Nchf_ConvergedCharging.bundled.yaml');

export const SAMPLES = join(SPECS, 'samples');

export type Schema =
  'ChargingDataRequest' | 'ChargingDataResponse' | 'ChargingNotifyRequest' | 'ProblemDetails';

export function nchfSchemas(): ((schema: Schema) => ValidateFunction) | undefined {
  if (!existsSync(YAML)) {
    console.warn('The 3GPP YAML is not beside this repository; answers are not validated against it');
    return undefined;
  }
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ ...(parse(readFileSync(YAML, 'utf8')) as object), $id: 'nchf' });
  return (schema) => ajv.compile({ $ref: `nchf#/components/schemas/${schema}` });
}
