/** Amounts of sponsors' bodies: what is given for an event, as people write it. */
import { toMicros } from '../operator/decimal.js';
import { parseQuantity } from '../operator/quantity.js';
import type { RewardKind } from './ad-event.js';

const UNIT: Readonly<Partial<Record<RewardKind, string>>> = {
  data: 'bytes',
  minutes: 'seconds',
  messages: 'messages',
};

export const REWARD_EXAMPLE: Readonly<Record<RewardKind, string>> = {
  data: '100 MB',
  minutes: '10 min',
  messages: '20 messages',
  points: '50 points',
  credit: '0.50',
};

/** The most of any kind: that of a bucket. */
const MOST = 2 ** 50;

/** @returns undefined when the text is no amount of that kind, or nothing */
export function rewardAmount(kind: RewardKind, text: string): number | undefined {
  const amount = read(kind, text);
  return amount !== undefined && Number.isSafeInteger(amount) && amount > 0 && amount <= MOST
    ? amount
    : undefined;
}

function read(kind: RewardKind, text: string): number | undefined {
  if (kind === 'points') return /^[1-9]\d{0,14}( ?points?)?$/.test(text) ? parseInt(text, 10) : undefined;
  if (kind === 'credit') return /^(0|[1-9]\d{0,8})(\.\d{1,6})?$/.test(text) ? toMicros(text) : undefined;
  const quantity = parseQuantity(text);
  // "3 days" are seconds, too; nobody means to talk for so long.
  return quantity !== undefined && quantity.unit === UNIT[kind] && !text.endsWith('days')
    ? quantity.amount
    : undefined;
}
