/** TMF629 customers, and customers as we keep them. */
import { TMF_BASE } from '../routes.js';
import type { CustomerRecord, EngagedParty } from './record.js';

type Resource = Readonly<Record<string, unknown>>;

/** Until it is told otherwise. */
const DEFAULT_STATUS = 'active';

/** What of a customer a resource says; what else is known of it stays. */
export function readCustomer(
  body: Resource,
  known: Pick<CustomerRecord, 'products' | 'accounts' | 'partyId'>,
): CustomerRecord {
  const { name, status, engagedParty, account, ...also } = body;
  const others = ((account ?? []) as readonly { id?: string }[]).filter(
    ({ id }) => id === undefined || !Object.hasOwn(known.accounts, id),
  );
  const { partyId, products, accounts } = known;
  return {
    name: String(name),
    status: typeof status === 'string' ? status : DEFAULT_STATUS,
    engagedParty: readEngagedParty(engagedParty as Resource),
    ...(partyId === undefined ? {} : { partyId }),
    products,
    accounts,
    also: {
      ...also,
      ...(others.length === 0 ? {} : { account: others }),
    },
  };
}

function readEngagedParty(of: Resource): EngagedParty {
  const { id, href, name, role, '@referredType': referredType, ...also } = of;
  return {
    id: String(id),
    ...(href === undefined ? {} : { href: String(href) }),
    ...(name === undefined ? {} : { name: String(name) }),
    ...(role === undefined ? {} : { role: String(role) }),
    referredType: String(referredType),
    also,
  };
}

/** A customer as TMF629 has it. */
export function viewCustomer(id: string, customer: CustomerRecord, baseUrl: string): Resource {
  const { name, status, engagedParty, accounts, also } = customer;
  const { referredType, also: further, ...party } = engagedParty;
  const { account: others = [], ...rest } = also;
  const ours = Object.entries(accounts).map(([key, called]) => ({
    id: key,
    name: called,
    '@referredType': 'BillingAccount',
  }));
  const account = [...(others as readonly Resource[]), ...ours];
  return {
    '@type': 'Customer',
    ...rest,
    id,
    href: `${baseUrl}${TMF_BASE.customers}/customer/${id}`,
    name,
    status,
    engagedParty: { ...further, ...party, '@referredType': referredType },
    ...(account.length === 0 ? {} : { account }),
  };
}
