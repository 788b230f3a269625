/** Whether a new subscriber's SIM, number and card are free. */
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  IDENTITY_FIELDS,
  type Identities,
  type IdentityField,
  identityKey,
} from '../../domain/operator/identities.js';
import { dynamodb } from '../shared/dynamodb.js';
import { findSubscriber } from './find-subscriber.js';

export interface Taken {
  readonly code: 'sim-taken' | 'number-taken' | 'card-taken';
  readonly field: IdentityField;
  /** Id of the subscriber who has it. */
  readonly holder: string;
  readonly detail: string;
}

const CODE = { supi: 'sim-taken', msisdn: 'number-taken', iccid: 'card-taken' } as const;

/**
 * All that belongs to other subscribers. To be asked before the write, which has the last word, and again after one
 * that failed, to tell why.
 */
export async function takenIdentities(records: string, asked: Identities): Promise<Taken[]> {
  const found = await Promise.all(
    IDENTITY_FIELDS.map(async (field): Promise<Taken[]> => {
      const holder = await holderOf(records, field, asked[field]);
      return holder === undefined || holder === asked.subscriberId
        ? []
        : [
            {
              code: CODE[field],
              field,
              holder,
              detail: `${field === 'iccid' ? 'card ' : ''}${asked[field]} belongs to ${holder} already`,
            },
          ];
    }),
  );
  return found.flat();
}

async function holderOf(records: string, field: IdentityField, value: string): Promise<string | undefined> {
  const { pk, sk } = identityKey(field, value);
  const { Item: record } = await dynamodb.send(
    new GetItemCommand({ TableName: records, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
  // Subscribers that were brought along may be in the index alone.
  if (record === undefined && field === 'msisdn') return (await findSubscriber(records, value))?.subscriberId;
  return record?.['subscriberId']?.S;
}
