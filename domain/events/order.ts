/** In which order events of one subject are told: that in which they happened. */
import type { PartnerEvent } from './event.js';

/**
 * Sorts as events happened. Of one millisecond, what begins something comes first and what ends it last; of those that
 * are equal in that, the one that was written first.
 *
 * @param count  how many events this process has written before
 */
export function orderOf(
  { time, type, id }: Pick<PartnerEvent, 'time' | 'type' | 'id'>,
  count: number,
): string {
  const rank = type.endsWith('.created') ? 0 : /\.(deleted|terminated)$/.test(type) ? 2 : 1;
  return `${time}#${rank}#${String(count % 1e9).padStart(9, '0')}#${id}`;
}
