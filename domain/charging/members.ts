/** Which of the SIMs that share an account is meant. */
import { type Account, LIMITS } from './account.js';

const IMSI = 'imsi-';

/**
 * The number of a SIM in its account: 0 = the one that the account is named after (or not told), n =
 * `members[n - 1]`, entered when it is new; undefined when there is no room for another.
 *
 * @param supi  `imsi-…`
 */
export function memberOf(account: Account, supi: string | undefined): number | undefined {
  if (supi === undefined || supi === account.key || !supi.startsWith(IMSI)) return 0;
  const digits = supi.slice(IMSI.length);
  const known = account.members.indexOf(digits);
  if (known >= 0) return known + 1;
  if (account.members.length >= LIMITS.members) return undefined;
  return account.members.push(digits);
}

/** The SUPI of a member. */
export function supiOf(account: Account, member: number): string {
  const digits = account.members[member - 1];
  return digits === undefined ? account.key : IMSI + digits;
}
