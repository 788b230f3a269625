/** Who is in which variant, and what they did that nobody but the partner sees. */
import { OPERATOR_OWNER } from '../../domain/events/event.js';
import { variantOf } from '../../domain/experiments/assign.js';
import { BusyError } from '../accounts/desk.js';
import { maySee } from '../partners/kernel/partner.js';
import { notFound, RefusedError } from '../partners/kernel/refused.js';
import type { PartnerRequest } from '../partners/kernel/serve.js';
import { json } from '../shared/problem.js';
import { findSubscriber } from '../subscribers/find-subscriber.js';
import { convertOnce, expose, exposureOf } from './exposures.js';
import type { ExperimentsOffice } from './office.js';

/**
 * Partners ask for their own subscribers: tills and shops have to know what to offer. They see nothing else of a trial.
 *
 * @throws RefusedError 404
 */
async function asked(office: ExperimentsOffice, { path, partner }: PartnerRequest, subscriberId: string) {
  const id = path['experimentId'] ?? '';
  const record = await office.experiments.get(id);
  if (record === undefined) throw notFound('experiment', id);
  const subscriber = await findSubscriber(office.table, subscriberId);
  // One partner must learn of no other's subscribers, and move no trial by them.
  if (subscriber === undefined || !maySee(partner, subscriber.partnerId ?? OPERATOR_OWNER))
    throw notFound('subscriber', subscriberId);
  return record;
}

/** @throws RefusedError 404, 409 */
export async function assign(office: ExperimentsOffice, request: PartnerRequest) {
  const { subscriberId } = request.body as { subscriberId: string };
  const record = await asked(office, request, subscriberId);
  const known = await exposureOf(office, record.id, subscriberId);
  if (known === undefined && record.state !== 'running')
    throw new RefusedError(
      409,
      'experiment-not-running',
      `experiment ${record.id} is ${record.state}; allowed: running`,
    );
  const variant = known?.variant ?? variantOf(record.salt, record.variants, subscriberId);
  if (variant === undefined) return json(200, { experimentId: record.id, subscriberId, variant: null });
  const since = new Date(request.nowMs).toISOString();
  const kept = known ?? (await expose(office, record.id, { subscriberId, variant, since }));
  const { treatment } = record.variants.find(({ id }) => id === kept.variant)!;
  return json(200, {
    experimentId: record.id,
    subscriberId,
    variant: kept.variant,
    treatment:
      treatment.kind === 'offering' ? { kind: 'offering', offeringId: treatment.offering['id'] } : treatment,
    since: kept.since,
  });
}

/** @throws RefusedError 404; BusyError when others are at the same subscriber all the time */
export async function convert(office: ExperimentsOffice, request: PartnerRequest) {
  const { subscriberId, id } = request.body as { subscriberId: string; id: string };
  const record = await asked(office, request, subscriberId);
  const counted = record.state === 'running' ? await convertOnce(office, record.id, subscriberId, id) : false;
  if (counted === undefined) throw new BusyError(`conversions of ${subscriberId} are being counted`);
  return json(200, { experimentId: record.id, subscriberId, id, counted });
}
