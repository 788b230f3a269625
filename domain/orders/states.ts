/** State machines of what is sold: data, so that the documentation draws what the code keeps. */

export interface Machine {
  /** In words: what is in one of the states. */
  readonly of: string;
  readonly initial: string;
  /** From each state to those that may follow it. One that nothing follows is an end. */
  readonly transitions: Readonly<Record<string, readonly string[]>>;
}

/** What is never left again once it is reached, and never gone back to, is drawn by the arrows alone. */
export const MACHINES = {
  subscriber: {
    of: 'who a customer is, and whether we serve it',
    initial: 'prospect',
    transitions: {
      prospect: ['kyc_pending', 'verified', 'closed'],
      kyc_pending: ['verified', 'closed'],
      verified: ['active', 'closed'],
      active: ['restricted', 'closed'],
      restricted: ['active', 'closed'],
      closed: [],
    },
  },
  subscription: {
    of: 'a product: a SIM with its number, plan and account',
    initial: 'draft',
    transitions: {
      draft: ['pending_activation', 'ended'],
      pending_activation: ['pending_payment', 'active', 'ended'],
      pending_payment: ['active', 'ended'],
      active: ['suspended', 'past_due', 'ending'],
      suspended: ['active', 'ending'],
      past_due: ['active', 'suspended', 'ending'],
      ending: ['ended'],
      ended: [],
    },
  },
  sim: {
    of: 'a SIM card, or an eSIM as a card',
    initial: 'ordered',
    transitions: {
      ordered: ['available', 'retired'],
      available: ['reserved', 'retired'],
      reserved: ['available', 'in_use', 'retired'],
      in_use: ['suspended', 'retired'],
      suspended: ['in_use', 'retired'],
      retired: [],
    },
  },
  profile: {
    of: 'an eSIM profile (SGP.22)',
    initial: 'available',
    transitions: {
      available: ['released', 'unknown'],
      released: ['downloaded', 'deleted', 'unknown'],
      downloaded: ['installed', 'deleted', 'unknown'],
      installed: ['enabled', 'deleted', 'unknown'],
      enabled: ['disabled', 'unknown'],
      disabled: ['enabled', 'deleted', 'unknown'],
      deleted: [],
      unknown: [],
    },
  },
  'port-in': {
    of: 'a number that comes from another operator',
    initial: 'draft',
    transitions: {
      draft: ['submitted', 'information_required', 'canceled'],
      information_required: ['submitted', 'canceled', 'expired'],
      submitted: ['information_required', 'validated', 'declined', 'canceled', 'expired', 'failed'],
      validated: ['scheduled', 'canceled', 'failed'],
      scheduled: ['completed', 'canceled', 'failed'],
      // What the losing operator declined for a reason that can be mended is asked again.
      declined: ['submitted', 'canceled', 'expired'],
      completed: [],
      canceled: [],
      expired: [],
      failed: [],
    },
  },
  'port-out': {
    of: 'a number that goes to another operator',
    initial: 'draft',
    transitions: {
      draft: ['submitted', 'canceled'],
      submitted: ['validated', 'declined', 'canceled', 'expired', 'failed'],
      validated: ['scheduled', 'canceled', 'failed'],
      scheduled: ['completed', 'canceled', 'failed'],
      declined: ['submitted', 'canceled', 'expired'],
      completed: [],
      canceled: [],
      expired: [],
      failed: [],
    },
  },
  order: {
    of: 'a product order (TMF622)',
    initial: 'acknowledged',
    transitions: {
      acknowledged: [
        'rejected',
        'inProgress',
        'pending',
        'held',
        'completed',
        'partial',
        'failed',
        'cancelled',
        'pendingCancellation',
      ],
      inProgress: ['pending', 'held', 'completed', 'partial', 'failed', 'cancelled', 'pendingCancellation'],
      pending: ['inProgress', 'held', 'completed', 'partial', 'failed', 'cancelled', 'pendingCancellation'],
      held: ['inProgress', 'pending', 'completed', 'partial', 'failed', 'cancelled', 'pendingCancellation'],
      pendingCancellation: ['cancelled', 'partial', 'completed', 'failed', 'held'],
      rejected: [],
      completed: [],
      partial: [],
      failed: [],
      cancelled: [],
    },
  },
} as const satisfies Readonly<Record<string, Machine>>;

export type MachineName = keyof typeof MACHINES;
export type StateOf<M extends MachineName> = keyof (typeof MACHINES)[M]['transitions'] & string;
export type OrderState = StateOf<'order'>;
/** Of one item; an item is never partial. */
export type ItemState = Exclude<OrderState, 'partial'>;

export type Transition =
  | { readonly allowed: true; readonly changed: boolean }
  | { readonly allowed: false; readonly reason: string };

/** Whether a machine may go from one state to another; staying is no change and always allowed. Total: never throws. */
export function transition(machine: MachineName, from: string, to: string): Transition {
  const { transitions }: Machine = MACHINES[machine];
  const next = Object.hasOwn(transitions, from) ? transitions[from] : undefined;
  if (next === undefined)
    return {
      allowed: false,
      reason: `got "${from}"; states of ${machine}: ${Object.keys(transitions).join(', ')}`,
    };
  if (from === to) return { allowed: true, changed: false };
  if (next.includes(to)) return { allowed: true, changed: true };
  const allowed = next.length === 0 ? 'nothing, it is an end' : next.join(', ');
  return { allowed: false, reason: `from "${from}" to "${to}"; allowed: ${allowed}` };
}

/** Whether nothing follows a state. */
export const isEnd = (machine: MachineName, state: string): boolean => {
  const { transitions }: Machine = MACHINES[machine];
  return Object.hasOwn(transitions, state) && transitions[state]?.length === 0;
};

/** A machine as a Mermaid state diagram. */
export function drawMachine(machine: MachineName): string {
  const { initial, transitions }: Machine = MACHINES[machine];
  const lines = Object.entries(transitions).flatMap(([from, next]) =>
    next.length === 0 ? [`  ${from} --> [*]`] : next.map((to) => `  ${from} --> ${to}`),
  );
  return ['stateDiagram-v2', `  [*] --> ${initial}`, ...lines].join('\n');
}
