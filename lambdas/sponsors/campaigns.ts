/** Campaigns: drafted, checked, and led from state to state. */
import { checkStructure } from '../../domain/operator/structure.js';
import { newId } from '../../domain/partners/ids.js';
import { mergePatch, shallowBefore } from '../../domain/partners/tmf/merge-patch.js';
import type { CampaignRecord } from '../../domain/sponsors/campaign.js';
import {
  after,
  type CampaignState,
  type CampaignVerb,
  verbsOf,
} from '../../domain/sponsors/campaign-states.js';
import { type ApprovalBody, type CampaignBody, sponsorBodies } from '../../domain/sponsors/schemas.js';
import { untilFirst } from '../accounts/run-command.js';
import { eventWrite } from '../events/outbox.js';
import { answerList, answerOne, listQuery } from '../partners/kernel/list.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import { requestDigest } from '../pools/write-once.js';
import { json } from '../shared/problem.js';
import {
  checkBacking,
  checkCampaign,
  economics,
  enforce,
  guard,
  ownVerdict,
  verdictsOn,
} from './campaign-checks.js';
import { bare, notNow, type Step, take, upToDate } from './campaign-steps.js';
import { type Campaign, CAMPAIGN_ATTRIBUTES, campaignView, verdictView } from './campaign-view.js';
import { named, sponsorEvent, type SponsorOffice } from './office.js';
import { operatorOnly } from './refusals.js';

export function campaignHandlers(office: SponsorOffice): Readonly<Record<string, PartnerHandler>> {
  const verb = (name: CampaignVerb) => async (request: PartnerRequest) => lead(office, request, name);
  return {
    createCampaign: async (request) => createCampaign(office, request),
    listCampaigns: async (request) =>
      answerList(
        listQuery(request.query, CAMPAIGN_ATTRIBUTES),
        office.campaigns.list(request.partner),
        (campaign) => campaignView(campaign, request.baseUrl, request.nowMs),
      ),
    retrieveCampaign: async (request) => {
      const campaign = await campaignOf(office, request);
      const budget = await office.budgets.read(campaign.id, request.nowMs);
      return answerOne(campaignView(campaign, request.baseUrl, request.nowMs, budget), request.query);
    },
    patchCampaign: async (request) => patchCampaign(office, request),
    submitCampaign: verb('submit'),
    approveCampaign: verb('approve'),
    scheduleCampaign: verb('schedule'),
    pauseCampaign: verb('pause'),
    resumeCampaign: verb('resume'),
    endCampaign: verb('end'),
    checkCampaignPolicy: async (request) => {
      const campaign = await campaignOf(office, request);
      const { markets } = request.body as { readonly markets?: readonly string[] };
      return json(200, (await verdictsOn(office, campaign, markets)).map(verdictView));
    },
  };
}

/** @throws RefusedError 404 */
export const campaignOf = async (
  office: SponsorOffice,
  { partner, path }: PartnerRequest,
): Promise<Campaign> => office.campaigns.mustGet(partner, path['campaignId'] ?? '');

/** @throws RefusedError 400, 404, 409 */
async function createCampaign(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs, baseUrl, seed } = request;
  const asked = body as CampaignBody;
  const sponsor = await office.sponsors.mustGet(partner, asked.sponsorId);
  if (sponsor.status !== 'active')
    throw new RefusedError(409, 'sponsor-closed', `sponsor ${sponsor.id} is ${sponsor.status}`);
  await checkCampaign(office, partner, asked);
  const id = newId('cmp', seed);
  const at = new Date(nowMs).toISOString();
  const value: CampaignRecord = {
    sponsorId: sponsor.id,
    asked,
    currency: sponsor.currency,
    state: 'draft',
    history: [{ state: 'draft', at, by: named(actorOf(partner)) }],
    isDowngraded: false,
    change: 0,
    setAsideMicros: 0,
    returnedMicros: 0,
    bookedMicros: 0,
    isSettled: true,
    moves: 0,
    request: requestDigest(body),
  };
  const preview = { ...value, id, owner: sponsor.owner, revision: 1, createdAt: at, updatedAt: at, place: 0 };
  const event = sponsorEvent({
    type: 'campaign.created',
    step: 1,
    subject: { resource: 'campaign', id },
    owner: sponsor.owner,
    by: actorOf(partner),
    nowMs,
    data: { campaign: campaignView(preview, baseUrl, nowMs) },
  });
  const record = await office.campaigns.create({ id, owner: sponsor.owner, nowMs, value }, [
    eventWrite(office.tables.records, event),
  ]);
  if (record === undefined) throw new Error(`campaign ${id} could not be written`);
  await office.wake([event.id]);
  return created(campaignView(record, baseUrl, nowMs));
}

/** A draft alone can be changed: what was approved is what runs. @throws RefusedError 400, 404, 409 */
async function patchCampaign(office: SponsorOffice, request: PartnerRequest) {
  const { body, partner, nowMs, baseUrl } = request;
  return untilFirst(async () => {
    const before = await campaignOf(office, request);
    if (before.state !== 'draft') throw notNow(before, 'a change', verbsOf(before.state));
    const asked = mergePatch(before.asked, body) as CampaignBody;
    const problems = checkStructure(sponsorBodies.Campaign_Create, asked).map(({ path, message }) => ({
      param: path,
      reason: message,
    }));
    if (problems.length > 0) throw invalid('invalid-body', problems);
    if (asked.sponsorId !== before.sponsorId)
      throw invalid('invalid-campaign', [
        {
          param: 'sponsorId',
          reason: `got "${asked.sponsorId}"; allowed: ${before.sponsorId}, whose campaign it is`,
        },
      ]);
    await checkCampaign(office, partner, asked);
    const value = { ...bare(before), asked };
    const { record } = office.campaigns.change(before, value, nowMs);
    const { updatedAt: _at, ...previous } = shallowBefore(
      campaignView(before, baseUrl, nowMs),
      campaignView(record, baseUrl, nowMs),
    );
    if (Object.keys(previous).length === 0) return json(200, campaignView(before, baseUrl, nowMs));
    const event = sponsorEvent({
      type: 'campaign.updated',
      step: record.revision,
      subject: { resource: 'campaign', id: before.id },
      owner: before.owner,
      by: actorOf(partner),
      nowMs,
      data: { campaign: campaignView(record, baseUrl, nowMs) },
      previous,
    });
    const written = await office.campaigns.update(before, value, nowMs, [
      eventWrite(office.tables.records, event),
    ]);
    if (written === undefined) return undefined;
    await office.wake([event.id]);
    return json(200, campaignView(written, baseUrl, nowMs));
  });
}

/** Where a verb has led already: the same again is as good as the first. */
const DONE: Readonly<Record<CampaignVerb, readonly CampaignState[]>> = {
  submit: ['submitted'],
  approve: ['approved'],
  schedule: ['scheduled', 'running'],
  pause: ['paused'],
  resume: ['running'],
  end: ['ended'],
};

async function lead(office: SponsorOffice, request: PartnerRequest, verb: CampaignVerb) {
  const { body, partner, nowMs, baseUrl } = request;
  const { reason } = body as ApprovalBody;
  const actor = actorOf(partner);
  if (verb === 'approve') operatorOnly(partner, 'approving campaigns');
  let warnings: readonly string[] = [];
  const campaign = await untilFirst(async () => {
    const found = await campaignOf(office, request);
    const before = await upToDate(office, found, { nowMs, baseUrl }, actor);
    if (before === undefined) return undefined;
    if (DONE[verb].includes(before.state)) return before;
    if (after(before.state, verb) === undefined) throw notNow(before, verb, verbsOf(before.state));
    const prepared = await prepare(office, request, before, verb);
    warnings = prepared.warnings;
    return take(office, before, { by: verb, actor, reason, ...prepared.step }, { nowMs, baseUrl });
  });
  const view = campaignView(campaign, baseUrl, nowMs, await office.budgets.read(campaign.id, nowMs));
  return json(200, warnings.length === 0 ? view : { ...view, warnings });
}

interface Prepared {
  readonly step: Pick<Step, 'changes' | 'tells'>;
  readonly warnings: readonly string[];
}

/** @throws RefusedError 409 for what the market or the operator does not allow */
async function prepare(
  office: SponsorOffice,
  { body, partner, nowMs }: PartnerRequest,
  before: Campaign,
  verb: CampaignVerb,
): Promise<Prepared> {
  if (verb !== 'approve' && verb !== 'schedule') return { step: {}, warnings: [] };
  if (Date.parse(before.asked.endsAt) <= nowMs)
    throw new RefusedError(
      409,
      'campaign-over',
      `campaign ${before.id} would have ended at ${before.asked.endsAt}`,
    );
  await checkBacking(office, before, nowMs);
  // Again when it is scheduled: what the market allows may have changed since it was approved.
  const verdict = await ownVerdict(office, before);
  const { downgrade = false } = body as ApprovalBody;
  const takesOffer = verb === 'approve' ? downgrade : before.isDowngraded;
  enforce(verdict, takesOffer);
  // What was approved is kept: a market that became kinder since gives nothing that nobody approved.
  const isDowngraded = verb === 'approve' ? verdict.outcome === 'downgrade' : before.isDowngraded;
  const judged = verb === 'approve' ? { verdict, isDowngraded } : {};
  const warnings = guard(office, await economics(office, { ...before, ...judged }, nowMs), before.currency);
  const tells =
    verb === 'approve' && isDowngraded
      ? [
          sponsorEvent({
            type: 'policy.downgraded',
            step: before.revision + 1,
            subject: { resource: 'campaign', id: before.id },
            owner: before.owner,
            by: actorOf(partner),
            nowMs,
            data: { campaignId: before.id, verdict: verdictView(verdict) },
          }),
        ]
      : [];
  return { step: { changes: judged, tells }, warnings };
}
