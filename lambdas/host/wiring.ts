/** The host as a function's environment says: for orders and whoever else asks it. */
import type { HostAdapter } from '../../domain/host/request.js';
import { dynamodb } from '../shared/dynamodb.js';
import { requiredEnvironment } from '../shared/required-environment.js';
import { HostClient } from './host-client.js';
import { HostRecords } from './host-records.js';
import { hostSecret } from './host-secret.js';

/** @throws Error that names the variables that are missing */
export function hostOfEnvironment(): HostAdapter {
  const { RECORDS_TABLE, HOST_URL, HOST_CALLBACK_URL, OPERATOR_ID } = requiredEnvironment(
    'RECORDS_TABLE',
    'HOST_URL',
    'HOST_CALLBACK_URL',
    'OPERATOR_ID',
  );
  return new HostClient({
    hostUrl: HOST_URL,
    smdpUrl: process.env['SMDP_URL'] || undefined,
    requester: process.env['ES2_REQUESTER'] || OPERATOR_ID,
    callbackUrl: HOST_CALLBACK_URL,
    secret: async () => hostSecret(),
    records: new HostRecords(dynamodb, RECORDS_TABLE),
    now: Date.now,
  });
}
