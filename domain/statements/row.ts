/** A line of usage as one side says it: ours from the journal, theirs from their file. */
import type { ServiceKind } from '../catalogue/plan.js';

export interface ReconRow {
  /** Ours: `<account>/<version>/<line>`. Theirs: the record's own id, else the file's row. */
  readonly id: string;
  /** Digits of the IMSI. */
  readonly who: string;
  readonly kind: ServiceKind;
  /** Roaming zone; '' = at home. */
  readonly zone: string;
  /** When it began, epoch milliseconds. */
  readonly atMs: number;
  /** Bytes, seconds or messages. */
  readonly units: number;
  /** Its wholesale cost before tax; undefined = nobody rated it. */
  readonly micros: number | undefined;
}

/** Where a row may lie before it is compared: rows that could be one another's equal are in the same part. */
export function partOf({ who }: Pick<ReconRow, 'who'>, parts: number): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < who.length; i++) hash = Math.imul(hash ^ who.charCodeAt(i), 16_777_619);
  return (hash >>> 0) % parts;
}

/** One text line each: what is put aside between reading and comparing. */
export const encodeRow = ({ id, who, kind, zone, atMs, units, micros }: ReconRow): string =>
  `${[id, who, kind, zone, atMs, units, micros ?? ''].join('\t')}\n`;

export function decodeRow(line: string): ReconRow {
  const [id = '', who = '', kind = '', zone = '', at = '', units = '', micros = ''] = line.split('\t');
  return {
    id,
    who,
    kind: kind as ServiceKind,
    zone,
    atMs: Number(at),
    units: Number(units),
    micros: micros === '' ? undefined : Number(micros),
  };
}
