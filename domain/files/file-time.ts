/** Times as files of others write them. */
import { zoneSpan } from '../rating/zone-offset.js';

const YEAR_FIRST =
  /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d))?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?$/;
const DAY_FIRST = /^(\d\d?)[-/](\d\d?)[-/](\d{4})(?: (\d\d?):(\d\d)(?::(\d\d))?)?$/;
/** TAP3 (GSMA TD.57): `YYYYMMDDhhmmss`, and its UtcTimeOffset, which stands in a field of its own there. */
const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([+-]\d{4})?$/;
const EPOCH_S = /^\d{9,11}$/;

/** Abbreviations that reports print, as minutes ahead of UTC. */
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  EAT: 180,
  IST: 330,
  SGT: 480,
  AWST: 480,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
  BRT: -180,
  EDT: -240,
  EST: -300,
  CDT: -300,
  CST: -360,
  MDT: -360,
  MST: -420,
  PDT: -420,
  PST: -480,
};

export const isEpoch = (text: string): boolean => EPOCH_S.test(text);

/**
 * Epoch milliseconds; undefined = it is no time, or of no known zone.
 *
 * @param zone  of IANA or an abbreviation, for times without an offset
 */
export function fileTime(text: string, zone: string): number | undefined {
  if (isEpoch(text)) return Number(text) * 1000;
  const first = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  const [, a = '', b = '', c = '', hour = '0', minute = '0', second = '0', offset] =
    first ?? DAY_FIRST.exec(text) ?? [];
  if (a === '') return undefined;
  const [year, month, day] = (first === null ? [c, b, a] : [a, b, c]).map(Number) as [number, number, number];
  const clockMs = Date.UTC(year, month - 1, day, Number(hour), Number(minute), Number(second));
  // `Date` would turn February 30 into March 2.
  if (new Date(clockMs).getUTCDate() !== day || new Date(clockMs).getUTCMonth() !== month - 1)
    return undefined;
  const aheadMs = offset === undefined ? zoneMs(zone, clockMs) : offsetMs(offset);
  return aheadMs === undefined ? undefined : clockMs - aheadMs;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.replaceAll(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}

function zoneMs(zone: string, clockMs: number): number | undefined {
  const minutes = ABBREVIATIONS[zone];
  if (minutes !== undefined) return minutes * 60_000;
  try {
    // At the clock's own reading first: within hours of a change of the clocks that may be the other side of it.
    const guess = zoneSpan(zone, clockMs).offsetMs;
    return zoneSpan(zone, clockMs - guess).offsetMs;
  } catch {
    return undefined;
  }
}
