/** What the simulated network sends to the charging function, and what it reads out of the answers. */

export type Json = Record<string, unknown>;

export const OPERATIONS = ['create', 'update', 'release', 'event'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Usage that a message reports, in the service's unit. */
export interface ReportedUsage {
  readonly ratingGroup: number;
  readonly units: number;
}

export interface Message {
  readonly operation: Operation;
  readonly supi: string;
  /** Below the API root: `/chargingdata`, `/chargingdata/{ref}/update`. */
  readonly path: string;
  /** ChargingDataRequest (TS 32.291). */
  readonly body: Json;
  readonly usage: readonly ReportedUsage[];
}

/** One HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly location?: string | undefined;
  readonly body: unknown;
}

/** The way to the charging function. Rejects when no answer came. */
export interface NchfTransport {
  post(path: string, body: Json, signal?: AbortSignal): Promise<Reply>;
}

/** What one rating group was answered. */
export interface GroupGrant {
  readonly ratingGroup: number;
  readonly resultCode: string;
  /** 0 = none. */
  readonly granted: number;
  /** Units that remain when the network is to come back; 0 = none said. */
  readonly threshold: number;
  readonly validityS: number | undefined;
  readonly holdingS: number | undefined;
  /** FinalUnitAction: these are the last units. */
  readonly final: string | undefined;
}

export interface Answer {
  readonly status: number;
  /** ChargingDataRef, the last segment of Location, as SMFs read it. */
  readonly ref: string | undefined;
  readonly groups: readonly GroupGrant[];
  /** Of a ProblemDetails. */
  readonly cause: string | undefined;
  /** Last part of its `type`: `quota-limit-reached`. */
  readonly problem: string | undefined;
  readonly detail: string | undefined;
}

export const isServed = ({ status }: Pick<Answer, 'status'>): boolean => status >= 200 && status < 300;

/** Not served, and asking again may help. */
export const isTransient = ({ status }: Pick<Answer, 'status'>): boolean => status >= 500 || status === 429;

export function readAnswer({ status, location, body }: Reply): Answer {
  const json = isObject(body) ? body : {};
  const groups = Array.isArray(json['multipleUnitInformation']) ? json['multipleUnitInformation'] : [];
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    status,
    ref: location?.split('/').at(-1),
    groups: groups.filter(isObject).map(readGroup),
    cause: text(json['cause']),
    problem: text(json['type'])?.split(/[:/]/).at(-1),
    detail: text(json['detail']) ?? text(json['message']),
  };
}

function readGroup(json: Json): GroupGrant {
  const units = isObject(json['grantedUnit']) ? json['grantedUnit'] : {};
  const finalUnit = json['finalUnitIndication'];
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  return {
    ratingGroup: number(json['ratingGroup']) ?? -1,
    resultCode: typeof json['resultCode'] === 'string' ? json['resultCode'] : '',
    granted:
      number(units['totalVolume']) ?? number(units['time']) ?? number(units['serviceSpecificUnits']) ?? 0,
    threshold:
      number(json['volumeQuotaThreshold']) ??
      number(json['timeQuotaThreshold']) ??
      number(json['unitQuotaThreshold']) ??
      0,
    validityS: number(json['validityTime']),
    holdingS: number(json['quotaHoldingTime']),
    final: isObject(finalUnit) ? String(finalUnit['finalUnitAction']) : undefined,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
