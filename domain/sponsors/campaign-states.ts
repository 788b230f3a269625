/** The states of a campaign, and what leads from one to another. It goes forward only; a pause alone can be undone. */

export const CAMPAIGN_STATES = [
  'draft',
  'submitted',
  'approved',
  'scheduled',
  'running',
  'paused',
  'exhausted',
  'ended',
] as const;

export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** What a client asks for. */
export const CAMPAIGN_VERBS = ['submit', 'approve', 'schedule', 'pause', 'resume', 'end'] as const;

export type CampaignVerb = (typeof CAMPAIGN_VERBS)[number];

/** What happens by itself: the time comes, or the money is gone. */
export type CampaignOccasion = 'start' | 'finish' | 'exhaust';

export interface Transition {
  readonly from: CampaignState;
  readonly by: CampaignVerb | CampaignOccasion;
  readonly to: CampaignState;
}

const from = (
  states: readonly CampaignState[],
  by: Transition['by'],
  to: CampaignState,
): readonly Transition[] => states.map((state) => ({ from: state, by, to }));

export const TRANSITIONS: readonly Transition[] = [
  ...from(['draft'], 'submit', 'submitted'),
  ...from(['submitted'], 'approve', 'approved'),
  ...from(['approved'], 'schedule', 'scheduled'),
  ...from(['scheduled'], 'start', 'running'),
  ...from(['running'], 'pause', 'paused'),
  ...from(['paused'], 'resume', 'running'),
  ...from(['running', 'paused'], 'exhaust', 'exhausted'),
  ...from(['scheduled', 'running', 'paused'], 'finish', 'ended'),
  ...from(['draft', 'submitted', 'approved', 'scheduled', 'running', 'paused'], 'end', 'ended'),
];

/** @returns undefined when the state does not allow it */
export function after(state: CampaignState, by: Transition['by']): CampaignState | undefined {
  return TRANSITIONS.find((transition) => transition.from === state && transition.by === by)?.to;
}

/** What a state allows a client to do. */
export const verbsOf = (state: CampaignState): CampaignVerb[] =>
  CAMPAIGN_VERBS.filter((verb) => after(state, verb) !== undefined);

interface Timed {
  readonly state: CampaignState;
  readonly startsAtMs: number;
  readonly endsAtMs: number;
}

/** What time makes of a campaign, whether anybody came by to write it down or not. */
export function occasionAt(
  { state, startsAtMs, endsAtMs }: Timed,
  nowMs: number,
): CampaignOccasion | undefined {
  if (nowMs >= endsAtMs && after(state, 'finish') !== undefined) return 'finish';
  if (nowMs >= startsAtMs && state === 'scheduled') return 'start';
  return undefined;
}

export function stateAt(campaign: Timed, nowMs: number): CampaignState {
  const occasion = occasionAt(campaign, nowMs);
  return occasion === undefined ? campaign.state : (after(campaign.state, occasion) ?? campaign.state);
}

/** Whether money of it lies in its budget. */
export const isFunded = (state: CampaignState): boolean =>
  state === 'scheduled' || state === 'running' || state === 'paused';

/** As a Mermaid diagram; docs/sponsors.md has it, and a test that it is this one. */
export function drawn(): string {
  return [
    'stateDiagram-v2',
    '  [*] --> draft',
    ...TRANSITIONS.map(({ from: before, by, to }) => `  ${before} --> ${to}: ${by}`),
    '  exhausted --> [*]',
    '  ended --> [*]',
  ].join('\n');
}
