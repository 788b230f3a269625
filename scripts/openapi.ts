/**
 * Writes the OpenAPI document of every operator to `dist/openapi/<operator id>.json`:
 * `node scripts/run.js scripts/openapi.ts [operator id …]`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorId } from '../domain/operator/operator.js';
import { buildOpenApi } from '../domain/openapi/build.js';
import { documentedOperator } from '../domain/openapi/documented-operator.js';
import { loadOperators } from '../operators/load.js';

const FOLDER = join(__dirname, '..', 'dist', 'openapi');
const wanted = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
for (const operator of loadOperators()) {
  const id = operatorId(operator);
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  const document = buildOpenApi(documentedOperator(operator));
  const path = join(FOLDER, `${id}.json`);
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
  console.log(path);
}
