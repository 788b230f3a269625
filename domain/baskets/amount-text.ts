import { fromMicros } from '../operator/decimal.js';
import type { RewardKind } from '../sponsors/ad-event.js';

/** An amount of a kind as operators write it: exactly what it is. */
export function amountText(kind: RewardKind, amount: number): string {
  switch (kind) {
    case 'data':
      return `${amount} B`;
    case 'minutes':
      return `${amount} s`;
    case 'messages':
      return `${amount} messages`;
    case 'credit':
      return fromMicros(amount);
    case 'points':
      return String(amount);
  }
}
