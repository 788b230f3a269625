/**
 * Buckets that partners describe (TMF654 `POST bucket`): kept and shown as they came, of no product, with nothing in them.
 * What subscribers hold comes with plans, add-ons and top-ups, and never from here.
 */
import { TMF_BASE } from '../../../domain/partners/routes.js';
import { newId } from '../../../domain/partners/ids.js';
import { BusyError } from '../../accounts/desk.js';
import { eventWrite, wake } from '../../events/outbox.js';
import { resourceEvent } from '../kernel/announce.js';
import { maySee, ownerOf, type Partner } from '../kernel/partner.js';
import { type Recorded, RecordBook } from '../kernel/records.js';
import type { PartnerRequest } from '../kernel/serve.js';
import type { BalancesOffice } from './office.js';

type Resource = Readonly<Record<string, unknown>>;

interface Draft {
  readonly body: Resource;
}

const PREFIX = 'bkt';
/** Shown in lists; each is found by its id. */
const MOST_LISTED = 200;

const bookOf = ({ client, tables }: Pick<BalancesOffice, 'client' | 'tables'>) =>
  new RecordBook<Draft>(client, tables.records, 'BUCKETDRAFT', 'bucket');

const view = ({ id, body }: Pick<Recorded<Draft>, 'id' | 'body'>, baseUrl: string): Resource => ({
  '@type': 'Bucket',
  ...body,
  id,
  href: `${baseUrl}${TMF_BASE.balances}/bucket/${id}`,
  // Nothing can be drawn from it.
  status: 'suspended',
});

export async function createDraft(
  office: BalancesOffice,
  { body, partner, nowMs, seed, baseUrl }: PartnerRequest,
): Promise<Resource> {
  const id = newId(PREFIX, seed);
  const owner = ownerOf(partner);
  const value = { body: body as Resource };
  const event = resourceEvent({
    by: partner,
    nowMs,
    owner,
    resource: 'bucket',
    id,
    revision: 1,
    change: 'created',
    view: view({ id, ...value }, baseUrl),
    api: 'balances',
  });
  const kept = await bookOf(office).create({ id, owner, nowMs, value }, [
    eventWrite(office.tables.records, event),
  ]);
  if (kept === undefined) throw new BusyError(`bucket ${id} was neither kept nor there`);
  await wake(process.env['EVENTS_QUEUE_URL'], [event.id]);
  return view(kept, baseUrl);
}

export async function draftOf(
  office: BalancesOffice,
  partner: Partner,
  id: string,
  baseUrl: string,
): Promise<Resource | undefined> {
  if (!id.startsWith(`${PREFIX}_`)) return undefined;
  const found = await bookOf(office).get(id);
  return found === undefined || !maySee(partner, found.owner) ? undefined : view(found, baseUrl);
}

/** The first of them. */
export async function listedDrafts(
  office: BalancesOffice,
  partner: Partner,
  baseUrl: string,
): Promise<Resource[]> {
  const { items } = await bookOf(office).list(partner).page(0, MOST_LISTED);
  return items.map((draft) => view(draft, baseUrl));
}
