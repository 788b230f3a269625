/** Memberships and points, the standard's view of them (TMF658), and baskets of tills. */
import { BASKET_ROUTES } from '../baskets/routes.js';
import { type Route, scopeOf, shared, tmfRoutes } from '../partners/route.js';
import { TMF658_BASE } from './tmf658.js';

const loyalty = (verb: 'read' | 'write') =>
  ({ api: 'loyalty', handler: 'loyalty', scope: scopeOf('loyalty', verb) }) as const;

const points = (verb: string, summary: string, body: string): Route => ({
  ...loyalty('write'),
  operationId: `${verb}Points`,
  method: 'POST',
  path: `/points:${verb}`,
  summary,
  body,
  answer: 'PointsEntry',
  status: 201,
});

export const LOYALTY_ROUTES: readonly Route[] = [
  {
    ...loyalty('write'),
    operationId: 'linkMembership',
    method: 'POST',
    path: '/memberships/link',
    summary: "Link a retailer's member to a number, by a signed link or by a code to the number",
    body: 'MembershipLink',
    answer: 'MembershipLinkAnswer',
    status: 201,
  },
  {
    ...loyalty('read'),
    operationId: 'listMemberships',
    method: 'GET',
    path: '/memberships',
    summary: 'Memberships that you linked',
    answer: 'Membership',
    isList: true,
    status: 200,
  },
  {
    ...loyalty('read'),
    operationId: 'retrieveMembership',
    method: 'GET',
    path: '/memberships/{membershipId}',
    summary: 'One membership',
    answer: 'Membership',
    status: 200,
  },
  {
    ...loyalty('write'),
    operationId: 'unlinkMembership',
    method: 'DELETE',
    path: '/memberships/{membershipId}',
    summary: 'Unlink a membership; its points stay the member’s',
    status: 204,
  },
  {
    ...loyalty('read'),
    operationId: 'retrievePoints',
    method: 'GET',
    path: '/memberships/{membershipId}/points',
    summary: 'What a member holds, its tier, and what expires when',
    answer: 'Points',
    status: 200,
  },
  {
    ...loyalty('read'),
    operationId: 'listPointsEntries',
    method: 'GET',
    path: '/memberships/{membershipId}/points/entries',
    summary: 'What happened to a member’s points, the last first',
    answer: 'PointsEntry',
    isList: true,
    status: 200,
  },
  points('earn', 'Points for money by the rules of earning; the tier makes them more', 'PointsEarn'),
  points('burn', 'Change points into data or credit', 'PointsBurn'),
  points('transfer', 'Give points to another member', 'PointsTransfer'),
  {
    ...loyalty('write'),
    operationId: 'expirePoints',
    method: 'POST',
    path: '/points:expire',
    summary: 'Book what has expired of a member now, instead of within the hour',
    body: 'PointsExpire',
    answer: 'Points',
    status: 200,
  },
  points('reverse', 'Undo an earning or a burning', 'PointsReversal'),
  ...tmfRoutes('loyalty', 'loyalty', TMF658_BASE, [
    { name: 'loyaltyProgramProductSpec', operations: 'LR', words: 'a loyalty programme' },
    { name: 'loyaltyProgramMember', operations: 'LCRP', words: 'a loyalty programme member' },
    { name: 'loyaltyProgramProduct', operations: 'LR', words: 'a loyalty programme product' },
    { name: 'loyaltyAccount', operations: 'LR', words: 'a loyalty account' },
    { name: 'loyaltyBalance', operations: 'LR', words: 'a loyalty balance' },
    { name: 'loyaltyRule', operations: 'LR', words: 'a loyalty rule' },
    { name: 'loyaltyEventType', operations: 'LR', words: 'a loyalty event type' },
    { name: 'loyaltyCondition', operations: 'LR', words: 'a loyalty condition' },
    { name: 'loyaltyAction', operations: 'LR', words: 'a loyalty action' },
    { name: 'loyaltyEvent', operations: 'LCR', words: 'a loyalty event' },
  ]).map((route) => shared(route, TMF658_BASE)),
  ...BASKET_ROUTES,
];
