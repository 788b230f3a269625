/** Moves a test clock to its target, in the steps in which a real operator's renewals would have run. */
import { type RenewDueOptions, renewDue } from './renew-due.js';
import type { ClockState, ClockStore } from './test-clock.js';

export interface DriveClockOptions extends RenewDueOptions {
  readonly clock: ClockStore;
  /** Real time, epoch ms. */
  readonly realNow: () => number;
  /** Lets what was just written arrive in the schedule: what is due at a time, epoch seconds, or before. */
  readonly settle: (throughS: number) => Promise<void>;
}

/** The schedule's interval: what falls due between two ticks is renewed at the second. */
export const TICK_MS = 300_000;

/**
 * Advances the clock from one due time of the schedule to the next, renewing at each what is due by then, until it
 * shows its target and nothing is due. Accounts renew in order of time, five minutes apart at most, as they would
 * have without a test clock.
 *
 * May be cut off anywhere and run twice at once: the clock remembers its target, and only moves forward.
 *
 * @returns the clock as it is; with a `targetMs` there is work left
 */
export async function driveClock(options: DriveClockOptions): Promise<ClockState> {
  const { clock, realNow, schedule, mayGoOn } = options;
  const settle = async ({ targetMs = 0 }: ClockState) => options.settle(Math.floor(targetMs / 1000));
  await settle(await clock.read());
  let settled = false;
  for (;;) {
    const state = await clock.read();
    if (state.targetMs === undefined) return state;
    const nowMs = realNow() + state.offsetMs;
    const summary = await renewDue(nowMs, options);
    const done = { renewed: state.renewed + summary.renewed, failed: state.failed + summary.failed };
    if (!summary.complete || !mayGoOn()) {
      await clock.write({ ...state, ...done });
      return { ...state, ...done };
    }
    if (nowMs < state.targetMs) {
      const dueS = await schedule.nextAfter(Math.floor(nowMs / 1000));
      const nextMs = dueS === undefined ? state.targetMs : Math.ceil((dueS * 1000) / TICK_MS) * TICK_MS;
      const stepMs = Math.min(nextMs, state.targetMs);
      const offsetMs = Math.max(state.offsetMs, stepMs - realNow());
      await clock.write({ ...state, ...done, offsetMs });
    } else if (settled && summary.renewed === 0) {
      await clock.write({ ...state, ...done, targetMs: undefined });
    } else {
      await clock.write({ ...state, ...done });
      await settle(state);
      settled = true;
    }
  }
}
