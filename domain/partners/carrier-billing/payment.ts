/**
 * A carrier billing payment (CAMARA Carrier Billing 0.5.0): what is paid to a third party from a number's prepaid
 * credit. In one step it is taken at once. In two steps it leaves the credit when it is prepared, so that nobody can
 * spend it twice, and comes back when it is cancelled, not validated, or not confirmed in time.
 */

export const PAYMENT_STATUSES = [
  'processing',
  'pending_validation',
  'denied',
  'reserved',
  'succeeded',
  'cancelled',
] as const;

/** `processing` is never ours: what a request asks for is done when it is answered. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Where notifications go, and the token that they carry. */
export interface Sink {
  readonly url: string;
  readonly accessToken?: string;
  /** ISO 8601; after it nothing is sent. */
  readonly expiresAt?: string;
}

/** The code that the payer was sent, and how often it may still be tried. */
export interface Validation {
  readonly authorizationId: string;
  /** SHA-256 of the authorization and the code. */
  readonly codeDigest: string;
  readonly attemptsLeft: number;
}

export interface CarrierPayment {
  readonly status: PaymentStatus;
  /** E.164 with its plus. */
  readonly phoneNumber: string;
  readonly subscriberId: string;
  /** Key of the account that pays. */
  readonly account: string;
  readonly price: Price;
  /** As it came. */
  readonly amountTransaction: Readonly<Record<string, unknown>>;
  /** Digest of all that was asked: a correlator may not come again with anything else. */
  readonly request: string;
  readonly merchantIdentifier?: string;
  /** ISO 8601: when it was taken for good. */
  readonly paidAt?: string;
  /** ISO 8601: until when it is reserved. */
  readonly heldUntil?: string;
  readonly validation?: Validation;
  readonly denialReason?: string;
  readonly sink?: Sink;
  readonly refunded: Refunded;
  /** In the index of what is reserved, by when it ends. */
  readonly gsi1pk?: string;
  readonly gsi1sk?: string;
}

/** Micros (10⁻⁶ of the currency's unit). */
export interface Price {
  /** ISO 4217. */
  readonly currency: string;
  /** `chargingInformation.amount`. */
  readonly amountMicros: number;
  /** Tax that comes on top of it: the merchant's, when the amount is without tax. */
  readonly taxMicros: number;
  readonly isTaxIncluded: boolean;
}

/** What the payer pays. */
export const totalMicros = ({ amountMicros, taxMicros }: Price): number => amountMicros + taxMicros;

/** What of a payment was given back. */
export interface Refunded {
  readonly amountMicros: number;
  readonly taxMicros: number;
  /** By the id of the payment's item. */
  readonly items: Readonly<Record<string, number>>;
  /** A refund of all of it was the last one. */
  readonly isTotal: boolean;
}

export const NOTHING_REFUNDED: Refunded = { amountMicros: 0, taxMicros: 0, items: {}, isTotal: false };

/** Whether its money left the credit and may come back without a refund. */
export const isHeld = ({ status }: Pick<CarrierPayment, 'status'>): boolean =>
  status === 'reserved' || status === 'pending_validation';

/** What ends a payment that is held, or makes it go on. */
export type Step = 'validate' | 'confirm' | 'cancel' | 'expire' | 'fail-validation';

const AFTER: Readonly<Record<Step, Partial<Record<PaymentStatus, PaymentStatus>>>> = {
  validate: { pending_validation: 'reserved' },
  confirm: { reserved: 'succeeded' },
  cancel: { reserved: 'cancelled', pending_validation: 'cancelled' },
  expire: { reserved: 'cancelled', pending_validation: 'cancelled' },
  'fail-validation': { pending_validation: 'denied' },
};

/** The status after a step; undefined = the payment does not take it. */
export const statusAfter = (status: PaymentStatus, step: Step): PaymentStatus | undefined =>
  AFTER[step][status];

/** Whether a step gives the money back. */
export const givesBack = (step: Step): boolean => step !== 'validate' && step !== 'confirm';
