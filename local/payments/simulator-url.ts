/** Where simulated payment providers answer. */
export const SIMULATOR_PATH = '/payments-simulator';

/** What `WILDLILY_PAYMENT_API` is for an operator's functions: it stands for `https:/`. */
export const simulatorUrl = (baseUrl: string, operator: string): string =>
  `${baseUrl}${SIMULATOR_PATH}/${operator}`;
