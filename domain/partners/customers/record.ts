/** A customer as we keep it: a party that buys, and how its business with us stands. */

/** Who a customer is. */
export interface EngagedParty {
  readonly id: string;
  /** As it came: of a party that is kept elsewhere it may lead anywhere. */
  readonly href?: string;
  readonly name?: string;
  readonly role?: string;
  readonly referredType: string;
  /** Further standard attributes, as they came. */
  readonly also: Readonly<Record<string, unknown>>;
}

/** `CUSTOMER#<id>` / `META`, beside what every record of partners has. */
export interface CustomerRecord {
  readonly name: string;
  /** TMF629 has no list of them; ours is `active` until it is told otherwise. */
  readonly status: string;
  readonly engagedParty: EngagedParty;
  /** The party, when it is one of ours (`pty_…`): what identity rules ask. Absent = it is kept elsewhere. */
  readonly partyId?: string;
  /** How many products it has that are not terminated; see lambdas/partners/customers/products.ts. */
  readonly products: number;
  /** The accounts that pay for its products: what each is called, by account key. */
  readonly accounts: Readonly<Record<string, string>>;
  /** Standard attributes that mean nothing here, as they came. */
  readonly also: Readonly<Record<string, unknown>>;
}
