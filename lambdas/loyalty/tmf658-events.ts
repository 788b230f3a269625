/** TMF658: events that earn points, and all that happened to a member's. */
import { earningEvent } from '../../domain/loyalty/schemas.js';
import { entryOf, eventView } from '../../domain/loyalty/tmf658.js';
import { checkStructure } from '../../domain/operator/structure.js';
import { didYouMean } from '../../domain/operator/suggest.js';
import { definitions } from '../../domain/partners/definitions/loyalty.js';
import { attributesOf } from '../../domain/partners/tmf/definitions.js';
import type { Resource } from '../partners/kernel/collection.js';
import { answerList, answerOne, listOf, listQuery } from '../partners/kernel/list.js';
import { maySee } from '../partners/kernel/partner.js';
import { invalid, notFound } from '../partners/kernel/refused.js';
import { created, type PartnerHandler, type PartnerRequest } from '../partners/kernel/serve.js';
import type { InvalidParam } from '../shared/problem.js';
import type { LoyaltyOffice } from './office.js';
import { doneEntry, earnByRules } from './points.js';
import { entriesOf, entryKey, findEntry, type PointsEntry, read } from './points-records.js';

export function eventHandlers(office: LoyaltyOffice): Readonly<Record<string, PartnerHandler>> {
  return {
    listLoyaltyEvent: async (request) => list(office, request),
    createLoyaltyEvent: async (request) => {
      const moved = await earnByRules(office, request, earningOf(request.body as Resource));
      return created(eventView(doneEntry(moved), request.baseUrl));
    },
    retrieveLoyaltyEvent: async (request) =>
      answerOne(eventView(await entrySeen(office, request), request.baseUrl), request.query),
  };
}

/** Entries are a member's, oldest first: of whose is for who asks to say. */
async function list(office: LoyaltyOffice, { query, partner, baseUrl }: PartnerRequest) {
  const asked = listQuery(query, attributesOf(definitions, 'LoyaltyEvent'));
  const members = asked.filters.find(
    ({ path, operator }) => path.join('.') === 'memberId' && operator === 'eq',
  );
  if (members === undefined)
    throw invalid('invalid-query', [
      { param: 'memberId', reason: 'is missing; events are listed by the member that they are of' },
    ]);
  const found = await Promise.all(members.values.map(async (id) => office.memberships.get(id)));
  const entries: PointsEntry[] = [];
  for (const member of found)
    if (member !== undefined && maySee(partner, member.owner))
      entries.push(...(await entriesOf(office, member.id)).reverse());
  return answerList(asked, listOf(entries), (entry) => eventView(entry, baseUrl));
}

/** @throws RefusedError 404 */
async function entrySeen(
  office: LoyaltyOffice,
  { partner, path }: Pick<PartnerRequest, 'partner' | 'path'>,
): Promise<PointsEntry> {
  const { id = '' } = path;
  const at = entryOf(id);
  const entry =
    'id' in at
      ? await findEntry(office, at.id.slice(0, MOST_ID))
      : await read<PointsEntry>(office, entryKey(at.membershipId, at.number));
  const member = entry && (await office.memberships.get(entry.membershipId));
  if (entry === undefined || member === undefined || !maySee(partner, member.owner))
    throw notFound('loyalty-event', id);
  return entry;
}

/** Ours are shorter by far; a key of the table ends at 2,048 bytes. */
const MOST_ID = 512;
const EARNING = ['basket', 'top-up'] as const;
/** What is told of events, and no client's to say. */
const TOLD = ['id', 'href', 'eventTime', 'eventId'];

/** @throws RefusedError 400 with everything that is wrong */
function earningOf(body: Resource): Parameters<typeof earnByRules>[2] {
  const { eventType, memberId, event } = body;
  const problems: InvalidParam[] = [
    ...TOLD.filter((name) => Object.hasOwn(body, name)).map((param) => ({
      param,
      reason: `got ${JSON.stringify(body[param])}; it is told, not asked for; allowed: without it`,
    })),
    ...((EARNING as readonly unknown[]).includes(eventType)
      ? []
      : [
          {
            param: 'eventType',
            reason: `got ${JSON.stringify(eventType) ?? 'nothing'}; allowed: ${EARNING.join(', ')}${didYouMean(eventType, EARNING)}`,
          },
        ]),
    ...(memberId === undefined
      ? [{ param: 'memberId', reason: 'is missing; it is the id of a loyaltyProgramMember' }]
      : []),
    ...checkStructure(earningEvent, event, 'event').map(({ path, message }) => ({
      param: path,
      reason: message,
    })),
  ];
  if (problems.length > 0) throw invalid('invalid-body', problems);
  return {
    ...earningEvent.parse(event),
    membershipId: memberId as string,
    on: eventType as (typeof EARNING)[number],
  };
}
