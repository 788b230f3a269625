/**
 * Publishes the catalogue that was deployed with this function, `catalogue.json` beside it. Runs at every
 * deployment that changes either.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlanVersion } from '../../domain/catalogue/plan.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { publishCatalogue, type Publication } from './publish.js';

const { RECORDS_TABLE: table, OPERATOR_ID: operatorId } = requiredEnvironment('RECORDS_TABLE', 'OPERATOR_ID');

export async function handler(): Promise<Publication> {
  const plans = JSON.parse(readFileSync(join(__dirname, 'catalogue.json'), 'utf8')) as PlanVersion[];
  const publication = await publishCatalogue(table, plans);
  console.log(JSON.stringify({ event: 'catalogue.published', operatorId, ...publication }));
  return publication;
}
