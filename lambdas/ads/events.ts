/**
 * `POST /ad-events`: an event of a decision is paid for and rewarded once, in one transaction of what is known of the
 * decision, the subscriber's state, the budget's slice, the campaign's tally and the reward. What is invalid traffic is
 * written down with its reason, and never paid for.
 */
import { createHash } from 'node:crypto';
import { judgeEvent, type ToldEvent } from '../../domain/ads/judge-event.js';
import { bodies, type EventBody } from '../../domain/ads/schemas.js';
import { isAllowed } from '../../domain/consents/consent.js';
import { untilFirst } from '../accounts/run-command.js';
import { maySee } from '../partners/kernel/partner.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { consentsIn, consentsPk, decisionIn, decisionPk, stateIn, statePk } from './ad-records.js';
import type { AdOffice } from './office.js';
import { readTogether } from './read-together.js';
import { countRejection, UNKNOWN } from './rejections.js';
import { accepted, type Answer, pay, reject } from './settle-event.js';

export function createAdEvent(office: AdOffice): PartnerHandler {
  const { client, keys, tables } = office;
  return async ({ body, partner, nowMs }) => {
    const asked = bodies.AdEvent_Create.parse(body);
    const { event } = asked;
    const [token, market] = await Promise.all([keys.verify(asked.token), office.market()]);
    if (token === undefined) {
      // What it says of itself is not to be believed, so nobody's figures have it.
      await countRejection(client, tables.records, UNKNOWN, 'forged', nowMs);
      return json(200, { status: 'rejected', reason: 'forged', event });
    }
    const told = toldOf(asked);
    const { decisionId, subscriberId } = token;
    const answer = await untilFirst<Answer>(async () => {
      const found = await readTogether(client, tables.records, [
        statePk(subscriberId),
        decisionPk(decisionId),
        consentsPk(subscriberId),
      ]);
      const state = stateIn(found, subscriberId);
      const record = decisionIn(found, decisionId);
      const decision = record ?? state.open[decisionId];
      if (decision !== undefined && !maySee(partner, decision.owner))
        throw notFound('ad-decision', decisionId);
      const verdict = judgeEvent({
        token,
        told,
        decision,
        state,
        isAllowed: isAllowed(
          consentsIn(found, subscriberId),
          'advertising',
          decision?.channel ?? 'any',
          market.advertising,
          nowMs,
        ),
        country: market.country,
        nowMs,
      });
      switch (verdict.is) {
        case 'repeated':
          return { ...accepted(verdict.paid), repeated: true };
        case 'rejected-before':
          return { status: 'rejected', reason: verdict.reason, repeated: true };
        case 'early':
          throw new RefusedError(
            409,
            'event-too-early',
            `got ${event} of decision ${decisionId}; allowed after its ${verdict.after}: send that first, then this again`,
          );
        case 'invalid':
          if (decision === undefined) {
            await countRejection(client, tables.records, token.campaignId, verdict.reason, nowMs);
            return { status: 'rejected', reason: verdict.reason };
          }
          return reject(
            office,
            { told, token, decision, record, state, market, partner, nowMs },
            verdict.reason,
          );
        default:
          return pay(office, { told, token, decision: decision!, record, state, market, partner, nowMs });
      }
    });
    return json(200, { ...answer, event, decisionId });
  };
}

function toldOf({ id, event, subscriberId, device, gesture, occurredAt }: EventBody): ToldEvent {
  const { id: deviceId, ...about } = device ?? {};
  return {
    eventId: id,
    event,
    subscriberId,
    gesture,
    ...(occurredAt === undefined ? {} : { occurredAtMs: Date.parse(occurredAt) }),
    device: {
      ...about,
      ...(deviceId === undefined
        ? {}
        : { digest: createHash('sha256').update(deviceId).digest('base64url').slice(0, 22) }),
    },
  };
}
