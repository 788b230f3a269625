/** Scenarios of CAMARA's carrier billing that do not apply here, and why. */
export const NOT_APPLICABLE: readonly (readonly [RegExp, string])[] = [
  [
    /_three_legged$|_C02\.03_|_03_for_phoneNumber$/,
    'tokens are of clients (2-legged): none names a phone number',
  ],
  [/_async_behaviour$|_in_progress$/, 'payments and refunds are done when they are answered'],
  [/_refund_denied$|_403\.02_refund_denied$/, 'a refund that is accepted is never denied later'],
  [/_401\.0\d_/, "the gateway's authorizer answers before the function; the authorization matrix tests it"],
  [/_403\.01_/, "the gateway's authorizer answers before the function; the authorization matrix tests it"],
  [/_429\.01_/, 'one rate limit for all of the partner API, tested with it'],
  [
    /_422\.01_phoneNumber_required$/,
    'its code is not in the API’s file, which says MISSING_IDENTIFIER for the same request',
  ],
  [
    /(confirm|cancel)_payment_400\.02_/,
    'the same request as C02.04, which says 422: phoneNumber is the only member',
  ],
  [
    /_accumulated_threshold_amount_overpassed$/,
    'its code is not in the API’s file; money.test.ts tests that of the file. Of refunds there is no threshold',
  ],
  [/_C02\.05_phone_number_not_supported$/, 'every plan of the operator of these tests has prepaid credit'],
];
