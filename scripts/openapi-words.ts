/** Writes `domain/openapi/generated/words.ts`: what the standards' files say about their schemas. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { CAMARA_FILES } from './camara/definitions.js';
import { wordsModule, wordsOf } from './openapi/words.js';
import { TMF_FILES } from './tmf/definitions.js';

const ROOT = join(__dirname, '..');
const TMF = join(ROOT, 'standards', 'tmf');

type Schemas = Record<string, object>;

const tmf = Object.entries(TMF_FILES).map(([api, prefix]) => {
  const file = readdirSync(TMF).find((name) => name.startsWith(prefix))!;
  const { definitions } = parse(readFileSync(join(TMF, file), 'utf8')) as { definitions: Schemas };
  return [api, definitions] as const;
});
const camara = Object.entries(CAMARA_FILES).map(([name, file]) => {
  const text = readFileSync(join(ROOT, 'standards', 'camara', file), 'utf8');
  const { components } = parse(text) as { components: { schemas: Schemas } };
  return [name, components.schemas] as const;
});

const folder = join(ROOT, 'domain', 'openapi', 'generated');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'words.ts'), wordsModule(wordsOf(Object.fromEntries([...tmf, ...camara]))));
