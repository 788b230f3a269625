/** TMF632 individuals and organizations, and parties as we keep them. */
import { TMF_BASE } from '../routes.js';
import { readIdentifications, sameDocuments, viewIdentification } from './identification.js';
import type { PartyKind, PartyRecord, Verification } from './record.js';

type Resource = Readonly<Record<string, unknown>>;
type Problem = { readonly param: string; readonly reason: string };

/** The characteristic that tells how sure it is who a party is. */
export const VERIFICATION = 'identityVerification';

interface Form {
  readonly type: string;
  readonly identification: string;
  /** TMF632's word for a party that is no more. */
  readonly ended: string;
}

export const FORM: Readonly<Record<PartyKind, Form>> = {
  individual: { type: 'Individual', identification: 'individualIdentification', ended: 'deceaded' },
  organization: { type: 'Organization', identification: 'organizationIdentification', ended: 'closed' },
};

/** Who asks for a change of a party. */
export interface Checker {
  /** The partner's id, or `operator`. */
  readonly id: string;
  /** Whether it may say that somebody is who they say. */
  readonly mayVerify: boolean;
}

export type PartyDecision =
  | { readonly party: PartyRecord }
  | { readonly problems: readonly Problem[] }
  /** It asks for `validated` and may not. */
  | { readonly forbidden: true };

/**
 * The party that a resource describes.
 *
 * `status: validated` says that its documents were checked. Other documents than those that were checked, another name
 * or another date of birth, which the documents were checked for, make a party `kyc_pending` again, unless the same change says `validated`.
 *
 * @param body  a resource as it is created, or as a patch leaves it
 * @param wanted  the status that is asked for; undefined = none
 */
export function readParty(
  kind: PartyKind,
  body: Resource,
  {
    before,
    wanted,
    by,
    nowISO,
    key,
  }: {
    readonly before?: PartyRecord | undefined;
    readonly wanted: string | undefined;
    readonly by: Checker;
    readonly nowISO: string;
    /** See `identificationHash`. */
    readonly key: string;
  },
): PartyDecision {
  const { type: _type, identification, ended } = FORM[kind];
  const { givenName, familyName, tradingName, contactMedium, status: _status, ...rest } = body;
  const { [identification]: documents, partyCharacteristic, ...also } = rest;
  const { identifications, problems } = readIdentifications(
    identification,
    (documents ?? []) as readonly Resource[],
    before?.identifications ?? [],
    key,
  );
  const isSame =
    before !== undefined &&
    sameDocuments(before.identifications, identifications) &&
    samePerson(before, { givenName, familyName, tradingName, ...also });
  const verification = verificationOf(before, { wanted, isSame, documents: identifications.length });
  const characteristics = ((partyCharacteristic ?? []) as readonly Resource[]).filter(
    ({ name }) => name !== VERIFICATION,
  );
  const all = [
    ...problems,
    ...aboutCharacteristic(partyCharacteristic, [before?.verification, verification]),
    ...(wanted === 'validated' && identifications.length === 0
      ? [
          {
            param: 'status',
            reason: `got "validated"; there is no ${identification} that could have been checked`,
          },
        ]
      : []),
  ];
  if (all.length > 0) return { problems: all };
  const becomesVerified = verification === 'verified' && !(before?.verification === 'verified' && isSame);
  if (becomesVerified && !by.mayVerify) return { forbidden: true };
  const checked = becomesVerified
    ? { verifiedAt: nowISO, verifiedBy: by.id }
    : { verifiedAt: before?.verifiedAt, verifiedBy: before?.verifiedBy };
  return {
    party: {
      kind,
      ...named({ givenName, familyName, tradingName }),
      ...(contactMedium === undefined ? {} : { contactMedium: contactMedium as readonly Resource[] }),
      identifications,
      verification,
      ...(verification === 'verified' ? named(checked) : {}),
      ended: wanted === undefined ? (before?.ended ?? false) : wanted === ended,
      roles: before?.roles ?? 0,
      also: {
        ...also,
        ...(characteristics.length === 0 ? {} : { partyCharacteristic: characteristics }),
      },
    },
  };
}

/** What documents say of whom they are of. */
const SAID_BY_DOCUMENTS = ['birthDate', 'middleName', 'name', 'nationality', 'countryOfBirth'] as const;

function samePerson(before: PartyRecord, now: Resource): boolean {
  const { givenName, familyName, tradingName, also } = before;
  const then: Resource = { ...also, givenName, familyName, tradingName };
  return ['givenName', 'familyName', 'tradingName', ...SAID_BY_DOCUMENTS].every(
    (name) => then[name] === now[name],
  );
}

const named = (of: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Readonly<
    Record<string, string>
  >;

function verificationOf(
  before: PartyRecord | undefined,
  { wanted, isSame, documents }: { wanted: string | undefined; isSame: boolean; documents: number },
): Verification {
  if (documents === 0) return 'prospect';
  if (wanted === 'validated') return 'verified';
  const withdrawn = wanted === 'initialized';
  return before?.verification === 'verified' && isSame && !withdrawn ? 'verified' : 'kyc_pending';
}

/** It follows from status and documents, so it can't be set. */
function aboutCharacteristic(
  given: unknown,
  known: readonly (Verification | undefined)[],
): readonly Problem[] {
  const set = ((given ?? []) as readonly Resource[]).find(({ name }) => name === VERIFICATION);
  if (set === undefined || known.includes(set['value'] as Verification)) return [];
  return [
    {
      param: 'partyCharacteristic',
      reason: `got ${VERIFICATION} ${JSON.stringify(set['value'])}; it follows from the documents and status: allowed: status "validated" once they were checked`,
    },
  ];
}

/** A party as TMF632 has it. */
export function viewParty(id: string, party: PartyRecord, baseUrl: string): Resource {
  const {
    kind,
    givenName,
    familyName,
    tradingName,
    contactMedium,
    identifications,
    verification,
    ended,
    also,
  } = party;
  const form = FORM[kind];
  const { partyCharacteristic = [], ...others } = also;
  return {
    '@type': form.type,
    ...others,
    id,
    href: `${baseUrl}${TMF_BASE.parties}/${kind}/${id}`,
    ...named({ givenName, familyName, tradingName }),
    status: ended ? form.ended : verification === 'verified' ? 'validated' : 'initialized',
    ...(contactMedium === undefined ? {} : { contactMedium }),
    ...(identifications.length === 0
      ? {}
      : { [form.identification]: identifications.map(viewIdentification) }),
    partyCharacteristic: [
      ...(partyCharacteristic as readonly Resource[]),
      { name: VERIFICATION, valueType: 'string', value: verification },
    ],
  };
}
