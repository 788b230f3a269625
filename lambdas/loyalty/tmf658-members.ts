/** TMF658: who becomes a member, and who is one no longer. */
import { checkStructure } from '../../domain/operator/structure.js';
import { type ProvenLink, provenLink } from '../../domain/loyalty/schemas.js';
import { memberView } from '../../domain/loyalty/tmf658.js';
import { definitions } from '../../domain/partners/definitions/loyalty.js';
import { attributesOf } from '../../domain/partners/tmf/definitions.js';
import { mergePatch, shallowBefore } from '../../domain/partners/tmf/merge-patch.js';
import type { Resource } from '../partners/kernel/collection.js';
import { actorOf } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import { created, type PartnerRequest } from '../partners/kernel/serve.js';
import { json, type InvalidParam } from '../shared/problem.js';
import { linkProven, seen, unlink } from './memberships.js';
import type { LoyaltyOffice } from './office.js';

const isMeta = (name: string) => name.startsWith('@');
const STANDARD = attributesOf(definitions, 'LoyaltyProgramMember_Create').filter((name) => !isMeta(name));

/** What the standard has attributes for follows from the link; what makes a link is an extension by `@schemaLocation`. */
export async function createMember(office: LoyaltyOffice, request: PartnerRequest) {
  const given = Object.entries(request.body as Resource).filter(([name]) => !isMeta(name));
  const followed = given
    .filter(([name]) => STANDARD.includes(name))
    .map(([param, value]): InvalidParam => ({
      param,
      reason: `got ${JSON.stringify(value)}; it follows from the link; allowed: without it`,
    }));
  const link = Object.fromEntries(given.filter(([name]) => !STANDARD.includes(name)));
  const problems = checkStructure(provenLink, link).map(({ path, message }): InvalidParam => ({
    param: path,
    reason: message,
  }));
  if (followed.length + problems.length > 0) throw invalid('invalid-body', [...followed, ...problems]);
  const { record } = await linkProven(office, request, provenLink.parse(link) satisfies ProvenLink);
  return created(memberView(record, request.baseUrl));
}

const STATUSES = ['linked', 'unlinked'];

/** `status` alone is changed, to `unlinked`: the way back is a link, which the subscriber agrees to again. */
export async function patchMember(office: LoyaltyOffice, request: PartnerRequest) {
  const { baseUrl, nowMs, partner, path, body } = request;
  const before = await seen(office, { ...request, path: { membershipId: path['id'] ?? '' } });
  const view = memberView(before, baseUrl);
  const merged = mergePatch(view, body) as Resource;
  const { status = null } = merged;
  const changed = Object.keys(shallowBefore(view, merged)).filter((name) => !isMeta(name));
  const problems = changed
    .filter((name) => name !== 'status' || !STATUSES.includes(status as string))
    .map((param): InvalidParam => ({
      param,
      reason: `got ${JSON.stringify((body as Resource)[param])}; allowed: ${param === 'status' ? STATUSES.join(', ') : 'as it is, or without it'}`,
    }));
  if (problems.length > 0) throw invalid('invalid-body', problems);
  if (!changed.includes('status')) return json(200, view);
  if (status === 'linked')
    throw new RefusedError(
      409,
      'not-linked',
      `status: got "linked"; membership ${before.id} was unlinked, and a link makes it linked again`,
    );
  return json(200, memberView(await unlink(office, before, { nowMs, actor: actorOf(partner) }), baseUrl));
}
