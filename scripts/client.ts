/**
 * Writes the generated part of `@wildlily/client`; `test/client` tells when it is out of date.
 *
 * `node scripts/run.js scripts/client.ts [folder]`
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientFiles } from './openapi/client-types.js';

const FOLDER = process.argv[2] ?? join(__dirname, '..', 'client', 'src', 'generated');

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(await clientFiles())) writeFileSync(join(FOLDER, name), text);
}

void main();
