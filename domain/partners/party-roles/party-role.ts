/** TMF669 party roles, and party roles as we keep them. */
import { TMF_BASE } from '../routes.js';

type Resource = Readonly<Record<string, unknown>>;

/** `PARTYROLE#<id>` / `META`, beside what every record of partners has. */
export interface PartyRoleRecord {
  readonly name: string;
  /** TMF669 `roleType`, as it came: what the role is. One that came without is of the type that its name says. */
  readonly roleType: Resource;
  /** TMF669 `engagedParty`, as it came: who has the role. */
  readonly engagedParty?: Resource;
  /** The party, when it is one of ours (`pty_…`). */
  readonly partyId?: string;
  /** Standard attributes that mean nothing here, as they came. */
  readonly also: Resource;
}

export function readPartyRole(body: Resource, partyId: string | undefined): PartyRoleRecord {
  const { name, roleType, engagedParty, ...also } = body;
  return {
    name: name as string,
    roleType: (roleType ?? { name }) as Resource,
    ...(engagedParty === undefined ? {} : { engagedParty: engagedParty as Resource }),
    ...(partyId === undefined ? {} : { partyId }),
    also,
  };
}

/** A party role as TMF669 has it. */
export function viewPartyRole(id: string, role: PartyRoleRecord, baseUrl: string): Resource {
  const { name, roleType, engagedParty, also } = role;
  return {
    '@type': 'PartyRole',
    ...also,
    id,
    href: `${baseUrl}${TMF_BASE['party-roles']}/partyRole/${id}`,
    name,
    roleType,
    ...(engagedParty === undefined ? {} : { engagedParty }),
  };
}
