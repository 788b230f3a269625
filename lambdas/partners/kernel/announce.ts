/** The event of a change to a resource, for the transaction that changes it. */
import { createHash } from 'node:crypto';
import type { Actor, PartnerEvent } from '../../../domain/events/event.js';
import type { TmfApiName } from '../../../domain/partners/routes.js';
import { actorOf, type Partner } from './partner.js';

export type Change = 'created' | 'updated' | 'state_changed' | 'deleted';

export interface ResourceChange {
  /** Who did it: the partner of a request, or an actor that is none. */
  readonly by: Partner | Actor;
  /** The operator's time, epoch milliseconds. */
  readonly nowMs: number;
  /** A partner's id, or `operator`. */
  readonly owner: string;
  /** As its API names it: `productOrder`. */
  readonly resource: string;
  readonly id: string;
  /** What makes this change one of its own: the record's new revision, or the name of a step. */
  readonly revision: number | string;
  readonly change: Change;
  /** The resource as its API answers it. */
  readonly view: Readonly<Record<string, unknown>>;
  /** What of the view was different before. */
  readonly previous?: Readonly<Record<string, unknown>> | undefined;
  /** The API whose hub tells it. */
  readonly api: TmfApiName;
  /** @default the name that most swaggers have for this change: `ProductOrderStateChangeEvent` */
  readonly eventType?: string;
}

const SUFFIX: Readonly<Record<Change, string>> = {
  created: 'CreateEvent',
  updated: 'AttributeValueChangeEvent',
  state_changed: 'StateChangeEvent',
  deleted: 'DeleteEvent',
};

/** The same change again is the same event: its id follows from the resource, the revision and the kind of change. */
export function resourceEvent({
  by,
  nowMs,
  owner,
  resource,
  id,
  revision,
  change,
  view,
  previous,
  api,
  eventType = `${resource.charAt(0).toUpperCase()}${resource.slice(1)}${SUFFIX[change]}`,
}: ResourceChange): PartnerEvent {
  const name = resource.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const subject = `${name}/${id}`;
  return {
    id: eventId(subject, change, String(revision)),
    type: `${name}.${change}`,
    time: new Date(nowMs).toISOString(),
    owner,
    subject,
    actor: 'isOperator' in by ? actorOf(by) : by,
    data: { [resource]: view },
    ...(previous === undefined ? {} : { previousData: previous }),
    tmf: { api, eventType },
  };
}

/** `evt_` and 24 hex digits that follow from what happened. */
export function eventId(...what: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(what)).digest('hex');
  return `evt_${digest.slice(0, 24)}`;
}
