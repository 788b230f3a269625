/** Refusals of CAMARA's carrier billing; their codes are those of its files. */
import type { Wrong } from '../../../domain/partners/carrier-billing/amounts.js';
import { BusyError } from '../../accounts/desk.js';
import type { Refusal } from '../../accounts/run-command.js';
import { RefusedError } from '../kernel/refused.js';

export const invalidArgument = (...wrong: readonly Wrong[]) =>
  new RefusedError(
    400,
    'INVALID_ARGUMENT',
    wrong.map(({ param, reason }) => (param === '' ? reason : `${param}: ${reason}`)).join(' · '),
    { invalidParams: wrong },
  );

export const missingPhoneNumber = () =>
  new RefusedError(
    422,
    'MISSING_IDENTIFIER',
    'The phone number cannot be identified: the token names none, so phoneNumber must be given.',
  );

export const phoneNumberNotFound = (phoneNumber: string) =>
  new RefusedError(404, 'IDENTIFIER_NOT_FOUND', `phoneNumber ${phoneNumber} not found.`);

export const paymentNotFound = (id: string) =>
  new RefusedError(404, 'NOT_FOUND', `There is no payment ${id}.`);

export const denied = (why: string) =>
  new RefusedError(403, 'CARRIER_BILLING.PAYMENT_DENIED', `Payment denied by business: ${why}.`);

export const alreadyExists = (what: string) => new RefusedError(409, 'ALREADY_EXISTS', what);

/** Nobody who charges an account is told what it holds. */
const WHY: Readonly<Record<string, string>> = {
  'balance-too-low': 'the credit is too low',
  'account-suspended': 'the account is suspended',
  'account-terminated': 'the account has ended',
  'advance-outstanding': 'an advance of credit is not repaid yet',
  'account-full': 'the account has no room for it',
};

/** Why an account does not pay. @throws BusyError when it was asked too often within a second: the same may come again */
export function notPaid(problems: readonly Refusal[]): RefusedError {
  const codes = problems.map(({ code }) => code);
  if (codes.includes('too-old')) throw new BusyError('the account had too many commands at once');
  if (codes.includes('bucket-unknown') || codes.includes('currency-differs'))
    return serviceNotApplicable('its plan has no prepaid credit');
  return denied([...new Set(codes.map((code) => WHY[code] ?? code))].join('; '));
}

export const serviceNotApplicable = (why: string) =>
  new RefusedError(
    422,
    'SERVICE_NOT_APPLICABLE',
    `The service is not available for the provided identifier: ${why}.`,
  );
