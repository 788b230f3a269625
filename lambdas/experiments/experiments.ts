/** Experiments: drafts, steps, who is in which variant, results. */
import { createHash } from 'node:crypto';
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { experimentProblems } from '../../domain/experiments/experiment.js';
import { experimentBodies } from '../../domain/experiments/schemas.js';
import type { Comparison } from '../../domain/experiments/verdict.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import type { InvalidParam } from '../shared/problem.js';
import { json } from '../shared/problem.js';
import { operatorOnly, operatorTerms } from './operator.js';
import { experimentEvent, type ExperimentRecord, type ExperimentsOffice, experimentView } from './office.js';
import { assign, convert } from './people.js';
import { type Results, resultsOf, smallestGroupOf } from './results.js';
import { take } from './steps.js';
import { publish, treatmentsOf } from './treatments.js';

const ATTRIBUTES = ['id', 'name', 'state', 'createdAt', 'startedAt', 'stoppedAt'];

export function experimentHandlers(office: ExperimentsOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    createExperiment: async (request) => create(office, request),
    listExperiments: async (request) =>
      answerList(listQuery(request.query, ATTRIBUTES), office.experiments.list(request.partner), (record) =>
        experimentView(record, request.baseUrl),
      ),
    retrieveExperiment: async (request) =>
      answerOne(experimentView(await seen(office, request), request.baseUrl), request.query),
    startExperiment: async (request) => start(office, request),
    stopExperiment: async (request) => stop(office, request),
    cancelExperiment: async (request) => step(office, request, 'cancelled'),
    decideExperiment: async (request) => decide(office, request),
    assignExperiment: async (request) => assign(office, request),
    createExperimentConversion: async (request) => convert(office, request),
    retrieveExperimentResults: async (request) => results(office, request),
  };
}

/** @throws RefusedError 404 */
export const seen = async (office: ExperimentsOffice, { partner, path }: PartnerRequest) =>
  office.experiments.mustGet(partner, path['experimentId'] ?? '');

async function create(office: ExperimentsOffice, request: PartnerRequest) {
  const { partner, nowMs, baseUrl } = request;
  operatorOnly(partner, EXPERIMENTS);
  // Parsed again: a body that was checked still lacks the defaults.
  const { id, ...body } = experimentBodies.Experiment_Create.parse(request.body);
  const problems: InvalidParam[] = [
    ...experimentProblems(body),
    ...(await treatmentsOf(office, body.variants, 'draft')).problems,
  ];
  if (problems.length > 0) throw invalid('experiment-invalid', problems);
  const digest = requestDigest(request.body);
  const value: ExperimentRecord = {
    ...body,
    // Nobody can choose an id so that somebody gets into a variant: the salt is not known before.
    salt: createHash('sha256')
      .update(`${office.operatorId} ${id} ${request.seed}`)
      .digest('hex')
      .slice(0, 24),
    state: 'draft',
    request: digest,
  };
  const at = new Date(nowMs).toISOString();
  const preview = {
    ...value,
    id,
    owner: OPERATOR_OWNER,
    revision: 1,
    createdAt: at,
    updatedAt: at,
    place: 0,
  };
  const event = experimentEvent(undefined, preview, { by: actorOf(partner), nowMs, baseUrl });
  const record = await office.experiments.create({ id, owner: OPERATOR_OWNER, nowMs, value }, [
    eventWrite(office.table, event),
  ]);
  if (record?.request !== digest)
    throw new RefusedError(409, 'experiment-exists', `experiment ${id} is there already, with other content`);
  await office.wake([event.id]);
  return created(experimentView(record, baseUrl));
}

const EXPERIMENTS = 'experiments';

async function step(office: ExperimentsOffice, request: PartnerRequest, to: 'cancelled') {
  operatorOnly(request.partner, EXPERIMENTS);
  const { nowMs, baseUrl, partner } = request;
  const record = await take(office, await seen(office, request), {
    to,
    by: actorOf(partner),
    nowMs,
    baseUrl,
  });
  return json(200, experimentView(record, baseUrl));
}

/** Publishes what the variants sell, then begins: whoever is assigned can buy at once. */
async function start(office: ExperimentsOffice, request: PartnerRequest) {
  operatorOnly(request.partner, EXPERIMENTS);
  const { nowMs, baseUrl, partner } = request;
  const before = await seen(office, request);
  let known: ExperimentRecord['promotions'];
  if (before.state === 'draft') {
    const { problems, offerings, promotions } = await treatmentsOf(office, before.variants, 'start');
    if (problems.length > 0) throw invalid('experiment-invalid', problems);
    const operator = await operatorTerms(office);
    for (const offering of offerings) await publish(office.table, operator, offering, nowMs, 'trial');
    known = promotions;
  }
  const record = await take(office, before, {
    to: 'running',
    with: {
      startedAt: new Date(nowMs).toISOString(),
      ...(known === undefined ? {} : { promotions: known }),
    },
    by: actorOf(partner),
    nowMs,
    baseUrl,
  });
  return json(200, experimentView(record, baseUrl));
}

async function stop(office: ExperimentsOffice, request: PartnerRequest) {
  operatorOnly(request.partner, EXPERIMENTS);
  const { nowMs, baseUrl, partner } = request;
  const before = await seen(office, request);
  const verdict = await resultsOf(office, before, nowMs);
  const record = await take(office, before, {
    to: 'stopped',
    with: { stoppedAt: new Date(nowMs).toISOString(), verdict },
    by: actorOf(partner),
    nowMs,
    baseUrl,
  });
  return json(200, experimentView(record, baseUrl));
}

async function decide(office: ExperimentsOffice, request: PartnerRequest) {
  operatorOnly(request.partner, EXPERIMENTS);
  const { nowMs, baseUrl, partner } = request;
  const before = await seen(office, request);
  const { variant: asked, reason } = request.body as { variant?: string; reason?: string };
  const variant = asked ?? before.verdict?.variant;
  const ids = before.variants.filter(({ role }) => role !== 'holdout').map(({ id }) => id);
  if (variant === undefined || !ids.includes(variant))
    throw invalid('decision-invalid', [
      {
        param: 'variant',
        reason: `${variant === undefined ? 'is missing, and no variant won' : `got "${variant}"`}; allowed: ${ids.join(', ')}`,
      },
    ]);
  if (before.decision !== undefined && before.decision.variant !== variant)
    throw new RefusedError(
      409,
      'decided-otherwise',
      `experiment ${before.id} was decided for ${before.decision.variant}; what is decided stays so`,
    );
  if (before.state === 'stopped') {
    const kept = before.variants.filter(({ id }) => id === variant);
    const { problems, offerings } = await treatmentsOf(office, kept, 'draft');
    if (problems.length > 0) throw invalid('decision-invalid', problems);
    const operator = await operatorTerms(office);
    for (const offering of offerings) await publish(office.table, operator, offering, nowMs, 'all');
  }
  const record = await take(office, before, {
    to: 'decided',
    with: {
      decision: { variant, ...(reason === undefined ? {} : { reason }), at: new Date(nowMs).toISOString() },
    },
    by: actorOf(partner),
    nowMs,
    baseUrl,
  });
  return json(200, experimentView(record, baseUrl));
}

async function results(office: ExperimentsOffice, request: PartnerRequest) {
  const record = await seen(office, request);
  const found: Results = record.verdict ?? (await resultsOf(office, record, request.nowMs));
  const smallest = await smallestGroupOf(office);
  const small = [
    ...new Set(
      [...found.primary, ...found.guardrails].flatMap(({ variant, control, treatment }) =>
        Math.min(control.n, treatment.n) < smallest ? [variant] : [],
      ),
    ),
  ];
  const told = (all: readonly Comparison[]) => all.filter(({ variant }) => !small.includes(variant));
  return json(200, {
    experimentId: record.id,
    outcome: found.outcome,
    ...(found.variant === undefined ? {} : { variant: found.variant }),
    daysRunning: found.daysRunning,
    primary: told(found.primary),
    guardrails: told(found.guardrails),
    ...(found.breached === undefined ? {} : { breached: found.breached }),
    ...(small.length === 0 ? {} : { suppressed: small }),
  });
}
