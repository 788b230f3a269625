/** What must hold for the money behind an offering, and for its end. */
import { at, problemAt, type Problem } from '../operator/problem.js';
import type { OfferingView, Surroundings } from './offering-view.js';

export function checkWallet({ paymentMode, wallet }: OfferingView, { billShock }: Surroundings): Problem[] {
  const mode = paymentMode.value;
  const money = wallet.value;
  if (mode === undefined || money === undefined) return [];
  const path = at(wallet.path, 'creditLimit');
  if (money.pooled === true) {
    return (['startingCredit', 'creditLimit'] as const).flatMap((key) =>
      money[key] === undefined || /^[0.]*$/.test(money[key])
        ? []
        : [
            problemAt(
              at(wallet.path, key),
              money[key],
              'nothing',
              "a pooled wallet holds the pool owner's money",
            ),
          ],
    );
  }
  if (mode === 'prepaid') {
    return money.creditLimit === undefined
      ? []
      : [problemAt(path, money.creditLimit, 'nothing', 'a prepaid plan has no credit')];
  }
  // A cap that is there but malformed is a problem of its own.
  if (money.creditLimit !== undefined || billShock.raw !== undefined) return [];
  return [
    problemAt(
      path,
      undefined,
      'amount of money as a decimal string such as "50.00"',
      `a ${mode} plan needs a limit, since the market has no market.policy.billShock.defaultCap`,
    ),
  ];
}

export function checkInvoice({ paymentMode, invoice }: OfferingView): Problem[] {
  if (invoice.value === undefined || paymentMode.value !== 'prepaid') return [];
  return [problemAt(invoice.path, invoice.value, 'nothing', 'a prepaid plan owes nothing')];
}

export function checkFinalUnit({ finalUnit }: OfferingView): Problem[] {
  const value = finalUnit.value;
  if (value === undefined) return [];
  const stray = (key: 'redirectUrl' | 'filterRules', action: string): Problem[] =>
    value[key] !== undefined && value.action !== action
      ? [
          problemAt(
            at(finalUnit.path, key),
            value[key],
            'nothing',
            `it belongs to ${action}, not to ${value.action}`,
          ),
        ]
      : [];
  return [
    ...stray('redirectUrl', 'REDIRECT'),
    ...stray('filterRules', 'RESTRICT_ACCESS'),
    ...(value.action === 'RESTRICT_ACCESS' && value.filterRules === undefined
      ? [problemAt(at(finalUnit.path, 'filterRules'), undefined, 'list of at least one IPFilterRule')]
      : []),
  ];
}
