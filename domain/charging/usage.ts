/**
 * Debits the usage of one request, for all its rating groups together: first what each group's own
 * reservation covers, then, once everything that is given back is back, what goes beyond. So no usage is
 * written off while the same message frees the units to pay for it.
 */
import { type Group, type Session, returnHolds } from './account.js';
import { debitBeyond, debitCovered, recordUnrated } from './draw.js';
import { AT_HOME, type ClassTerms, classFor, zoneOf } from './plan-index.js';
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
  /** The zone that the session is in from here on, as `zoneOf`; absent = unchanged. */
  readonly zone?: number;
  /** Called after the covered part: gives back what the request ends. */
  readonly giveBack?: (served: readonly Served[]) => void;
}

export function reportUsage(
  work: Work,
  session: Session,
  request: ChargingRequest,
  options: ReportOptions = {},
): Served[] {
  const { late = false, zone = session.zone, giveBack } = options;
  const places = placesOf(work, session.zone, request);
  if (late || (zone === session.zone && places.length === 1 && places[0] === session.zone))
    return reportHere(work, session, request, late, giveBack);
  for (const place of places) {
    enterZone(work, session, place);
    reportHere(work, session, usedIn(work, request, place, places[0] as number), false);
  }
  enterZone(work, session, zone);
  const served = request.groups.map((wanted): Served => ({
    wanted,
    found: groupOf(work, session, request, wanted.ratingGroup),
  }));
  giveBack?.(served);
  return served;
}

/** The zones that a message reports usage of: the one that the session was in, then those its containers name. */
function placesOf(work: Work, before: number, { groups }: ChargingRequest): number[] {
  const places = [before];
  for (const { used } of groups) {
    for (const { visited } of used) {
      if (visited === undefined) continue;
      const zone = zoneOf(work.index, visited);
      if (!places.includes(zone)) places.push(zone);
    }
  }
  return places;
}

/** The part of a message that was used in a zone. */
function usedIn({ index }: Work, request: ChargingRequest, zone: number, before: number): ChargingRequest {
  return {
    ...request,
    groups: request.groups
      .map((wanted) => ({
        ...wanted,
        used: wanted.used.filter(
          ({ visited }) => (visited === undefined ? before : zoneOf(index, visited)) === zone,
        ),
      }))
      .filter(({ used }) => used.length > 0),
  };
}

/**
 * Another zone has other prices: what is held is given back, and cost counts from here. A rating group that is
 * not offered there leaves the session; its usage can't be rated.
 */
function enterZone(work: Work, session: Session, zone: number): void {
  if (session.zone === zone) return;
  const { account, index } = work;
  session.zone = zone;
  session.estranged = true;
  session.groups = session.groups.filter((group) => {
    returnHolds(account, group);
    const before = index.plan.classes[group.classIndex];
    const destination =
      index.plan.services[before?.service ?? -1]?.tariff.profiles[before?.profile ?? -1]?.destination;
    const service =
      zone === AT_HOME ? index.groups[group.group]?.service : index.groups[group.group]?.inZone[zone];
    const classIndex = index.plan.classes.findIndex(
      (c) =>
        c.service === service &&
        index.plan.services[c.service]?.tariff.profiles[c.profile]?.destination === destination,
    );
    if (classIndex < 0) return false;
    Object.assign(group, { ...nothingUsed(), classIndex, lastLocal: group.lastLocal });
    return true;
  });
}

/** Debits a message whose usage is all of the zone that the session is in. */
function reportHere(
  work: Work,
  session: Session,
  request: ChargingRequest,
  late: boolean,
  giveBack?: ReportOptions['giveBack'],
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
  const terms = classFor(index, number, request.destination, session.zone);
  if (terms === undefined) return undefined;
  const group: Group = { ratingGroup, group: number, classIndex: terms.index, ...nothingUsed() };
  session.groups.push(group);
  return { group, terms };
}

function nothingUsed() {
  return {
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
}
