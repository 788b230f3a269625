/** What an item of an order means: the one thing that it asks for. */

export interface FirstTopUp {
  /** Decimal text of the market's currency. */
  readonly amount: string;
  readonly provider: string;
  readonly returnUrl?: string;
}

/** The fields of `portIn`, by name; `msisdn` is digits. */
export type PortIn = Readonly<Record<string, string>>;

/** How the subscriber proved who it is, before its SIM or its number goes anywhere (47 CFR 64.2010(h)). */
export interface Authentication {
  /** `pin`, `one-time-code`, `photo-id`, `app` … */
  readonly method: string;
  readonly result: 'passed';
  /** ISO 8601. */
  readonly at: string;
  /** Who let it pass, of staff. */
  readonly agent?: string;
}

/** Which SIM: a card by its ICCID, or any of a form from stock. */
export interface WantedSim {
  readonly simType: 'physical' | 'esim';
  readonly iccid?: string;
  /** Of the device, for an eSIM that is bound to it. */
  readonly eid?: string;
}

export type Intent =
  | {
      readonly kind: 'activate';
      readonly offeringId: string;
      readonly sim: WantedSim;
      /** `msisdn-…`; absent = any of the stock, or the one that is ported in. */
      readonly msisdn?: string;
      readonly portIn?: PortIn;
      readonly firstTopUp?: FirstTopUp;
    }
  | {
      readonly kind: 'add-on';
      readonly addOnId: string;
      /** A subscriber, or the item of this order that makes it. */
      readonly target: { readonly subscriberId: string } | { readonly itemId: string };
    }
  | { readonly kind: 'cancel-add-on'; readonly addOnId: string; readonly subscriberId: string }
  | {
      readonly kind: 'change-plan';
      readonly subscriberId: string;
      readonly offeringId: string;
      readonly when: 'now' | 'next-cycle';
    }
  | { readonly kind: 'suspend' | 'resume'; readonly subscriberId: string; readonly reason: string }
  | {
      readonly kind: 'sim-swap';
      readonly subscriberId: string;
      readonly sim: WantedSim;
      readonly reason: string;
      readonly authentication?: Authentication;
    }
  | {
      readonly kind: 'number-change';
      readonly subscriberId: string;
      /** `msisdn-…`; absent = any of the stock. */
      readonly msisdn?: string;
    }
  | { readonly kind: 'port-in'; readonly subscriberId: string; readonly portIn: PortIn }
  | {
      readonly kind: 'port-out';
      readonly subscriberId: string;
      readonly recipient: string;
      readonly pin: string;
      readonly authentication?: Authentication;
    }
  | {
      readonly kind: 'sim-lock';
      readonly subscriberId: string;
      readonly locked: boolean;
      readonly authentication?: Authentication;
    }
  | {
      readonly kind: 'port-out-pin';
      readonly subscriberId: string;
      /** 4 to 8 digits. Never in a record: kept as a digest. */
      readonly pin: string;
      readonly authentication?: Authentication;
    }
  | { readonly kind: 'terminate'; readonly subscriberId: string; readonly reason: string }
  /** `noChange`: named for completeness. */
  | { readonly kind: 'nothing' };

export type IntentKind = Intent['kind'];
