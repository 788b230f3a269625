/** What happens to an advertisement, in the order in which it can: each is told of once a decision. */
export const AD_EVENTS = ['impression', 'click', 'complete', 'install', 'survey'] as const;

export type AdEventKind = (typeof AD_EVENTS)[number];

/** What a subscriber can be given for an event; each goes into a bucket (or the points ledger) of its own. */
export const REWARD_KINDS = ['data', 'minutes', 'messages', 'points', 'credit'] as const;

export type RewardKind = (typeof REWARD_KINDS)[number];

/** Given once an event. Data in bytes, minutes in seconds, credit in micros; else whole messages or points. */
export interface CampaignReward {
  readonly kind: RewardKind;
  readonly amount: number;
  /** From the day it is given. Absent = as the operator's rewards are. */
  readonly validDays?: number;
}
