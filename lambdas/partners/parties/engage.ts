/** Who a customer or a role is: one of our parties, which then can't be deleted, or one that is kept elsewhere. */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PartyRecord } from '../../../domain/partners/parties/record.js';
import { maySee } from '../kernel/partner.js';
import type { RecordBook } from '../kernel/records.js';
import { invalid } from '../kernel/refused.js';
import type { PartnerRequest } from '../kernel/serve.js';

export interface Engagement {
  /** Absent = the party is kept elsewhere. */
  readonly partyId?: string;
  /** That it is held from now on, and another one no more. */
  readonly writes: readonly TransactWriteItem[];
}

export interface PartiesToEngage {
  readonly table: string;
  readonly parties: RecordBook<PartyRecord>;
}

/**
 * A reference to a party whose id begins with `pty_` is to one of ours, which must be there. Any other id is of a party
 * that somebody else keeps: it is given back as it came, and identity rules know nobody by it.
 *
 * @param before  the party that was held so far
 * @throws RefusedError 400 when it is not one that the partner may see
 */
export async function engage(
  office: PartiesToEngage,
  { partner }: PartnerRequest,
  reference: Readonly<Record<string, unknown>> | undefined,
  before: string | undefined,
): Promise<Engagement> {
  const id = typeof reference?.['id'] === 'string' ? reference['id'] : '';
  const partyId = id.startsWith('pty_') ? id : undefined;
  if (partyId === before) return { ...(partyId === undefined ? {} : { partyId }), writes: [] };
  if (partyId !== undefined) {
    const party = await office.parties.get(partyId);
    if (party === undefined || !maySee(partner, party.owner))
      throw invalid('party-not-found', [
        {
          param: 'engagedParty.id',
          reason: `got "${partyId}"; there is no such individual or organization; allowed: the id of one (POST /tmf-api/party/v4/individual), or of a party that is kept elsewhere, which does not begin with pty_`,
        },
      ]);
  }
  return {
    ...(partyId === undefined ? {} : { partyId }),
    writes: [
      ...(partyId === undefined ? [] : [counted(office, partyId, 1)]),
      ...(before === undefined ? [] : [counted(office, before, -1)]),
    ],
  };
}

/** A customer or role that was this party is gone. */
export const disengage = (office: PartiesToEngage, partyId: string | undefined): TransactWriteItem[] =>
  partyId === undefined ? [] : [counted(office, partyId, -1)];

const counted = ({ table, parties }: PartiesToEngage, partyId: string, by: 1 | -1): TransactWriteItem => {
  const { pk, sk } = parties.key(partyId);
  return {
    Update: {
      TableName: table,
      Key: { pk: { S: pk }, sk: { S: sk } },
      // The revision too: who is about to delete the party has read another one.
      UpdateExpression: 'ADD #roles :by, revision :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#roles': 'roles' },
      ExpressionAttributeValues: { ':by': { N: String(by) }, ':one': { N: '1' } },
    },
  };
};
