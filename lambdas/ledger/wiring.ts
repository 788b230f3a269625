/** What the ledger's sweep and API work with, from their environment. */
import { S3Client } from '@aws-sdk/client-s3';
import type { RecognitionRule } from '../../domain/ledger/recognise.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { readOperator } from '../catalogue/operator-record.js';
import { S3Files } from '../files/s3-files.js';
import { RefusedError } from '../partners/kernel/refused.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import type { ExportPlace } from './export.js';
import type { LedgerOffice } from './office.js';

export const environment = requiredEnvironment('OPERATOR_ID', 'RECORDS_TABLE', 'LEDGER_TABLE');
const { RECORDS_TABLE, LEDGER_TABLE } = environment;
const { POINT_VALUE, RECOGNITION, CLOSE_ON_DAY, EXPORT_BUCKET } = process.env;

export const office: LedgerOffice = {
  books: { client: dynamodb, table: LEDGER_TABLE, now: Date.now },
  client: dynamodb,
  recordsTable: RECORDS_TABLE,
  market: async () => {
    const operator = await readOperator(RECORDS_TABLE);
    if (operator === undefined)
      throw new RefusedError(
        503,
        'no-operator',
        'no operator file was published yet; send it again after that',
      );
    const { currency, timeZone } = operator.market;
    return { currency, timeZone };
  },
  pointMicros: POINT_VALUE === undefined ? 0 : toMicros(POINT_VALUE),
  recognition: (RECOGNITION ?? 'day') as RecognitionRule,
  canExport: EXPORT_BUCKET !== undefined,
  closeOnDay: Number(CLOSE_ON_DAY ?? 5),
};

/** Absent: nothing is exported. */
export const exportPlace = (): ExportPlace | undefined =>
  EXPORT_BUCKET === undefined
    ? undefined
    : { files: new S3Files(new S3Client({ maxAttempts: 3 })), bucket: EXPORT_BUCKET };
