/** Which advertisement something that a subscriber did is put down to. */
import type { AdState } from './ad-state.js';

const DAY_MS = 86_400_000;
/** A click shows intent, and lasts longer. */
export const CLICK_WINDOW_MS = 30 * DAY_MS;
export const IMPRESSION_WINDOW_MS = 7 * DAY_MS;

export interface ConversionAsked {
  readonly atMs: number;
  /** Only these are looked at; absent = all. */
  readonly brand?: string | undefined;
  readonly campaignId?: string | undefined;
}

export type Attribution =
  | {
      readonly status: 'attributed';
      readonly campaignId: string;
      readonly decisionId: string;
      readonly by: 'click' | 'impression';
    }
  /** Of somebody who would have seen it but for the holdout: what happens without it. */
  | { readonly status: 'held-out'; readonly campaignId: string }
  | { readonly status: 'not-attributed' };

/** The last click within its window; else the last impression within its own; else the last campaign that was held out. */
export function attribute(
  { seen, heldOut }: Pick<AdState, 'seen' | 'heldOut'>,
  { atMs, brand, campaignId }: ConversionAsked,
): Attribution {
  const since = (thenMs: number | undefined, windowMs: number) =>
    thenMs !== undefined && thenMs <= atMs && atMs - thenMs <= windowMs;
  const fits = (id: string, of?: string) =>
    (campaignId === undefined || campaignId === id) &&
    (brand === undefined || of === undefined || brand === of);
  const candidates = Object.entries(seen).filter(([id, each]) => fits(id, each.brand));
  const clicked = last(
    candidates.filter(([, { clickedAtMs }]) => since(clickedAtMs, CLICK_WINDOW_MS)),
    ({ clickedAtMs }) => clickedAtMs!,
  );
  const found =
    clicked ??
    last(
      candidates.filter(([, each]) => since(each.atMs, IMPRESSION_WINDOW_MS)),
      (each) => each.atMs,
    );
  if (found !== undefined)
    return {
      status: 'attributed',
      campaignId: found[0],
      decisionId: found[1].decisionId,
      by: clicked === undefined ? 'impression' : 'click',
    };
  const held = last(
    Object.entries(heldOut).filter(([id, thenMs]) => fits(id) && since(thenMs, CLICK_WINDOW_MS)),
    (thenMs) => thenMs,
  );
  return held === undefined ? { status: 'not-attributed' } : { status: 'held-out', campaignId: held[0] };
}

function last<T>(
  entries: readonly (readonly [string, T])[],
  timeOf: (value: T) => number,
): readonly [string, T] | undefined {
  return entries.reduce<readonly [string, T] | undefined>(
    (best, entry) => (best === undefined || timeOf(entry[1]) > timeOf(best[1]) ? entry : best),
    undefined,
  );
}
