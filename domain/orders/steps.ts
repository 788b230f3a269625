/** What is done for each kind of item, one step after the other, and how each is undone. Data. */
import type { Intent, IntentKind } from './intent.js';

export type StepName =
  | 'reserve'
  | 'port-in'
  | 'order-profile'
  | 'activate'
  | 'subscribe'
  | 'first-payment'
  | 'host-change-plan'
  | 'change-plan'
  | 'buy-add-on'
  | 'cancel-add-on'
  | 'host-suspend'
  | 'suspend'
  | 'host-resume'
  | 'resume'
  | 'swap-sim'
  | 'record-sim'
  | 'change-number'
  | 'record-number'
  | 'set-lock'
  | 'set-pin'
  | 'port-out'
  | 'hold'
  | 'host-terminate'
  | 'refund-credit'
  | 'end';

export interface Step {
  readonly name: StepName;
  /** What is told when it is done. */
  readonly milestone: string;
  /** How long it may take before it counts as failed, seconds; points of no return are held then. Absent = it is tried until it is done: it can't be undone. */
  readonly deadlineS?: number;
  /** What undoes it, in words. Absent = nothing is left behind by it. */
  readonly undo?: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A host that is down for so long is not waited for. */
const HOST = 2 * HOUR;

const STEPS: Readonly<Record<StepName, Omit<Step, 'name'>>> = {
  reserve: { milestone: 'reserved', deadlineS: HOUR, undo: 'number and SIM go back on their shelves' },
  // EU and UK law gives one working day; with a weekend and a bank holiday, that is five days.
  'port-in': {
    milestone: 'ported in',
    deadlineS: 5 * DAY,
    undo: 'the port-in is cancelled, or reversed at the host',
  },
  'order-profile': {
    milestone: 'eSIM profile ordered',
    deadlineS: HOST,
    undo: 'ES2+ cancelOrder: the profile can not be downloaded any more',
  },
  activate: { milestone: 'activated at the host', deadlineS: HOST, undo: 'terminated at the host' },
  subscribe: {
    milestone: 'subscription created',
    deadlineS: HOUR,
    undo: 'account and subscription end; number and SIM are released',
  },
  'first-payment': {
    milestone: 'paid',
    deadlineS: DAY,
    undo: 'what was captured is refunded, now or when it comes',
  },
  'host-change-plan': {
    milestone: 'plan changed at the host',
    deadlineS: HOST,
    undo: 'the former plan at the host',
  },
  'change-plan': { milestone: 'plan changed', deadlineS: HOUR },
  'buy-add-on': { milestone: 'add-on bought', deadlineS: HOUR },
  'cancel-add-on': { milestone: 'add-on cancelled', deadlineS: HOUR },
  'host-suspend': { milestone: 'suspended at the host', deadlineS: HOST, undo: 'resumed at the host' },
  suspend: { milestone: 'suspended', deadlineS: HOUR },
  'host-resume': { milestone: 'resumed at the host', deadlineS: HOST, undo: 'suspended at the host' },
  resume: { milestone: 'resumed', deadlineS: HOUR },
  'swap-sim': { milestone: 'SIM swapped at the host', deadlineS: HOST, undo: 'the former SIM at the host' },
  'record-sim': { milestone: 'SIM swapped', deadlineS: HOUR },
  'change-number': {
    milestone: 'number changed at the host',
    deadlineS: HOST,
    undo: 'the former number at the host',
  },
  'record-number': { milestone: 'number changed', deadlineS: HOUR },
  'set-lock': { milestone: 'lock changed', deadlineS: HOUR },
  'set-pin': { milestone: 'port-out PIN set', deadlineS: HOUR },
  'port-out': { milestone: 'ported out', deadlineS: 5 * DAY },
  hold: { milestone: 'charging stopped', deadlineS: HOUR, undo: 'charging goes on' },
  'host-terminate': { milestone: 'terminated at the host', deadlineS: HOST },
  'refund-credit': { milestone: 'credit refunded' },
  end: { milestone: 'ended' },
};

const ALWAYS: Readonly<
  Record<Exclude<IntentKind, 'activate' | 'sim-swap' | 'change-plan'>, readonly StepName[]>
> = {
  'add-on': ['buy-add-on'],
  'cancel-add-on': ['cancel-add-on'],
  suspend: ['host-suspend', 'suspend'],
  resume: ['host-resume', 'resume'],
  'number-change': ['reserve', 'change-number', 'record-number'],
  'port-in': ['port-in', 'change-number', 'record-number'],
  'port-out': ['port-out', 'hold', 'refund-credit', 'end'],
  'sim-lock': ['set-lock'],
  'port-out-pin': ['set-pin'],
  terminate: ['hold', 'host-terminate', 'refund-credit', 'end'],
  nothing: [],
};

/** After this step an item goes forward only: what it did at the host can't be undone. */
const POINTS_OF_NO_RETURN: readonly StepName[] = ['port-out', 'host-terminate'];

/** Nobody knows that it was not done but the host: it is neither cancelled nor given up once it was asked for. */
export const isPointOfNoReturn = ({ name }: Pick<Step, 'name'>): boolean =>
  POINTS_OF_NO_RETURN.includes(name);

const TOLD_WITH_THEIR_ORDER: readonly StepName[] = [
  'reserve',
  'record-sim',
  'record-number',
  'set-lock',
  'set-pin',
];

/** All that it does is in the very write that says that it is done. */
export const isToldWithItsOrder = ({ name }: Pick<Step, 'name'>): boolean =>
  TOLD_WITH_THEIR_ORDER.includes(name);

export function stepsOf(intent: Intent): readonly Step[] {
  return namesOf(intent).map((name, index, all) => {
    const step = { name, ...STEPS[name] };
    const { deadlineS: _deadline, undo: _undo, ...forward } = step;
    const isForwardOnly = all.slice(0, index).some((before) => POINTS_OF_NO_RETURN.includes(before));
    return isForwardOnly ? forward : step;
  });
}

/** Whether the first steps of an item, so many of them done, can still be undone. */
export const isRevocable = (intent: Intent, done: number): boolean =>
  !namesOf(intent)
    .slice(0, done)
    .some((name) => POINTS_OF_NO_RETURN.includes(name));

function namesOf(intent: Intent): readonly StepName[] {
  switch (intent.kind) {
    case 'activate':
      return [
        'reserve',
        ...(intent.portIn === undefined ? [] : (['port-in'] as const)),
        ...(intent.sim.simType === 'esim' ? (['order-profile'] as const) : []),
        'activate',
        'subscribe',
        ...(intent.firstTopUp === undefined ? [] : (['first-payment'] as const)),
      ];
    case 'sim-swap':
      return [
        'reserve',
        ...(intent.sim.simType === 'esim' ? (['order-profile'] as const) : []),
        'swap-sim',
        'record-sim',
      ];
    case 'change-plan':
      return intent.when === 'now' ? ['host-change-plan', 'change-plan'] : ['change-plan'];
    default:
      return ALWAYS[intent.kind];
  }
}

/** For the documentation: what each kind of item does, with everything that it may. */
export const STEPS_BY_KIND: Readonly<Record<IntentKind, readonly Step[]>> = Object.fromEntries(
  (
    [
      {
        kind: 'activate',
        offeringId: '',
        sim: { simType: 'esim' },
        portIn: {},
        firstTopUp: { amount: '1', provider: 'x' },
      },
      { kind: 'add-on', addOnId: '', target: { subscriberId: '' } },
      { kind: 'cancel-add-on', addOnId: '', subscriberId: '' },
      { kind: 'change-plan', subscriberId: '', offeringId: '', when: 'now' },
      { kind: 'suspend', subscriberId: '', reason: '' },
      { kind: 'resume', subscriberId: '', reason: '' },
      { kind: 'sim-swap', subscriberId: '', sim: { simType: 'esim' }, reason: '' },
      { kind: 'number-change', subscriberId: '' },
      { kind: 'port-in', subscriberId: '', portIn: {} },
      { kind: 'port-out', subscriberId: '', recipient: '', pin: '' },
      { kind: 'sim-lock', subscriberId: '', locked: true },
      { kind: 'port-out-pin', subscriberId: '', pin: '' },
      { kind: 'terminate', subscriberId: '', reason: '' },
      { kind: 'nothing' },
    ] satisfies Intent[]
  ).map((intent) => [intent.kind, stepsOf(intent)]),
) as unknown as Readonly<Record<IntentKind, readonly Step[]>>;
