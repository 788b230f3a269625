/** A stretch of time over which a zone keeps one offset from UTC. */
export interface ZoneSpan {
  /** First instant, ms since the epoch. */
  readonly fromMs: number;
  /** First instant after it. The next span may have the same offset. */
  readonly toMs: number;
  /** Local clock − UTC, ms. */
  readonly offsetMs: number;
}

// Why: asking Intl costs microseconds, so each zone is surveyed once a block of 99 days (2^33 ms), by
// probes 6 days apart; no zone has changed its offset twice within that.
const BLOCK_MS = 2 ** 33;
const PROBE_MS = BLOCK_MS / 16;
const BLOCKS_KEPT = 64;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly blocks: Map<number, readonly ZoneSpan[]>;
  /** The last answer. */
  recent: ZoneSpan;
}

const NOWHERE: ZoneSpan = { fromMs: 0, toMs: 0, offsetMs: 0 };
const zones = new Map<string, Zone>();

/** Whether the runtime knows `timeZone` as a named IANA zone. */
export function isTimeZone(timeZone: string): boolean {
  // Why: newer runtimes also take fixed offsets like +01:00, which have no daylight saving.
  if (!/^[A-Za-z]/.test(timeZone)) return false;
  try {
    zoneOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** The span of constant offset that `atMs` is in. */
export function zoneSpan(timeZone: string, atMs: number): ZoneSpan {
  const zone = zoneOf(timeZone);
  const { recent } = zone;
  if (atMs >= recent.fromMs && atMs < recent.toMs) return recent;
  const block = Math.floor(atMs / BLOCK_MS);
  let spans = zone.blocks.get(block);
  if (spans === undefined) {
    spans = survey(zone.format, block * BLOCK_MS);
    if (zone.blocks.size >= BLOCKS_KEPT) zone.blocks.clear();
    zone.blocks.set(block, spans);
  }
  zone.recent = spans.find((span) => atMs < span.toMs)!;
  return zone.recent;
}

function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    zone = { format, blocks: new Map(), recent: NOWHERE };
    zones.set(timeZone, zone);
  }
  return zone;
}

function survey(format: Intl.DateTimeFormat, blockMs: number): ZoneSpan[] {
  const spans: ZoneSpan[] = [];
  let fromMs = blockMs;
  let offsetMs = offsetAt(format, blockMs);
  for (let probeMs = blockMs; probeMs < blockMs + BLOCK_MS; probeMs += PROBE_MS) {
    const nextMs = offsetAt(format, probeMs + PROBE_MS);
    if (nextMs !== offsetMs) {
      const changeMs = bisect(format, probeMs, probeMs + PROBE_MS, offsetMs);
      spans.push({ fromMs, toMs: changeMs, offsetMs });
      fromMs = changeMs;
      offsetMs = nextMs;
    }
  }
  if (fromMs < blockMs + BLOCK_MS) spans.push({ fromMs, toMs: blockMs + BLOCK_MS, offsetMs });
  return spans;
}

/** The first whole second after `sameMs` at which the offset is no longer `offsetMs`. */
function bisect(format: Intl.DateTimeFormat, sameMs: number, changedMs: number, offsetMs: number): number {
  let low = Math.floor(sameMs / 1000);
  let high = Math.ceil(changedMs / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(format, middle * 1000) === offsetMs) low = middle;
    else high = middle;
  }
  return high * 1000;
}

function offsetAt(format: Intl.DateTimeFormat, atMs: number): number {
  const secondMs = Math.floor(atMs / 1000) * 1000;
  const field: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const part of format.formatToParts(secondMs)) field[part.type] = part.value;
  const year = field.era === 'BC' ? 1 - Number(field.year) : Number(field.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(field.month) - 1, Number(field.day));
  local.setUTCHours(Number(field.hour), Number(field.minute), Number(field.second));
  return local.getTime() - secondMs;
}
