/** What an operator asks of its host, and what the host answers. */

/** What every request has. */
interface Asked {
  /** `<order id>.<step>`, and more after further dots: the same id again is the same request, however often it comes. */
  readonly requestId: string;
  /** Whose order it is; simulations of a sandbox apply to their owner's. */
  readonly owner: string;
  /** `imsi-…` */
  readonly supi: string;
  /** `msisdn-…` */
  readonly msisdn: string;
  /** Digits (ITU-T E.118). */
  readonly iccid: string;
}

export type HostRequest = Asked &
  (
    | { readonly kind: 'activate'; readonly offeringId: string }
    | { readonly kind: 'suspend' | 'resume'; readonly reason: string }
    | { readonly kind: 'change-plan'; readonly offeringId: string }
    /** `supi` and `iccid` are the new SIM. */
    | { readonly kind: 'swap-sim'; readonly formerSupi: string; readonly formerIccid: string }
    /** `msisdn` is the new number. */
    | { readonly kind: 'change-number'; readonly formerMsisdn: string }
    /** What the losing operator wants to know, by the country's names. */
    | { readonly kind: 'port-in'; readonly fields: Readonly<Record<string, string>> }
    /** Gives a number that was ported in back to where it came from, or stops its port. */
    | { readonly kind: 'cancel-port-in' }
    | { readonly kind: 'port-out'; readonly recipient: string }
    | { readonly kind: 'terminate' }
    /** ES2+ DownloadOrder and ConfirmOrder (SGP.22 §5.3.1, §5.3.2). `eid`: of the device, 32 digits. */
    | { readonly kind: 'order-profile'; readonly eid?: string; readonly profileType: string }
    /** ES2+ CancelOrder (SGP.22 §5.3.3). */
    | { readonly kind: 'cancel-profile'; readonly matchingId: string; readonly eid?: string }
  );

export type HostRequestKind = HostRequest['kind'];

/** What comes of an eSIM's order. */
export interface OrderedProfile {
  /** `LPA:1$<SM-DP+ address>$<matching id>` (SGP.22 §4.1). */
  readonly activationCode: string;
  readonly smdpAddress: string;
  readonly matchingId: string;
}

export type HostAnswer =
  | { readonly state: 'done'; readonly profile?: OrderedProfile }
  /** The host calls when it is done; until then it can be asked. */
  | { readonly state: 'pending' }
  /** @see retryable: whether the same may work when it is asked again, under another id */
  | {
      readonly state: 'declined';
      /** Stable, kebab-case: `port-declined`, `sim-failure` … */
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
    };

export interface HostAdapter {
  /**
   * Asks the host, once a `requestId`.
   *
   * @throws HostUnavailableError when it can't be known whether it was asked: ask the same again
   */
  submit(request: HostRequest): Promise<HostAnswer>;
  /**
   * What became of a request.
   *
   * @returns undefined when the host does not know it
   * @throws HostUnavailableError
   */
  query(requestId: string): Promise<HostAnswer | undefined>;
}

/** The order that a request belongs to. */
export const orderOf = (requestId: string): string => requestId.split('.')[0] ?? requestId;
