/** Who is told: webhook endpoints, which hear of everything that is theirs, and listeners of a TM Forum API's hub. */
import { didYouMean } from '../operator/suggest.js';
import type { TmfApiName } from '../partners/routes.js';
import { OPERATOR_OWNER, type PartnerEvent } from './event.js';
import type { EndpointSecret } from './signature.js';
import { TMF_EVENT_TYPES } from './tmf-event-types.js';

export type DisabledReason = 'gone' | 'failing' | 'asked';

interface Reached {
  readonly url: string;
  /** The current one first. */
  readonly secrets: readonly EndpointSecret[];
  /** Which request made the current secret. */
  readonly rotatedBy?: string;
  readonly status: 'enabled' | 'disabled';
  /** `gone`: it answered 410. `failing`: nothing but failures for five days. `asked`: its owner wanted it so. */
  readonly disabledReason?: DisabledReason;
  /** ISO 8601. */
  readonly disabledAt?: string;
}

export interface WebhookEndpoint extends Reached {
  readonly form: 'endpoint';
  /** `payment.captured`, `payment.*`; absent = all. */
  readonly types?: readonly string[];
  readonly description?: string;
}

export interface HubListener extends Reached {
  readonly form: 'hub';
  readonly api: TmfApiName;
  /** As it was given. */
  readonly query?: string;
  /** `ProductOrderStateChangeEvent`; absent = all of the API. */
  readonly eventTypes?: readonly string[];
  /** Whether the callback is what `/listener/<eventType>` is added to. */
  readonly isBase: boolean;
}

export type Listener = WebhookEndpoint | HubListener;

/** Whether a listener of this owner is told of an event. The operator hears of everybody's. */
export function hears(listener: Listener, owner: string, event: PartnerEvent): boolean {
  if (owner !== OPERATOR_OWNER && owner !== event.owner) return false;
  if (listener.form === 'endpoint')
    return listener.types === undefined || listener.types.some((pattern) => isOfType(event.type, pattern));
  return (
    event.tmf?.api === listener.api &&
    (listener.eventTypes === undefined || listener.eventTypes.includes(event.tmf.eventType))
  );
}

/** @param pattern  a type, or the beginning of types and `*` */
export const isOfType = (type: string, pattern: string): boolean =>
  pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;

export interface HubQuery {
  readonly eventTypes?: readonly string[];
  readonly isBase: boolean;
}

/**
 * What a hub's `query` asks for: `eventType=A&eventType=B` (or `eventType=A,B`), `callback=base`.
 *
 * @returns what is wrong, when something is
 */
export function hubQuery(
  api: TmfApiName,
  query: string,
): HubQuery | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const eventTypes: string[] = [];
  let isBase = false;
  const allowed = TMF_EVENT_TYPES[api];
  for (const [name, value] of new URLSearchParams(query.replace(/^\?/, ''))) {
    if (name === 'eventType') {
      for (const given of value.split(',')) {
        const type = `${given.charAt(0).toUpperCase()}${given.slice(1)}`;
        if (allowed.includes(type)) eventTypes.push(type);
        else
          problems.push(
            `got eventType "${given}"${didYouMean(type, allowed)}; allowed: ${allowed.join(', ')}`,
          );
      }
    } else if (name === 'callback' && (value === 'url' || value === 'base')) isBase = value === 'base';
    else
      problems.push(
        name === 'callback'
          ? `got callback "${value}"; allowed: url, base`
          : `got "${name}=${value}"; allowed: eventType=<type>, callback=url, callback=base`,
      );
  }
  if (problems.length > 0) return { problems };
  return { isBase, ...(eventTypes.length === 0 ? {} : { eventTypes: [...new Set(eventTypes)].sort() }) };
}

/** Two listeners that would be told the same at the same place. */
export const isSameListener = (a: HubListener, b: HubListener): boolean =>
  a.api === b.api &&
  a.url === b.url &&
  a.isBase === b.isBase &&
  JSON.stringify(a.eventTypes ?? null) === JSON.stringify(b.eventTypes ?? null);
