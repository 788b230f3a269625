/**
 * Each minute: closes slices of budgets that are over, so that what was reserved of them and never spent is available
 * again, and tells of invalid traffic of hours that are over.
 */
import { BudgetBook } from '../budgets/budget-book.js';
import { closeSlices } from '../budgets/close-slices.js';
import { wake } from '../events/outbox.js';
import { operatorTime } from '../shared/clock.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { tellRejections } from './rejections.js';

const { RECORDS_TABLE: table } = requiredEnvironment('RECORDS_TABLE');
const { EVENTS_QUEUE_URL } = process.env;
const book = new BudgetBook(dynamodb, table);
/** Of one run; what is left over is the next one's. */
const ROUNDS = 20;

export async function handler(): Promise<{ readonly closed: number; readonly told: number }> {
  const nowMs = await operatorTime();
  let closed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const looked = await closeSlices(book, nowMs);
    closed += looked;
    if (looked === 0) break;
  }
  let told = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const events = await tellRejections(dynamodb, table, nowMs);
    await wake(EVENTS_QUEUE_URL, events);
    told += events.length;
    if (events.length === 0) break;
  }
  return { closed, told };
}
