/** How a party's files are read: `STATEMENTMAPPING#<kind>#<id>` / `META`. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { toMicros } from '../../domain/operator/decimal.js';
import { mappingSchema, OWN_MAPPING, TAP3_MAPPING } from '../../domain/statements/mapping.js';
import { statementBodies } from '../../domain/statements/schemas.js';
import { type Party, PARTY_KINDS, type PartyKind } from '../../domain/statements/statement.js';
import { answerOne } from '../partners/kernel/list.js';
import { invalid, notFound } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import type { MappingRecord, StatementsOffice } from './office.js';
import { operatorOnly } from './who.js';
import { mappingView } from './views.js';

const READY = { own: OWN_MAPPING, tap3: TAP3_MAPPING } as const;

const keyOf = ({ kind, id }: Party) => ({ pk: { S: `STATEMENTMAPPING#${kind}#${id}` }, sk: { S: 'META' } });

export async function mappingOf(
  { client, table }: Pick<StatementsOffice, 'client' | 'table'>,
  party: Party,
): Promise<MappingRecord | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: table, Key: keyOf(party), ConsistentRead: true }),
  );
  return item === undefined ? undefined : (JSON.parse(item['data']?.S ?? 'null') as MappingRecord);
}

export function mappingHandlers(office: StatementsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    putStatementMapping: async (request) => {
      operatorOnly(request.partner);
      const party = partyIn(request);
      const { columns, tolerances } = statementBodies.StatementMapping_Update.parse(request.body);
      const { total, ...rest } = tolerances;
      const record: MappingRecord = {
        party,
        columns: typeof columns === 'string' ? mappingSchema.parse(READY[columns]) : columns,
        tolerances: { ...rest, totalMicros: toMicros(total) },
        updatedAt: new Date(request.nowMs).toISOString(),
      };
      await office.client.send(
        new PutItemCommand({
          TableName: office.table,
          Item: { ...keyOf(party), data: { S: JSON.stringify(record) } },
        }),
      );
      return json(200, mappingView(record, request.baseUrl));
    },
    retrieveStatementMapping: async (request) => {
      operatorOnly(request.partner);
      const party = partyIn(request);
      const record = await mappingOf(office, party);
      if (record === undefined) throw notFound('statement-mapping', `${party.kind}/${party.id}`);
      return answerOne(mappingView(record, request.baseUrl), request.query);
    },
  };
}

function partyIn({ path }: PartnerRequest): Party {
  const { partyKind = '', partyId = '' } = path;
  const problems = [
    ...((PARTY_KINDS as readonly string[]).includes(partyKind)
      ? []
      : [{ param: 'partyKind', reason: `got "${partyKind}"; allowed: ${PARTY_KINDS.join(', ')}` }]),
    ...(/^[0-9A-Za-z][0-9A-Za-z_.-]{0,59}$/.test(partyId)
      ? []
      : [
          {
            param: 'partyId',
            reason: `got "${partyId.slice(0, 100)}"; allowed: 1 to 60 letters, digits, ".", "_", "-"`,
          },
        ]),
  ];
  if (problems.length > 0) throw invalid('invalid-path', problems);
  return { kind: partyKind as PartyKind, id: partyId };
}
