/** TMF658: the programme and its rules, its members, what they have of it, and what they hold. */
import { type Membership, membershipIdOf } from '../../domain/loyalty/membership.js';
import {
  accountView,
  balanceView,
  memberView,
  productView,
  programmeView,
} from '../../domain/loyalty/tmf658.js';
import { actionViews, conditionViews, eventTypeViews, ruleViews } from '../../domain/loyalty/tmf658-rules.js';
import type { LoyaltyTerms } from '../../domain/operator/loyalty.js';
import { definitions } from '../../domain/partners/definitions/loyalty.js';
import { attributesOf } from '../../domain/partners/tmf/definitions.js';
import type { Filter } from '../../domain/partners/tmf/filter.js';
import { bodyChecks } from '../partners/kernel/check-body.js';
import type { Resource } from '../partners/kernel/collection.js';
import { answerList, answerOne, listOf, type ListSource, listQuery } from '../partners/kernel/list.js';
import type { Partner } from '../partners/kernel/partner.js';
import type { Recorded } from '../partners/kernel/records.js';
import { notFound } from '../partners/kernel/refused.js';
import type { PartnerHandler, PartnerRequest } from '../partners/kernel/serve.js';
import { seen } from './memberships.js';
import type { LoyaltyOffice } from './office.js';
import { pointsOf } from './points-records.js';
import { eventHandlers } from './tmf658-events.js';
import { createMember, patchMember } from './tmf658-members.js';

type Member = Recorded<Membership>;

export const checkTmf658Body = bodyChecks(definitions);

const attributes = (type: string) => attributesOf(definitions, type);

export function tmf658Handlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  const { terms } = office;
  return {
    ...fileHandlers(office, 'LoyaltyProgramProductSpec', (of, baseUrl) => [programmeView(of, baseUrl)]),
    ...fileHandlers(office, 'LoyaltyRule', ruleViews),
    ...fileHandlers(office, 'LoyaltyEventType', eventTypeViews),
    ...fileHandlers(office, 'LoyaltyCondition', conditionViews),
    ...fileHandlers(office, 'LoyaltyAction', actionViews),
    ...viewHandlers(office, 'LoyaltyProgramMember', memberView),
    ...viewHandlers(office, 'LoyaltyAccount', accountView),
    ...viewHandlers(office, 'LoyaltyProgramProduct', async (member, baseUrl, nowMs) =>
      productView(member, await pointsOf(office, member.id, nowMs), terms, baseUrl),
    ),
    ...viewHandlers(office, 'LoyaltyBalance', async (member, baseUrl, nowMs) =>
      balanceView(member, await pointsOf(office, member.id, nowMs), terms, baseUrl),
    ),
    createLoyaltyProgramMember: async (request) => createMember(office, request),
    patchLoyaltyProgramMember: async (request) => patchMember(office, request),
    ...eventHandlers(office),
  };
}

/** What the operator file says: it is changed there. */
function fileHandlers(
  { terms }: LoyaltyOffice,
  type: string,
  views: (terms: LoyaltyTerms, baseUrl: string) => readonly Resource[],
): Readonly<Record<string, PartnerHandler>> {
  return {
    [`list${type}`]: async ({ query, baseUrl }) =>
      answerList(listQuery(query, attributes(type)), listOf(views(terms, baseUrl)), (each) => each),
    [`retrieve${type}`]: async ({ path, query, baseUrl }) => {
      const found = views(terms, baseUrl).find(({ id }) => id === path['id']);
      if (found === undefined) throw notFound(kebab(type), path['id'] ?? '');
      return Promise.resolve(answerOne(found, query));
    },
  };
}

const kebab = (type: string) =>
  type.replace(/[A-Z]/g, (letter, at) => `${at === 0 ? '' : '-'}${letter.toLowerCase()}`);

/** One resource for each membership. */
function viewHandlers(
  office: LoyaltyOffice,
  type: string,
  view: (member: Member, baseUrl: string, nowMs: number) => Resource | Promise<Resource>,
): Readonly<Record<string, PartnerHandler>> {
  return {
    [`list${type}`]: async ({ query, partner, baseUrl, nowMs }) =>
      answerList(listQuery(query, attributes(type)), membersOf(office, partner, type), async (member) =>
        view(member, baseUrl, nowMs),
      ),
    [`retrieve${type}`]: async (request) =>
      answerOne(await view(await memberSeen(office, request), request.baseUrl, request.nowMs), request.query),
  };
}

/** @throws RefusedError 404 */
const memberSeen = async (office: LoyaltyOffice, request: PartnerRequest): Promise<Member> =>
  seen(office, { ...request, path: { membershipId: request.path['id'] ?? '' } });

/** What names a membership in a filter of a resource of it, beside `id`. */
const NAMES: Readonly<Record<string, string>> = {
  LoyaltyProgramProduct: 'loyaltyAccount.id',
  LoyaltyAccount: 'loyaltyProgramProduct.id',
  LoyaltyBalance: 'loyaltyProgramMember.id',
};

/** Memberships that a partner may see, found by whatever names one of them. */
function membersOf({ memberships }: LoyaltyOffice, partner: Partner, type: string): ListSource<Member> {
  const source = memberships.list(partner);
  return {
    ...source,
    find: (filters) => source.find?.(filters.map((filter) => byId(filter, partner, type))),
  };
}

function byId(filter: Filter, { id, isOperator }: Partner, type: string): Filter {
  const path = filter.path.join('.');
  if (path === NAMES[type]) return { ...filter, path: ['id'] };
  // The retailer's own id of a member leads to it; the operator sees members of several brands.
  if (type !== 'LoyaltyProgramMember' || path !== 'name' || isOperator) return filter;
  return { ...filter, path: ['id'], values: filter.values.map((name) => membershipIdOf(id, name)) };
}
