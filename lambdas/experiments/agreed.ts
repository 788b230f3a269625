/** Who of many subscribers may be told of as part of a group: is still known, and agrees to all of the purposes now. */
import { isAllowed, type Purpose } from '../../domain/consents/consent.js';
import { inParallel } from '../../domain/in-parallel.js';
import { consentsIn, consentsPk, subscriberIn, subscriberPk } from '../ads/ad-records.js';
import { readTogether } from '../ads/read-together.js';
import type { Subscriber } from '../subscribers/find-subscriber.js';
import type { ExperimentsOffice } from './office.js';

export type Agreed = (subscriberIds: readonly string[]) => Promise<ReadonlyMap<string, Subscriber>>;

const LANES = 8;
/** Of each a subscriber and its consents are read; a request reads 100 items. */
const AT_ONCE = 50;

/** @returns those who agree, by id; of who was erased nothing is there to be read */
export const agreedTo =
  (
    { client, table }: Pick<ExperimentsOffice, 'client' | 'table'>,
    purposes: readonly Purpose[],
    policy: Parameters<typeof isAllowed>[3],
    nowMs: number,
  ): Agreed =>
  async (subscriberIds) => {
    const parts = Array.from({ length: Math.ceil(subscriberIds.length / AT_ONCE) }, (_, i) =>
      subscriberIds.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
    );
    const found = await inParallel(parts, LANES, async (ids) => {
      const records = await readTogether(client, table, [...ids.map(subscriberPk), ...ids.map(consentsPk)]);
      return ids.flatMap((id): [string, Subscriber][] => {
        const subscriber = subscriberIn(records, id);
        const consents = consentsIn(records, id);
        return subscriber !== undefined &&
          purposes.every((purpose) => isAllowed(consents, purpose, 'any', policy, nowMs))
          ? [[id, subscriber]]
          : [];
      });
    });
    return new Map(found.flat());
  };
