/** What a sponsor pays for traffic: so much a GB, out of a pool of bytes that it paid for in advance. */

/** `AGREEMENT#<id>` / `META`, beside what every record of partners has. One record is one version, and never changes in its terms. */
export interface AgreementRecord {
  readonly sponsorId: string;
  readonly name: string;
  /** The services of plans (`services[].id` with this sponsor) that it pays for; none = all of the sponsor's. */
  readonly services: readonly string[];
  /** Micros a GB (10⁹ bytes). */
  readonly microsPerGb: number;
  readonly currency: string;
  /** Bytes a subscriber may use on it in a day of the market's time. Absent = no cap. */
  readonly bytesPerDay?: number;
  /** ISO 3166-1 alpha-2. */
  readonly markets: readonly string[];
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** From 1: terms are changed by a further version, whose pool follows when this one ends. */
  readonly version: number;
  readonly supersedes?: string;
  /** The pool that holds its bytes. */
  readonly poolId: string;
  readonly state: 'active' | 'ended';
  /** Bytes that were bought so far, all top-ups included. */
  readonly boughtBytes: number;
  /** Micros that those cost: cost(bought), one rounding. */
  readonly fundedMicros: number;
  /** Micros that went back for bytes that were not used. */
  readonly returnedMicros: number;
  /** Of what was used, booked in the sponsor's ledger so far. */
  readonly bookedMicros: number;
  readonly bookedBytes: number;
  /** Bytes of further payments, by the clients' ids. */
  readonly topUps?: Readonly<Record<string, number>>;
  /** It ended, and all of what was paid is booked or returned. */
  readonly isSettled?: boolean;
  /** ISO 8601: when what was used was last booked. */
  readonly bookedAt?: string;
  /** The bytes that were bought when its sponsor was last told that little of them is left. */
  readonly lowTold?: number;
  /** The same, that none is left. */
  readonly endTold?: number;
  /** While money of it is open: `AGREEMENTS#OPEN` / `<sponsor>#<id>`. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
  /** How often its funding was changed: names the next change. */
  readonly moves: number;
  readonly request: string;
}

const GB = 1_000_000_000n;

/**
 * What bytes cost at a price a GB: exact, rounded half up once. Costs of parts are differences of costs of totals, so
 * that they add up to the micro whatever the parts are.
 *
 * @throws RangeError for what is no whole number ≥ 0, and for a cost beyond the safe integers
 */
export function costOfBytes(bytes: number, microsPerGb: number): number {
  for (const each of [bytes, microsPerGb])
    if (!Number.isSafeInteger(each) || each < 0)
      throw new RangeError(`${each}: a whole number from 0 to ${Number.MAX_SAFE_INTEGER} is allowed`);
  const micros = Number((2n * BigInt(bytes) * BigInt(microsPerGb) + GB) / (2n * GB));
  if (!Number.isSafeInteger(micros)) throw new RangeError(`${bytes} bytes cost more than can be counted`);
  return micros;
}

/** What a sponsor is to pay for more bytes, after it paid for `bought`. */
export const costOfMore = (bought: number, more: number, microsPerGb: number): number =>
  costOfBytes(bought + more, microsPerGb) - costOfBytes(bought, microsPerGb);

/** What goes back of a pool of which only `used` was used: cost(bought) − cost(used). */
export const costOfUnused = (bought: number, used: number, microsPerGb: number): number =>
  costOfBytes(bought, microsPerGb) - costOfBytes(Math.min(bought, used), microsPerGb);
