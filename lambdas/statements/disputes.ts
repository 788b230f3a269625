/** Disputes: every difference of a cause, with the file of differences as evidence, until a credit note or a no. */
import { toMicros } from '../../domain/operator/decimal.js';
import { statementBodies } from '../../domain/statements/schemas.js';
import { BusyError } from '../accounts/desk.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import { bare, type Dispute, type DisputeRecord, statementEvent, type StatementsOffice } from './office.js';
import { seen } from './statements.js';
import { take } from './steps.js';
import { disputeView } from './views.js';
import { operatorOnly } from './who.js';

const ATTRIBUTES = ['id', 'statementId', 'cause', 'state', 'deadline', 'createdAt'];

export function disputeHandlers(office: StatementsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createStatementDispute: async (request) => create(office, request),
    listDisputes: async (request) =>
      answerList(listQuery(request.query, ATTRIBUTES), office.disputes.list(request.partner), (record) =>
        disputeView(record, request.baseUrl),
      ),
    retrieveDispute: async (request) =>
      answerOne(disputeView(await disputeOf(office, request), request.baseUrl), request.query),
    resolveDispute: async (request) => resolve(office, request),
  };
}

const disputeOf = async (office: StatementsOffice, { partner, path }: PartnerRequest): Promise<Dispute> =>
  office.disputes.mustGet(partner, path['disputeId'] ?? '');

async function create(office: StatementsOffice, request: PartnerRequest) {
  operatorOnly(request.partner);
  const { partner, nowMs, baseUrl } = request;
  const body = statementBodies.StatementDispute_Create.parse(request.body);
  const statement = await seen(office, request);
  const { comparison, received } = statement;
  const sum = comparison?.causes.find(({ cause }) => cause === body.cause);
  if (comparison === undefined || received === undefined || sum === undefined)
    throw invalid('nothing-to-dispute', [
      {
        param: 'cause',
        reason: `got ${body.cause}; allowed: ${comparison?.causes.map(({ cause }) => cause).join(', ') || 'nothing: no file of theirs was compared'}`,
      },
    ]);
  // One dispute a cause and file: the same again is the same one.
  const id = `dsp_${requestDigest([statement.id, comparison.number, body.cause]).slice(0, 20)}`;
  const value: DisputeRecord = {
    statementId: statement.id,
    cause: body.cause,
    reason: body.reason,
    differences: sum.differences,
    deltaMicros: sum.deltaMicros,
    evidence: { file: comparison.file, etag: received.etag },
    ...(body.deadline === undefined ? {} : { deadline: body.deadline }),
    state: 'open',
    request: requestDigest(request.body),
  };
  const known = await office.disputes.get(id);
  if (known !== undefined && known.request !== value.request)
    throw new RefusedError(
      409,
      'dispute-exists',
      `dispute ${id} of ${body.cause} is there already, with other content`,
    );
  if (!statement.disputes.includes(id))
    // First the statement names it: one that is named and not there yet is made by the same request again.
    await take(
      office,
      statement,
      'dispute',
      { disputes: [...statement.disputes, id] },
      { by: actorOf(partner), nowMs, baseUrl },
    );
  const record = await office.disputes.create({ id, owner: statement.owner, nowMs, value });
  if (record === undefined) throw new BusyError(`dispute ${id} is being made`);
  return created(disputeView(record, baseUrl));
}

async function resolve(office: StatementsOffice, request: PartnerRequest) {
  operatorOnly(request.partner);
  const { partner, nowMs, baseUrl } = request;
  const { outcome, creditNote, note } = statementBodies.DisputeResolution.parse(request.body);
  if (outcome === 'rejected' && creditNote !== undefined)
    throw invalid('resolution-invalid', [
      { param: 'creditNote', reason: `got ${creditNote.number}; allowed: only with the outcome accepted` },
    ]);
  const before = await disputeOf(office, request);
  const value: DisputeRecord = {
    ...bare(before),
    state: outcome,
    ...(creditNote === undefined
      ? {}
      : { creditNote: { number: creditNote.number, micros: toMicros(creditNote.amount) } }),
    ...(note === undefined ? {} : { note }),
  };
  if (before.state !== 'open') {
    if (requestDigest({ ...bare(before) }) === requestDigest(value))
      return json(200, disputeView(before, baseUrl));
    throw new RefusedError(409, 'dispute-resolved', `dispute ${before.id} is ${before.state} already`);
  }
  const statement = await office.statements.get(before.statementId);
  if (statement?.agreed !== undefined)
    throw new RefusedError(409, 'statement-agreed', `statement ${before.statementId} is agreed on`);
  const { record } = office.disputes.change(before, value, nowMs);
  const event = statementEvent('dispute.resolved', record, {
    by: actorOf(partner),
    nowMs,
    data: { dispute: disputeView(record, baseUrl) },
    step: outcome,
  });
  const updated = await office.disputes.update(before, value, nowMs, [
    eventWrite(office.table, event),
    // Whoever agrees on the statement meanwhile has read the dispute as it was: then one of both comes again.
    ...(statement === undefined ? [] : [office.statements.change(statement, bare(statement), nowMs).write]),
  ]);
  if (updated === undefined) throw new BusyError(`dispute ${before.id} was changed by somebody else`);
  await office.wake([event.id]);
  return json(200, disputeView(updated, baseUrl));
}
