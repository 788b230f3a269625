/** What happened to a resource, as partners are told: CloudEvents 1.0 with who did it and what was there before. */
import type { TmfApiName } from '../partners/routes.js';

/** Who did it. `partner`: a channel partner's client; `operator`: the operator's own tools. */
export interface Actor {
  readonly type: 'partner' | 'operator' | 'subscriber' | 'network' | 'system';
  /** The partner's id, or what of the system it was. */
  readonly id: string;
}

export interface PartnerEvent {
  /** `evt_…`. The same event has the same id, however often it is written. */
  readonly id: string;
  /** `<resource>.<past tense>`: `product_order.state_changed`. */
  readonly type: string;
  /** ISO 8601, the operator's time. */
  readonly time: string;
  /** Whose it is: a partner's id, or `operator`, which sees everybody's. */
  readonly owner: string;
  /** `<resource>/<id>`: events of one subject are told in the order in which they happened. */
  readonly subject: string;
  readonly actor: Actor;
  /** The resource as its API answers it, under its name: `{ productOrder: { … } }`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What of it was different before; only of changes. */
  readonly previousData?: Readonly<Record<string, unknown>>;
  /** What a TM Forum hub's listener knows it as: `ProductOrderStateChangeEvent`. */
  readonly tmf?: { readonly api: TmfApiName; readonly eventType: string };
  /** Who is told of this event alone, beside the owner's hubs and endpoints. Never shown. */
  readonly sink?: EventSink;
}

/** An address that came with the request whose outcome it is told (CAMARA's `sink`). */
export interface EventSink {
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly accessToken?: string;
  /** ISO 8601, real time: when the token has expired nothing is sent any more. */
  readonly expiresAt?: string;
  /** What is sent, `application/cloudevents+json`: a CloudEvent as the API of the sink has it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** The owner of what belongs to no partner. */
export const OPERATOR_OWNER = 'operator';
