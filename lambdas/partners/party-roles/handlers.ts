/** TMF669: party roles. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { definitions } from '../../../domain/partners/definitions/party-roles.js';
import {
  type PartyRoleRecord,
  readPartyRole,
  viewPartyRole,
} from '../../../domain/partners/party-roles/party-role.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Made, type Resource } from '../kernel/collection.js';
import { RecordBook } from '../kernel/records.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';
import { disengage, engage } from '../parties/engage.js';
import { partyBook } from '../parties/handlers.js';

export const checkPartyRoleBody = bodyChecks(definitions);

export function partyRolesHandlers({
  client,
  table,
}: {
  readonly client: DynamoDBClient;
  readonly table: string;
}): Readonly<Record<string, PartnerHandler>> {
  const office = { table, parties: partyBook(client, table) };
  const made = async (
    request: PartnerRequest,
    body: Resource,
    before?: PartyRoleRecord,
  ): Promise<Made<PartyRoleRecord>> => {
    const reference = body['engagedParty'] as Resource | undefined;
    const { partyId, writes } = await engage(office, request, reference, before?.partyId);
    const isMoved = before !== undefined && before.also['status'] !== body['status'];
    return {
      value: readPartyRole(body, partyId),
      also: writes,
      change: isMoved ? 'state_changed' : 'updated',
    };
  };
  const collection: Collection<PartyRoleRecord> = {
    table,
    book: new RecordBook<PartyRoleRecord>(client, table, 'PARTYROLE', 'party-role'),
    api: 'party-roles',
    name: 'partyRole',
    type: 'PartyRole',
    words: 'party-role',
    prefix: 'rol',
    definitions,
    checkBody: checkPartyRoleBody,
    view: (role, baseUrl) => viewPartyRole(role.id, role, baseUrl),
    make: async (request, body) => made(request, body),
    remake: async (request, before, merged) => made(request, merged, before),
    unmake: async (_request, { partyId }) => Promise.resolve(disengage(office, partyId)),
  };
  return collectionHandlers(collection);
}
