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
    name: name as string,
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
  // Their types are checked by the schema.
  const {
    id,
    href,
    name,
    role,
    '@referredType': referredType,
    ...also
  } = of as Readonly<Record<string, string | undefined>>;
  return {
    id: id ?? '',
    ...(href === undefined ? {} : { href }),
    ...(name === undefined ? {} : { name }),
    ...(role === undefined ? {} : { role }),
    referredType: referredType ?? '',
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
