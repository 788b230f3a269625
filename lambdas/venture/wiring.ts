/** What the functions of the venture work with, from their environment. */
import type { JointVenture } from '../../domain/operator/joint-venture.js';
import { readOperator } from '../catalogue/operator-record.js';
import { wake } from '../events/outbox.js';
import { RecordBook } from '../partners/kernel/records.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { SettlementRecord, VentureOffice } from './office.js';

export const environment = requiredEnvironment('RECORDS_TABLE', 'LEDGER_TABLE');
const { RECORDS_TABLE: table, LEDGER_TABLE } = environment;
/** The operator file's `jointVenture` as JSON; absent: one company owns the operator alone. */
const { JOINT_VENTURE, EVENTS_QUEUE_URL } = process.env;

export const office: VentureOffice = {
  client: dynamodb,
  table,
  ledger: { client: dynamodb, table: LEDGER_TABLE, now: Date.now },
  venture: JOINT_VENTURE === undefined ? undefined : (JSON.parse(JOINT_VENTURE) as JointVenture),
  settlements: new RecordBook<SettlementRecord>(dynamodb, table, 'VENTURESETTLEMENT', 'venture-settlement'),
  market: async () => {
    const operator = await readOperator(table);
    if (operator === undefined)
      throw new RefusedError(
        503,
        'no-operator',
        'no operator file was published yet; send it again after that',
      );
    const { brand, market } = operator;
    return { currency: market.currency, timeZone: market.timeZone, brand };
  },
  wake: async (eventIds) => wake(EVENTS_QUEUE_URL, eventIds),
};
