/**
 * Nchf_ConvergedCharging 3.1.6 (TS 32.291 V17.9.0) requests, read by hand-written guards: a schema library
 * would cost more than the decision. All problems are reported at once; fields that charging does not use
 * pass unread, and unknown enum values are never refused (TS 29.501: enums are extensible).
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';
import { INCOMING, calledDigits } from './called-party.js';
import type {
  ChargingRequest,
  CreateRequest,
  EventRequest,
  GroupRequest,
  Units,
  UsageContainer,
} from './request.js';

/** One wrong field: `param` is a JSON Pointer (TS 29.571 §5.2.4.2, InvalidParam). */
export interface InvalidParam {
  readonly param: string;
  readonly reason: string;
}

/** What every Nchf request says, beside what is to be charged. */
export interface NchfEnvelope {
  /** `subscriberIdentifier`, such as `imsi-234150999999999`; a create must have it (prepaid). */
  readonly supi: string | undefined;
  readonly notifyUri: string | undefined;
  readonly nodeFunctionality: string;
  readonly functions: UserPlaneFunctions;
}

export type Parsed<T> =
  | { readonly ok: true; readonly request: T; readonly envelope: NchfEnvelope }
  | { readonly ok: false; readonly invalidParams: readonly InvalidParam[] };

type Json = Record<string, unknown>;

/** Uint64 on the wire; one report of more than a petabyte is not usage. */
const MAX_UNITS = 2 ** 50;
const UINT32 = 2 ** 32 - 1;
/** Uint32 on the wire; no report is about more than a month and a half. */
const MAX_SECONDS = 4_000_000;
const MAX_GROUPS_A_REQUEST = 100;
const MAX_CONTAINERS = 1_000;

/** A network's clock is believed within these bounds; beyond them ours counts. */
const CLOCK_AHEAD_MS = 5 * 60_000;
const CLOCK_BEHIND_MS = 24 * 3_600_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** A UUID, or a name that does not try to be one: some cores put their configured name here. */
const NF_NAME =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?![0-9a-f]*-[0-9a-f-]*$).+)$/i;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const IMSI = /^imsi-[0-9]{5,15}$/;
const IPV4 = /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/;
const QUOTA_USED_UP = new Set(['QUOTA_EXHAUSTED', 'QUOTA_THRESHOLD']);

/** Collects problems while fields are read; nothing is allocated for a request without any. */
class Guard {
  readonly problems: InvalidParam[] = [];

  refuse(param: string, value: unknown, allowed: string): undefined {
    if (this.problems.length < 50)
      this.problems.push({ param, reason: `got ${echo(value)}; allowed: ${allowed}` });
    return undefined;
  }

  object(parent: Json, name: string, at: string, required = false): Json | undefined {
    const value = parent[name];
    if (value === undefined && !required) return undefined;
    if (isObject(value)) return value;
    return this.refuse(`${at}/${name}`, value, 'an object');
  }

  list(parent: Json, name: string, at: string, limit: number): readonly unknown[] {
    const value = parent[name];
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.refuse(`${at}/${name}`, value, 'an array');
      return [];
    }
    if (value.length > limit) {
      this.refuse(`${at}/${name}`, `${value.length} elements`, `at most ${limit} elements`);
      return [];
    }
    return value;
  }

  whole(parent: Json, name: string, at: string, max: number, required = false): number | undefined {
    const value = parent[name];
    if (value === undefined && !required) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
    return this.refuse(`${at}/${name}`, value, `a whole number from 0 to ${max}`);
  }

  text(
    parent: Json,
    name: string,
    at: string,
    pattern?: RegExp,
    allowed = 'a string',
    required = false,
  ): string | undefined {
    const value = parent[name];
    if (value === undefined && !required) return undefined;
    if (typeof value === 'string' && value.length <= 2_048 && (pattern === undefined || pattern.test(value)))
      return value;
    return this.refuse(`${at}/${name}`, value, allowed);
  }

  flag(parent: Json, name: string, at: string): boolean {
    const value = parent[name];
    if (value === undefined || typeof value === 'boolean') return value === true;
    this.refuse(`${at}/${name}`, value, 'true or false');
    return false;
  }

  /** Epoch milliseconds. */
  time(parent: Json, name: string, at: string, required = false): number | undefined {
    const text = this.text(parent, name, at, DATE_TIME, 'a date-time such as 2026-01-31T12:00:00Z', required);
    if (text === undefined) return undefined;
    // A leap second is the last of its minute.
    const ms = Date.parse(text.replace(/:60(?=[.Zz+-])/, ':59'));
    return Number.isNaN(ms) || !isDate(text)
      ? this.refuse(`${at}/${name}`, text, 'a date-time that exists')
      : ms;
  }
}

/** Date.parse takes 30 February for 2 March. */
function isDate(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function echo(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Reads a create: the start of a session, or a one-time event when `oneTimeEvent` is true. */
export function parseCreate(
  body: unknown,
  nowMs: number,
): Parsed<{ kind: 'session'; create: CreateRequest } | { kind: 'event'; event: EventRequest }> {
  const guard = new Guard();
  const common = parseCommon(guard, body, nowMs);
  if (common === undefined) return { ok: false, invalidParams: guard.problems };
  const { json, request, envelope } = common;
  if (envelope.supi === undefined && json['subscriberIdentifier'] === undefined) {
    guard.refuse('/subscriberIdentifier', undefined, 'a SUPI such as imsi-234150999999999');
  }
  const oneTime = guard.flag(json, 'oneTimeEvent', '');
  const type = guard.text(json, 'oneTimeEventType', '', /^(IEC|PEC)$/, 'IEC or PEC', oneTime);
  const create = { ...request, ...createKeys(json) };
  if (oneTime && request.groups.length === 0) {
    guard.refuse(
      '/multipleUnitUsage',
      json['multipleUnitUsage'],
      'at least one rating group for a one-time event',
    );
  }
  if (guard.problems.length > 0) return { ok: false, invalidParams: guard.problems };
  return {
    ok: true,
    envelope,
    request: oneTime
      ? {
          kind: 'event',
          event: { ...create, oneTimeEventType: type === 'PEC' ? 'PEC' : 'IEC' },
        }
      : { kind: 'session', create },
  };
}

/** Reads an update or a release. */
export function parseUpdate(body: unknown, nowMs: number): Parsed<ChargingRequest> {
  const guard = new Guard();
  const common = parseCommon(guard, body, nowMs);
  if (common === undefined || guard.problems.length > 0) return { ok: false, invalidParams: guard.problems };
  return { ok: true, request: common.request, envelope: common.envelope };
}

function parseCommon(
  guard: Guard,
  body: unknown,
  nowMs: number,
): { json: Json; request: ChargingRequest; envelope: NchfEnvelope } | undefined {
  if (!isObject(body)) {
    guard.refuse('', body, 'a ChargingDataRequest object');
    return undefined;
  }
  const consumer = guard.object(body, 'nfConsumerIdentification', '', true);
  const nodeFunctionality = consumer === undefined ? undefined : readConsumer(guard, consumer);
  const sentAtMs = guard.time(body, 'invocationTimeStamp', '', true) ?? nowMs;
  const sequence = guard.whole(body, 'invocationSequenceNumber', '', UINT32, true) ?? 0;
  const retransmission = guard.flag(body, 'retransmissionIndicator', '');
  const supi = guard.text(body, 'subscriberIdentifier', '', IMSI, 'a SUPI such as imsi-234150999999999');
  const notifyUri = guard.text(body, 'notifyUri', '', /^https?:\/\/\S+$/, 'an http or https URI');
  const destination = calledParty(guard, body);
  const visited = readPduSession(guard, body) ?? imsNetwork(guard, body);
  const { groups, functions } = readGroups(guard, body, nowMs);
  return {
    json: body,
    envelope: { supi, notifyUri, nodeFunctionality: nodeFunctionality ?? '', functions },
    request: {
      sequence,
      retransmission,
      digest: contentDigest(body, sequence),
      atMs: believed(sentAtMs, nowMs),
      sentAtMs,
      destination,
      ...(visited === undefined ? {} : { visited }),
      groups,
    },
  };
}

function believed(atMs: number, nowMs: number): number {
  return atMs > nowMs + CLOCK_AHEAD_MS || atMs < nowMs - CLOCK_BEHIND_MS ? nowMs : atMs;
}

function readConsumer(guard: Guard, consumer: Json): string | undefined {
  const at = '/nfConsumerIdentification';
  guard.text(consumer, 'nFName', at, NF_NAME, 'a UUID (TS 29.571 NfInstanceId), or a plain name');
  guard.text(consumer, 'nFIPv4Address', at, IPV4, 'an IPv4 address');
  guard.text(consumer, 'nFFqdn', at);
  const plmn = guard.object(consumer, 'nFPLMNID', at);
  if (plmn !== undefined) {
    guard.text(plmn, 'mcc', `${at}/nFPLMNID`, /^\d{3}$/, 'three digits', true);
    guard.text(plmn, 'mnc', `${at}/nFPLMNID`, /^\d{2,3}$/, 'two or three digits', true);
  }
  return guard.text(consumer, 'nodeFunctionality', at, /./, 'a node functionality such as SMF', true);
}

/** The identifiers of a PDU session, as far as they are there; a wrong type there means a wrong sender. */
function readPduSession(guard: Guard, body: Json): string | undefined {
  const charging = guard.object(body, 'pDUSessionChargingInformation', '');
  if (charging === undefined) return undefined;
  const at = '/pDUSessionChargingInformation';
  guard.whole(charging, 'chargingId', at, UINT32);
  guard.object(charging, 'userInformation', at);
  const session = guard.object(charging, 'pduSessionInformation', at);
  if (session !== undefined) {
    const inside = `${at}/pduSessionInformation`;
    guard.whole(session, 'pduSessionID', inside, 255, true);
    guard.text(session, 'dnnId', inside, /./, 'a data network name', true);
    const serving = guard.object(session, 'servingNetworkFunctionID', inside);
    const network = servingNetwork(guard, serving, `${inside}/servingNetworkFunctionID`);
    if (network !== undefined) return network;
  }
  return locationNetwork(guard, charging, at, 'userLocationinfo');
}

/** The network of the serving function (TS 32.291 ServingNetworkFunctionID). */
function servingNetwork(guard: Guard, serving: Json | undefined, at: string): string | undefined {
  if (serving === undefined) return undefined;
  const information = guard.object(serving, 'servingNetworkFunctionInformation', at);
  if (information === undefined) return undefined;
  const plmn = guard.object(information, 'nFPLMNID', `${at}/servingNetworkFunctionInformation`);
  return plmnDigits(guard, plmn, `${at}/servingNetworkFunctionInformation/nFPLMNID`);
}

/** The network of a cell (TS 29.571 UserLocation): that of the tracking area, 5G or LTE. */
function locationNetwork(guard: Guard, parent: Json, at: string, name: string): string | undefined {
  const location = guard.object(parent, name, at);
  if (location === undefined) return undefined;
  for (const access of ['nrLocation', 'eutraLocation']) {
    const cell = guard.object(location, access, `${at}/${name}`);
    const area = cell === undefined ? undefined : guard.object(cell, 'tai', `${at}/${name}/${access}`);
    const inside = `${at}/${name}/${access}/tai/plmnId`;
    const plmn = area === undefined ? undefined : guard.object(area, 'plmnId', `${at}/${name}/${access}/tai`);
    const digits = plmnDigits(guard, plmn, inside);
    if (digits !== undefined) return digits;
  }
  return undefined;
}

function plmnDigits(guard: Guard, plmn: Json | undefined, at: string): string | undefined {
  if (plmn === undefined) return undefined;
  const mcc = guard.text(plmn, 'mcc', at, /^\d{3}$/, 'three digits', true);
  const mnc = guard.text(plmn, 'mnc', at, /^\d{2,3}$/, 'two or three digits', true);
  return mcc === undefined || mnc === undefined ? undefined : mcc + mnc;
}

/** Where a call or a message is: the location that the IMS or the SMS function reports. */
function imsNetwork(guard: Guard, body: Json): string | undefined {
  for (const name of ['iMSChargingInformation', 'sMSChargingInformation']) {
    const charging = guard.object(body, name, '');
    const network =
      charging === undefined ? undefined : locationNetwork(guard, charging, `/${name}`, 'userLocationInfo');
    if (network !== undefined) return network;
  }
  return undefined;
}

/** Digits of whom the subscriber calls or writes to. */
function calledParty(guard: Guard, body: Json): string {
  const ims = guard.object(body, 'iMSChargingInformation', '');
  if (ims !== undefined) {
    const role = guard.text(ims, 'roleOfNode', '/iMSChargingInformation');
    const called = calledBy(guard.text(ims, 'calledPartyAddress', '/iMSChargingInformation'));
    return role !== undefined && role.startsWith('TERMINATING') ? INCOMING : called;
  }
  const sms = guard.object(body, 'sMSChargingInformation', '');
  if (sms === undefined) return '';
  const [first] = guard.list(sms, 'recipientInfo', '/sMSChargingInformation', 1_000);
  if (!isObject(first)) return '';
  const at = '/sMSChargingInformation/recipientInfo/0';
  const gpsi = guard.text(first, 'recipientGPSI', at);
  if (gpsi !== undefined) return calledDigits(gpsi);
  const other = guard.object(first, 'recipientOtherAddress', at);
  return other === undefined
    ? ''
    : calledBy(guard.text(other, 'sMaddressData', `${at}/recipientOtherAddress`));
}

const calledBy = (address: string | undefined) => (address === undefined ? '' : calledDigits(address));

/** User plane functions that ask for quota, by rating group: answers name them. */
export type UserPlaneFunctions = ReadonlyMap<number, readonly string[]>;

const asks = (usage: Json) => isObject(usage['requestedUnit']);

function readGroups(
  guard: Guard,
  body: Json,
  nowMs: number,
): { groups: GroupRequest[]; functions: UserPlaneFunctions } {
  const groups = new Map<number, GroupRequest>();
  const functions = new Map<number, readonly string[]>();
  guard.list(body, 'multipleUnitUsage', '', MAX_GROUPS_A_REQUEST).forEach((usage, i) => {
    const at = `/multipleUnitUsage/${i}`;
    if (!isObject(usage)) {
      guard.refuse(at, usage, 'a MultipleUnitUsage object');
      return;
    }
    const ratingGroup = guard.whole(usage, 'ratingGroup', at, UINT32, true) ?? 0;
    const uPFID = guard.text(usage, 'uPFID', at, UUID, 'a UUID (TS 29.571 NfInstanceId)');
    if (uPFID !== undefined && asks(usage))
      functions.set(ratingGroup, [...(functions.get(ratingGroup) ?? []), uPFID]);
    const asked = guard.object(usage, 'requestedUnit', at);
    const requested = asked === undefined ? undefined : readUnits(guard, asked, `${at}/requestedUnit`);
    const used = guard
      .list(usage, 'usedUnitContainer', at, MAX_CONTAINERS)
      .map((container, c) => readContainer(guard, container, `${at}/usedUnitContainer/${c}`, nowMs));
    const before = groups.get(ratingGroup);
    checkSum(guard, [...(before?.used ?? []), ...used], `${at}/usedUnitContainer`);
    groups.set(
      ratingGroup,
      before === undefined ? group(ratingGroup, requested, used) : both(before, requested, used),
    );
  });
  return { groups: [...groups.values()], functions };
}

/** All containers of a rating group together are bounded like one. */
function checkSum(guard: Guard, used: readonly UsageContainer[], at: string): void {
  for (const unit of ['bytes', 'seconds', 'messages'] as const) {
    const sum = used.reduce((total, container) => total + (container[unit] ?? 0), 0);
    if (sum > MAX_UNITS) guard.refuse(at, `${sum} ${unit} in all`, `at most ${MAX_UNITS} in one report`);
  }
}

function group(
  ratingGroup: number,
  requested: Units | undefined,
  used: readonly UsageContainer[],
): GroupRequest {
  return requested === undefined ? { ratingGroup, used } : { ratingGroup, requested, used };
}

/** A rating group appears once a user plane function: reports add up, and so do wishes. */
function both(
  before: GroupRequest,
  requested: Units | undefined,
  used: readonly UsageContainer[],
): GroupRequest {
  const sum = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  const wishes =
    before.requested === undefined || requested === undefined
      ? (before.requested ?? requested)
      : units(
          sum(before.requested.seconds, requested.seconds),
          sum(before.requested.bytes, requested.bytes),
          sum(before.requested.messages, requested.messages),
        );
  return group(before.ratingGroup, wishes, [...before.used, ...used]);
}

function units(seconds: number | undefined, bytes: number | undefined, messages: number | undefined): Units {
  return {
    ...(seconds === undefined ? {} : { seconds }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(messages === undefined ? {} : { messages }),
  };
}

function readUnits(guard: Guard, json: Json, at: string): Units {
  const seconds = guard.whole(json, 'time', at, MAX_SECONDS);
  const total = guard.whole(json, 'totalVolume', at, MAX_UNITS);
  const uplink = guard.whole(json, 'uplinkVolume', at, MAX_UNITS);
  const downlink = guard.whole(json, 'downlinkVolume', at, MAX_UNITS);
  const messages = guard.whole(json, 'serviceSpecificUnits', at, MAX_UNITS);
  const bytes =
    total ?? (uplink === undefined && downlink === undefined ? undefined : (uplink ?? 0) + (downlink ?? 0));
  return units(seconds, bytes, messages);
}

function readContainer(guard: Guard, json: unknown, at: string, nowMs: number): UsageContainer {
  if (!isObject(json)) {
    guard.refuse(at, json, 'a UsedUnitContainer object');
    return { localSequence: 0, statedAtMs: 0, usedAtMs: 0, exhausted: false };
  }
  const localSequence = guard.whole(json, 'localSequenceNumber', at, Number.MAX_SAFE_INTEGER, true) ?? 0;
  const triggered = guard.time(json, 'triggerTimestamp', at);
  let exhausted = false;
  guard.list(json, 'triggers', at, 100).forEach((trigger, i) => {
    if (!isObject(trigger)) guard.refuse(`${at}/triggers/${i}`, trigger, 'a Trigger object');
    else if (typeof trigger['triggerType'] === 'string')
      exhausted ||= QUOTA_USED_UP.has(trigger['triggerType']);
  });
  const pdu = guard.object(json, 'pDUContainerInformation', at);
  const visited =
    pdu === undefined
      ? undefined
      : locationNetwork(guard, pdu, `${at}/pDUContainerInformation`, 'userLocationInformation');
  return {
    ...readUnits(guard, json, at),
    ...(visited === undefined ? {} : { visited }),
    localSequence,
    statedAtMs: triggered ?? 0,
    // Usage ends where its trigger fires: a container closed at a change of price is all before it.
    usedAtMs: triggered === undefined ? 0 : believed(triggered, nowMs) - 1,
    exhausted,
  };
}

const DIGEST_BYTES = 6;
const digest = (text: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES));

/**
 * Differs when the content differs. A retransmission may carry a new time stamp, so the time counts only
 * for peers that send sequence number 0 each time: nothing else tells their messages apart.
 */
function contentDigest(body: Json, sequence: number): Uint8Array {
  return digest(
    JSON.stringify([
      body['multipleUnitUsage'],
      body['triggers'],
      sequence === 0 ? body['invocationTimeStamp'] : 0,
    ]),
  );
}

/** A create has no reference yet: everything it says identifies it, but that it is a retransmission. */
function createKeys(body: Json): Pick<CreateRequest, 'createKey' | 'contentKey'> {
  const { retransmissionIndicator: _, ...rest } = body;
  const { invocationTimeStamp: __, ...content } = rest;
  return { createKey: digest(canonicalJson(rest)), contentKey: digest(canonicalJson(content)) };
}
