/** TMF632: individuals and organizations. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { definitions } from '../../../domain/partners/definitions/parties.js';
import { FORM, readParty, viewParty } from '../../../domain/partners/parties/party.js';
import type { PartyKind, PartyRecord } from '../../../domain/partners/parties/record.js';
import { bodyChecks } from '../kernel/check-body.js';
import { type Collection, collectionHandlers, type Made, type Resource } from '../kernel/collection.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import { invalid, RefusedError } from '../kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../kernel/serve.js';

export interface PartiesOffice {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Of digests of documents' numbers, see `identificationHash`. */
  readonly identificationKey: () => Promise<string>;
  /** Ids of channel partners that check documents themselves; the operator always may. */
  readonly identityCheckers: readonly string[];
}

export const checkPartyBody = bodyChecks(definitions);

/** Parties of both kinds, for who only reads them. */
export const partyBook = (client: DynamoDBClient, table: string) =>
  new RecordBook<PartyRecord>(client, table, 'PARTY', 'party');

export function partiesHandlers(office: PartiesOffice): Readonly<Record<string, PartnerHandler>> {
  return { ...handlersOf(office, 'individual'), ...handlersOf(office, 'organization') };
}

function handlersOf(office: PartiesOffice, kind: PartyKind) {
  const { client, table } = office;
  const collection: Collection<PartyRecord> = {
    table,
    // Listed apart, so that the n-th individual is found at once.
    book: new RecordBook<PartyRecord>(client, table, 'PARTY', kind, kind.toUpperCase()),
    api: 'parties',
    name: kind,
    type: FORM[kind].type,
    words: kind,
    prefix: 'pty',
    definitions,
    checkBody: checkPartyBody,
    has: (party) => party.kind === kind,
    view: (party, baseUrl) => viewParty(party.id, party, baseUrl),
    make: async (request, body) => made(office, kind, request, body, statusOf(body)),
    remake: async (request, before, merged) =>
      made(office, kind, request, merged, statusOf(request.body as Resource), before),
    unmake: async (_request, { id, roles }) => {
      if (roles > 0)
        throw new RefusedError(
          409,
          `${kind}-in-use`,
          `${id} is the party of ${roles === 1 ? 'a customer or party role' : `${roles} customers and party roles`}; delete ${roles === 1 ? 'it' : 'them'} first`,
        );
      return Promise.resolve([]);
    },
  };
  return collectionHandlers(collection);
}

const hasDocuments = (body: Resource): boolean =>
  ['individualIdentification', 'organizationIdentification'].some((name) => body[name] !== undefined);

const statusOf = ({ status }: Resource) => (typeof status === 'string' ? status : undefined);

async function made(
  { identificationKey, identityCheckers }: PartiesOffice,
  kind: PartyKind,
  { partner, nowMs }: PartnerRequest,
  body: Resource,
  wanted: string | undefined,
  before?: Recorded<PartyRecord>,
): Promise<Made<PartyRecord>> {
  const decision = readParty(kind, body, {
    before,
    wanted,
    by: { id: partner.id, mayVerify: partner.isOperator || identityCheckers.includes(partner.id) },
    nowISO: new Date(nowMs).toISOString(),
    // Of a body without documents it is not needed.
    key: hasDocuments(body) ? await identificationKey() : '',
  });
  if ('problems' in decision) throw invalid(`invalid-${kind}`, decision.problems);
  if ('forbidden' in decision)
    throw new RefusedError(
      403,
      'may-not-verify',
      'status: got "validated"; this operator checks documents itself: leave status out, and it tells you when it has',
    );
  const { party } = decision;
  return {
    value: party,
    ...(before !== undefined && before.verification !== party.verification
      ? { change: 'state_changed' as const }
      : {}),
  };
}
