/** Statements: opened, closed, read, agreed on, paid. */
import { monthSpan } from '../../domain/cycles/index.js';
import { toMicros } from '../../domain/operator/decimal.js';
import { statementBodies } from '../../domain/statements/schemas.js';
import { type Party, proposedMicros, statementId } from '../../domain/statements/statement.js';
import { answerList, answerOne, listOf, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { foundList, type FoundKind } from './found.js';
import type { Statement, StatementRecord, StatementsOffice } from './office.js';
import { type At, postDue, take } from './steps.js';
import { statementView } from './views.js';
import { operatorOnly } from './who.js';

const ATTRIBUTES = ['id', 'party', 'period', 'state', 'createdAt', 'updatedAt'];

export function statementHandlers(office: StatementsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createStatement: async (request) => create(office, request),
    listStatements: async (request) =>
      answerList(listQuery(request.query, ATTRIBUTES), office.statements.list(request.partner), (record) =>
        statementView(record, request.baseUrl),
      ),
    retrieveStatement: async (request) =>
      answerOne(statementView(await seen(office, request), request.baseUrl), request.query),
    closeStatement: async (request) => {
      operatorOnly(request.partner);
      const closed = await close(office, await seen(office, request), atOf(request));
      return json(200, statementView(closed, request.baseUrl));
    },
    agreeStatement: async (request) => agree(office, request),
    payStatement: async (request) => pay(office, request),
    listStatementDifferences: async (request) => found(office, request, 'DIFF', ['cause', 'kind', 'who']),
    listStatementVariances: async (request) => found(office, request, 'VAR', ['day', 'kind', 'zone']),
  };
}

/** @throws RefusedError 404 */
export const seen = async (office: StatementsOffice, { partner, path }: PartnerRequest): Promise<Statement> =>
  office.statements.mustGet(partner, path['statementId'] ?? '');

const atOf = ({ partner, nowMs, baseUrl }: PartnerRequest): At => ({ by: actorOf(partner), nowMs, baseUrl });

async function create(office: StatementsOffice, request: PartnerRequest) {
  operatorOnly(request.partner);
  const { party, period } = statementBodies.Statement_Create.parse(request.body);
  return created(statementView(await open(office, party, period, request.nowMs), request.baseUrl));
}

/** The statement of a party and month; the one that is there when there is one. */
export async function open(
  office: StatementsOffice,
  party: Party,
  period: string,
  nowMs: number,
): Promise<Statement> {
  const { currency } = await office.market();
  const value: StatementRecord = { party, period, currency, state: 'open', disputes: [] };
  // Whoever it is about may read it.
  const made = await office.statements.create({
    id: statementId(party, period),
    owner: party.id,
    nowMs,
    value,
  });
  if (made === undefined)
    throw new Error(`statement of ${party.id} for ${period} was neither made nor found`);
  return made;
}

/** @throws RefusedError 409 while the month runs */
export async function close(office: StatementsOffice, before: Statement, at: At): Promise<Statement> {
  if (before.state !== 'open') return take(office, before, 'close', {}, at);
  const { timeZone } = await office.market();
  const { toMs = Infinity } = monthSpan(timeZone, before.period) ?? {};
  if (at.nowMs < toMs)
    throw new RefusedError(
      409,
      'period-not-over',
      `${before.period} ends at ${new Date(toMs).toISOString()}; it is closed after that`,
    );
  const { micros, lines } = await office.books.expected(before.party, before.period);
  return take(
    office,
    before,
    'close',
    { expected: { micros, lines, at: new Date(at.nowMs).toISOString() } },
    at,
  );
}

async function agree(office: StatementsOffice, request: PartnerRequest) {
  operatorOnly(request.partner);
  const { amount, note } = statementBodies.StatementAgreement.parse(request.body);
  const before = await seen(office, request);
  const disputes = await Promise.all(before.disputes.map(async (id) => office.disputes.get(id)));
  // One that is named and not there is being made.
  const unresolved = before.disputes.filter((_id, i) => (disputes[i]?.state ?? 'open') === 'open');
  if (unresolved.length > 0)
    throw new RefusedError(409, 'disputes-open', `resolve them first: ${unresolved.join(', ')}`);
  const notes = disputes.flatMap((dispute) => dispute?.creditNote ?? []);
  const micros =
    amount === undefined
      ? proposedMicros(before.expected?.micros ?? 0, before.received?.micros, notes)
      : toMicros(amount);
  const known = before.agreed;
  // The same again is the same agreement.
  if (known !== undefined && known.micros === micros)
    return json(200, statementView(await postDue(office, before, request.nowMs), request.baseUrl));
  const agreed = await take(
    office,
    before,
    'agree',
    {
      agreed: {
        micros,
        at: new Date(request.nowMs).toISOString(),
        by: actorOf(request.partner).id,
        ...(note === undefined ? {} : { note }),
      },
    },
    atOf(request),
  );
  return json(200, statementView(await postDue(office, agreed, request.nowMs), request.baseUrl));
}

async function pay(office: StatementsOffice, request: PartnerRequest) {
  operatorOnly(request.partner);
  const { reference, at } = statementBodies.StatementPayment.parse(request.body);
  const before = await seen(office, request);
  if (before.paid?.reference === reference)
    return json(200, statementView(await postDue(office, before, request.nowMs), request.baseUrl));
  if (Date.parse(at) > request.nowMs)
    throw invalid('payment-invalid', [{ param: 'at', reason: `got ${at}; allowed: until now` }]);
  const micros = before.agreed?.micros ?? 0;
  const paid = await take(
    office,
    before,
    'pay',
    { paid: { micros, at: new Date(at).toISOString(), reference } },
    atOf(request),
  );
  return json(200, statementView(await postDue(office, paid, request.nowMs), request.baseUrl));
}

async function found(
  office: StatementsOffice,
  request: PartnerRequest,
  kind: FoundKind,
  attributes: readonly string[],
) {
  const { id, comparison } = await seen(office, request);
  const source =
    comparison === undefined
      ? listOf<Readonly<Record<string, unknown>>>([])
      : foundList(
          office,
          { statementId: id, kind, comparison: comparison.number },
          kind === 'DIFF' ? comparison.kept : comparison.variances,
        );
  return answerList(listQuery(request.query, attributes), source, (view) => view);
}
