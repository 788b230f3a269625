/** Whether a provider's secret has the members that its reader and client need. */
import type { SecretMember } from './provider.js';

const MOST_ROTATING = 2;
const MOST_LISTED = 100;

/**
 * What is wrong with a secret, member by member; empty = nothing. Names members and what is allowed, never a value.
 *
 * @param secret  as it was read: anything
 */
export function secretProblems(members: readonly SecretMember[], secret: unknown): string[] {
  if (typeof secret !== 'object' || secret === null || Array.isArray(secret))
    return ['the secret is no JSON object'];
  const fields = secret as Readonly<Record<string, unknown>>;
  return members.flatMap((member) => {
    const value = Object.hasOwn(fields, member.name) ? fields[member.name] : undefined;
    if (value === undefined) return member.optional ? [] : [`${member.name} is missing`];
    return isOfType(member, value) ? [] : [`${member.name} is not ${ALLOWED[member.type](member)}`];
  });
}

const ALLOWED: Readonly<Record<SecretMember['type'], (member: SecretMember) => string>> = {
  string: ({ values }) => (values === undefined ? 'a text' : `one of ${values.join(', ')}`),
  rotating: () => `a list of 1 to ${MOST_ROTATING} texts`,
  list: () => `a list of at most ${MOST_LISTED} texts`,
  map: () => `an object of at most ${MOST_LISTED} texts`,
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

function isOfType({ type, values }: SecretMember, value: unknown): boolean {
  switch (type) {
    case 'string':
      return isText(value) && (values === undefined || values.includes(value as string));
    case 'rotating':
      return Array.isArray(value) && value.length > 0 && value.length <= MOST_ROTATING && value.every(isText);
    case 'list':
      return Array.isArray(value) && value.length <= MOST_LISTED && value.every(isText);
    default:
      return typeof value === 'object' && value !== null && !Array.isArray(value) && areTexts(value);
  }
}

function areTexts(map: object): boolean {
  const values: unknown[] = Object.values(map);
  return values.length <= MOST_LISTED && values.every(isText);
}
