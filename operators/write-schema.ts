/** The JSON Schema of the operator file, for editors: generated, committed, and tested to be current. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { operatorSchema } from '../domain/operator/operator.js';

export const SCHEMA_PATH = join(__dirname, 'operator.schema.json');

/** The schema's text. Draft 7, because that is what YAML language servers know best. */
export function operatorJsonSchema(): string {
  const schema = z.toJSONSchema(operatorSchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ ...schema, title: 'Wildlily operator' }, undefined, 2)}\n`;
}

/** Writes the schema beside the operator files. */
export function writeOperatorSchema(path: string = SCHEMA_PATH): string {
  writeFileSync(path, operatorJsonSchema());
  return path;
}

if (require.main === module) {
  console.log(`wrote ${writeOperatorSchema()}`);
}
