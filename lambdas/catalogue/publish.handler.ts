/**
 * Publishes the catalogue that was deployed with this function, `catalogue.json` beside it. Runs at every
 * deployment that changes either.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requiredEnvironment } from '../shared/required-environment.js';
import { operatorTime } from '../shared/clock.js';
import { publishCatalogue, type Catalogue, type Publication } from './publish.js';

const { RECORDS_TABLE: table, OPERATOR_ID: operatorId } = requiredEnvironment('RECORDS_TABLE', 'OPERATOR_ID');

export async function handler(): Promise<Publication> {
  const catalogue = JSON.parse(readFileSync(join(__dirname, 'catalogue.json'), 'utf8')) as Catalogue;
  const publication = await publishCatalogue(table, catalogue, await operatorTime());
  console.log(JSON.stringify({ event: 'catalogue.published', operatorId, ...publication }));
  return publication;
}
