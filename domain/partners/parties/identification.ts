/** Documents that say who a party is. Of their numbers only a digest and the last digits are kept. */
import { createHmac } from 'node:crypto';
import type { Identification } from './record.js';

type Resource = Readonly<Record<string, unknown>>;

const SHOWN = 4;
const HIDDEN = '****';

/**
 * What names a document without telling its number: equal for the same type and number, whatever spaces, dashes and
 * letter case it is written with. HMAC-SHA256, hex.
 *
 * @param key  of the operator: another operator's digests don't match. Numbers are short, so whoever has the key and
 *   the digests can find them by trying
 */
export function identificationHash(key: string, type: string, number: string): string {
  return createHmac('sha256', key)
    .update(`${type.toLowerCase()}:${plain(number)}`)
    .digest('hex');
}

const plain = (number: string) => number.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();

/** At most half of a number, so that a short one is not shown whole. */
function lastDigits(number: string): string {
  const text = plain(number);
  return text.slice(text.length - Math.min(SHOWN, Math.floor(text.length / 2)));
}

export interface IdentificationProblem {
  readonly param: string;
  readonly reason: string;
}

/**
 * TMF632 identifications as we keep them. One whose number is hidden, as we answer it, is the one that was there.
 *
 * @param attribute  `individualIdentification` or `organizationIdentification`, for what is wrong
 */
export function readIdentifications(
  attribute: string,
  given: readonly Resource[],
  before: readonly Identification[],
  key: string,
): {
  readonly identifications: readonly Identification[];
  readonly problems: readonly IdentificationProblem[];
} {
  const problems: IdentificationProblem[] = [];
  const identifications = given.flatMap((each, index): Identification[] => {
    const { identificationId, identificationType, issuingAuthority, ...also } = each;
    const at = `${attribute}[${index}]`;
    if (typeof identificationType !== 'string' || identificationType === '')
      problems.push({
        param: `${at}.identificationType`,
        reason: 'is missing; allowed: what document it is, such as "passport"',
      });
    const type = String(identificationType);
    const number = typeof identificationId === 'string' ? identificationId : '';
    if (number.startsWith(HIDDEN)) {
      const known = before.find((one) => one.type === type && `${HIDDEN}${one.lastDigits}` === number);
      if (known !== undefined) return [{ ...known, also }];
      problems.push({
        param: `${at}.identificationId`,
        reason: `got "${number}", of which no ${type} is known; allowed: the whole number`,
      });
      return [];
    }
    if (plain(number) === '') {
      problems.push({
        param: `${at}.identificationId`,
        reason: 'is missing; allowed: the number of the document',
      });
      return [];
    }
    return [
      {
        type,
        ...(typeof issuingAuthority === 'string' ? { authority: issuingAuthority } : {}),
        hash: identificationHash(key, type, number),
        lastDigits: lastDigits(number),
        also,
      },
    ];
  });
  return { identifications, problems };
}

/** As an API answers it: the number hidden but for its last digits. */
export function viewIdentification({ type, authority, lastDigits: last, also }: Identification): Resource {
  return {
    ...also,
    identificationType: type,
    identificationId: `${HIDDEN}${last}`,
    ...(authority === undefined ? {} : { issuingAuthority: authority }),
  };
}

/** Whether both name the same documents. */
export function sameDocuments(a: readonly Identification[], b: readonly Identification[]): boolean {
  const hashes = (of: readonly Identification[]) =>
    of
      .map(({ hash }) => hash)
      .sort((x, y) => (x < y ? -1 : 1))
      .join();
  return hashes(a) === hashes(b);
}
