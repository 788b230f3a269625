/**
 * Writes `domain/partners/definitions/<api>.ts` from the TM Forum's own files in `standards/tmf`: the schemas alone,
 * without words and examples, for the functions to check bodies with.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { tmfDefinitions, TMF_FILES } from './tmf/definitions.js';

const ROOT = join(__dirname, '..');

for (const [api, file] of Object.entries(TMF_FILES)) {
  const found = readdirSync(join(ROOT, 'standards', 'tmf')).find((name) => name.startsWith(file));
  if (found === undefined) throw new Error(`standards/tmf has no ${file}…`);
  // TMF671 is published as YAML alone, and JSON is YAML too.
  const swagger = parse(readFileSync(join(ROOT, 'standards', 'tmf', found), 'utf8')) as object;
  writeFileSync(join(ROOT, 'domain', 'partners', 'definitions', `${api}.ts`), tmfDefinitions(found, swagger));
}
