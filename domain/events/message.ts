/** What a listener is sent: CloudEvents 1.0 in structured mode. */
import type { PartnerEvent } from './event.js';
import type { Listener } from './listener.js';

export const CLOUD_EVENT = 'application/cloudevents+json';

/** An event as a CloudEvent; `partitionkey` (its extension) is the subject: what is told in order. */
export function cloudEvent(event: PartnerEvent, operatorId: string): Readonly<Record<string, unknown>> {
  const { id, type, time, subject, actor, data, previousData } = event;
  return {
    specversion: '1.0',
    id,
    source: `urn:wildlily:operator:${operatorId}`,
    type,
    time,
    subject,
    datacontenttype: 'application/json',
    partitionkey: subject,
    actor,
    data,
    ...(previousData === undefined ? {} : { previousData }),
  };
}

/** The notification of a TM Forum API. */
export function tmfNotification(event: PartnerEvent): Readonly<Record<string, unknown>> {
  const { id, time, type, tmf, data, subject } = event;
  return {
    eventId: id,
    eventTime: time,
    eventType: tmf?.eventType,
    correlationId: subject,
    domain: tmf?.api,
    title: type,
    description: `${type} of ${subject}`,
    priority: 'normal',
    // Misspelt so in the swaggers.
    timeOcurred: time,
    event: data,
  };
}

export function messageFor(
  listener: Listener,
  event: PartnerEvent,
  operatorId: string,
): { readonly url: string; readonly body: string } {
  const told = cloudEvent(event, operatorId);
  if (listener.form === 'endpoint') return { url: listener.url, body: JSON.stringify(told) };
  const eventType = event.tmf?.eventType ?? '';
  const listenerPath = `/listener/${eventType.charAt(0).toLowerCase()}${eventType.slice(1)}`;
  return {
    url: listener.isBase ? `${listener.url.replace(/\/$/, '')}${listenerPath}` : listener.url,
    body: JSON.stringify({ ...told, data: tmfNotification(event) }),
  };
}
