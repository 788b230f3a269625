/**
 * Debits the usage of one request, for all its rating groups together: first what each group's own
 * reservation covers, then, once everything that is given back is back, what goes beyond. So no usage is
 * written off while the same message frees the units to pay for it.
 */
import { type Group, type Session, returnHolds } from './account.js';
import { debitBeyond, debitCovered, recordUnrated } from './draw.js';
import { type ClassTerms, classFor } from './plan-index.js';
import type { Metered } from './price.js';
import { unitsIn } from './quota.js';
import type { ChargingRequest, GroupRequest } from './request.js';
import { lastLocalOf } from './sequence.js';
import type { Work } from './work.js';

export interface Served {
  readonly wanted: GroupRequest;
  /** Absent: the plan has no such rating group, or no rate for the destination. */
  readonly found: { readonly group: Group; readonly terms: ClassTerms } | undefined;
}

export interface ReportOptions {
  /** Usage of an earlier grant that arrives after a later one: what the network holds now stays covered. */
  readonly late?: boolean;
  /** Called after the covered part: gives back what the request ends. */
  readonly giveBack?: (served: readonly Served[]) => void;
}

export function reportUsage(
  work: Work,
  session: Session,
  request: ChargingRequest,
  { late = false, giveBack }: ReportOptions = {},
): Served[] {
  const beyond: { metered: Metered; units: number }[] = [];
  const served = request.groups.map((wanted): Served => {
    const found = groupOf(work, session, request, wanted.ratingGroup);
    if (found === undefined) {
      recordUnrated(work, wanted);
      return { wanted, found };
    }
    found.group.lastLocal = Math.max(found.group.lastLocal, lastLocalOf(wanted));
    for (const container of wanted.used) {
      const metered: Metered = { session, ...found, atMs: container.usedAtMs || request.atMs };
      const units = unitsIn(found.terms.service.unit, container) ?? 0;
      const covered = late ? 0 : debitCovered(work, metered, units);
      if (units > covered) beyond.push({ metered, units: units - covered });
    }
    return { wanted, found };
  });
  if (!late) for (const { metered } of beyond) returnHolds(work.account, metered.group);
  giveBack?.(served);
  for (const { metered, units } of beyond) debitBeyond(work, metered, units);
  return served;
}

/** The session's group for a rating group, opened when new; undefined when the plan can't rate it. */
function groupOf(
  work: Work,
  session: Session,
  request: ChargingRequest,
  ratingGroup: number,
): Served['found'] {
  const { index } = work;
  const number = index.groupOf.get(ratingGroup);
  if (number === undefined) return undefined;
  const known = session.groups.find((g) => g.group === number);
  if (known !== undefined) {
    const terms = index.classes[known.classIndex];
    return terms === undefined ? undefined : { group: known, terms };
  }
  const terms = classFor(index, number, request.destination);
  if (terms === undefined) return undefined;
  const group: Group = {
    ratingGroup,
    group: number,
    classIndex: terms.index,
    granted: 0,
    holds: [],
    position: 0,
    accruedMicros: 0,
    accruedRem: 0,
    final: false,
    steppedBucket: 0,
    steppedFrom: 0,
    lastLocal: 0,
  };
  session.groups.push(group);
  return { group, terms };
}
