/**
 * Writes `domain/partners/definitions/camara-<api>.ts` from CAMARA's own files in `standards/camara`: the schemas
 * alone, without words and examples, for the functions to check bodies with.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CAMARA_FILES, camaraDefinitions } from './camara/definitions.js';

const ROOT = join(__dirname, '..');

for (const [name, file] of Object.entries(CAMARA_FILES)) {
  const document = parse(readFileSync(join(ROOT, 'standards', 'camara', file), 'utf8')) as object;
  writeFileSync(
    join(ROOT, 'domain', 'partners', 'definitions', `${name}.ts`),
    camaraDefinitions(file, document),
  );
}
