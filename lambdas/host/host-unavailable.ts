/** The host did not answer, or said that it can't now. The same request may be sent again. */
export class HostUnavailableError extends Error {
  override readonly name = 'HostUnavailableError';
}
