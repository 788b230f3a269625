/**
 * Ventures of Virgin's mobile operators, from public sources: Guardian, BBC and High Court reports of 1999–2006 as collected in
 * the research on mobile virtual network operators. Amounts are of their currencies, times a million.
 */
import type { ActivityDefinition } from '../../domain/venture/activity.js';
import type { EarnOut } from '../../domain/venture/exit.js';

export const POUND = 1_000_000n;
const MILLION = 1_000_000n;

/** T-Mobile paid Virgin Mobile UK a "marketing support contribution" for every customer and month. */
export const UK_CONTRIBUTION_MICROS = 4_560_000n;

/** As the contract of 1999 had it: owed for inactive lines, too. */
export const UK_1999: ActivityDefinition = { direction: 'in-or-out', inactivityDays: 0 };

/** What the High Court called nothing unreasonable in March 2003: used in and out within 180 days. */
export const UK_2003: ActivityDefinition = { direction: 'in-and-out', inactivityDays: 180 };

/** The settlement of January 2004: 25 % of value above £550 M, at most £100 M, if sold or floated within two and a half years. */
export const UK_2004: EarnOut = {
  to: 't-mobile',
  threshold: 550n * MILLION * POUND,
  percent: '25',
  cap: 100n * MILLION * POUND,
  windowMonths: 30,
};

/** United States, 2001: Sprint brought $50 M of services, Virgin $50 M of cash; equal interests. */
export const US = {
  partners: [
    { id: 'sprint', percent: '50' },
    { id: 'virgin', percent: '50' },
  ],
  contributions: [
    { partner: 'sprint', kind: 'services', value: 50n * MILLION * POUND },
    { partner: 'virgin', kind: 'cash', value: 50n * MILLION * POUND },
  ],
  boardSeats: 6,
} as const;

/** Australia: 50:50 with Optus in 2000; Virgin rose to 74.15 %, which Optus bought for A$30 M in January 2006. */
export const AUSTRALIA = {
  before: [
    { id: 'optus', percent: '25.85' },
    { id: 'virgin', percent: '74.15' },
  ],
  paid: 30n * MILLION * POUND,
  brandYears: 15,
} as const;
