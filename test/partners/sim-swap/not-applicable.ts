/** Scenarios of CAMARA SIM Swap that do not happen here, each with why. */
const AUTHORIZER =
  'tokens are checked by API Gateway before any function: its own 401, tested with the authorization matrix';
const TWO_LEGGED = 'tokens are of clients (2-legged) and name no phone number; there are none that do';

export const NOT_APPLICABLE: Readonly<Record<string, string>> = {
  'check_sim_swap_401.1_no_authorization_header': AUTHORIZER,
  'check_sim_swap_401.2_expired_access_token': AUTHORIZER,
  'check_sim_swap_401.3_invalid_access_token': AUTHORIZER,
  'check_sim_swap_C02.03_unnecessary_phone_number': TWO_LEGGED,
  'check_sim_swap_C02.05_phone_number_not_supported': 'the service is for every number of the operator',
  retrieve_sim_swap_date_4_sim_never_associated:
    'a number without a SIM is no subscription here: it is answered like a number that is not ours',
  'retrieve_sim_swap_date_401.1_no_authorization_header': AUTHORIZER,
  'retrieve_sim_swap_date_401.2_expired_access_token': AUTHORIZER,
  'retrieve_sim_swap_date_401.3_invalid_access_token': AUTHORIZER,
  'retrieve_sim_swap_date_C02.03_unnecessary_phone_number': TWO_LEGGED,
  'retrieve_sim_swap_date_C02.05_phone_number_not_supported':
    'the service is for every number of the operator',
  sim_swap_subscription_creation_02_async_creation: 'subscriptions are made at once (01_sync_creation)',
  sim_swap_subscription_retrieve_07_retrieve_list_3legs: TWO_LEGGED,
  sim_swap_subscription_retrieve_08_retrieve_empty_list_3legs: TWO_LEGGED,
  sim_swap_subscription_creation_40_no_authorization_header: AUTHORIZER,
  sim_swap_subscription_creation_41_expired_access_token: AUTHORIZER,
  sim_swap_subscription_creation_42_invalid_access_token: AUTHORIZER,
  sim_swap_subscription_creation_101_phone_number_token_mismatch: TWO_LEGGED,
  sim_swap_subscription_creation_100_not_applicable: 'the service is for every number of the operator',
};
