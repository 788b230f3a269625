/** `/consents/{subscriberId}`: what was agreed to; a change holds from the answer on. */
import { changed, changeProblems, type ConsentVersion } from '../../domain/consents/change.js';
import { type Consents, isAllowed, type Purpose } from '../../domain/consents/consent.js';
import { bodies } from '../../domain/consents/schemas.js';
import { isoDate } from '../../domain/cycles/calendar-date.js';
import { dayAt } from '../../domain/cycles/local-day.js';
import { OPERATOR_OWNER, type PartnerEvent } from '../../domain/events/event.js';
import { writeTogether } from '../accounts/ledger.js';
import { untilFirst } from '../accounts/run-command.js';
import type { RecordOffice } from '../ads/office.js';
import { mustFind } from '../ads/must-find.js';
import { eventWrite } from '../events/outbox.js';
import { eventId } from '../partners/kernel/announce.js';
import { answerList, listOf, listQuery } from '../partners/kernel/list.js';
import { actorOf, type Partner } from '../partners/kernel/partner.js';
import { invalid, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerHandler } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { consentsWrites, consentVersions } from './consent-book.js';
import { consentsOf } from './read.js';

export function consentHandlers(office: RecordOffice): Record<string, PartnerHandler> {
  const { client, tables, market, wake } = office;
  const table = tables.records;
  return {
    retrieveConsents: async ({ path, partner }) => {
      const { subscriberId } = await mustFind(table, partner, path['subscriberId']!);
      const consents = await consentsOf(client, table, subscriberId);
      return json(200, viewOf(subscriberId, consents, (await market()).advertising));
    },

    putConsents: async ({ path, partner, body, nowMs }) => {
      const { subscriberId, partnerId } = await mustFind(table, partner, path['subscriberId']!);
      const asked = bodies.Consents_Update.parse(body);
      const { timeZone, advertising } = await market();
      const problems = changeProblems(asked, nowMs, isoDate(dayAt(timeZone, nowMs)));
      if (problems.length > 0) throw invalid('invalid-body', problems);
      const { after, event } = await untilFirst(async () => {
        const before = await consentsOf(client, table, subscriberId);
        const consents = changed(before, subscriberId, asked, nowMs);
        if (consents === undefined) return { after: before, event: undefined };
        const said: ConsentVersion = {
          ...asked,
          subscriberId,
          version: consents.version,
          at: new Date(nowMs).toISOString(),
          actor: named(partner),
        };
        const told = consentChanged(said, partnerId ?? OPERATOR_OWNER, partner, nowMs);
        const written = await writeTogether(client, [
          ...consentsWrites(table, before, consents, said),
          eventWrite(table, told),
        ]);
        return written ? { after: consents, event: told } : undefined;
      });
      if (event !== undefined) await wake([event.id]);
      return json(200, viewOf(subscriberId, after, advertising));
    },

    listConsentVersions: async ({ path, partner, query }) => {
      const { subscriberId } = await mustFind(table, partner, path['subscriberId']!);
      const asked = listQuery(query, ['version', 'at', 'actor']);
      const versions = await consentVersions(client, table, subscriberId);
      return answerList(asked, listOf(versions), (version) => ({ ...version }));
    },

    putSubscriberSegments: async ({ path, partner, body, nowMs }) => {
      const { subscriberId } = await mustFind(table, partner, path['subscriberId']!);
      const segments = [...new Set((body as { readonly segments: readonly string[] }).segments)].sort();
      const { advertising } = await market();
      await untilFirst(async () => {
        const before = await consentsOf(client, table, subscriberId);
        if (
          before === undefined ||
          !isAllowed(before, 'profiling' satisfies Purpose, 'any', advertising, nowMs)
        )
          throw new RefusedError(
            409,
            'consent-missing',
            `${subscriberId} has not agreed to profiling by any channel; allowed after that`,
          );
        return (await writeTogether(
          client,
          consentsWrites(table, before, { ...before, revision: before.revision + 1, segments }),
        ))
          ? 'written'
          : undefined;
      });
      return json(200, { subscriberId, segments, profiling: 'granted' });
    },
  };
}

const named = ({ id, isOperator }: Partner): string => (isOperator ? id : `partner ${id}`);

function viewOf(
  subscriberId: string,
  consents: Consents | undefined,
  { consent }: { readonly consent: 'opt-in' | 'opt-out' },
) {
  const { version = 0, current = {}, age, segments } = consents ?? {};
  return {
    subscriberId,
    version,
    ...(version === 0 ? {} : { consentRef: `${subscriberId}/${version}` }),
    default: consent,
    consents: Object.entries(current)
      .map(([name, said]) => {
        const [purpose, channel] = name.split('.');
        return { purpose, channel, ...said };
      })
      .sort((a, b) => `${a.purpose}.${a.channel}`.localeCompare(`${b.purpose}.${b.channel}`)),
    ...(age === undefined ? {} : { age }),
    ...(segments === undefined ? {} : { segments }),
  };
}

function consentChanged(said: ConsentVersion, owner: string, by: Partner, nowMs: number): PartnerEvent {
  const { subscriberId, version, consents } = said;
  return {
    id: eventId(`consent/${subscriberId}`, 'changed', String(version)),
    type: 'consent.changed',
    time: new Date(nowMs).toISOString(),
    owner,
    subject: `consent/${subscriberId}`,
    actor: actorOf(by),
    data: { consent: { subscriberId, version, consents } },
  };
}
