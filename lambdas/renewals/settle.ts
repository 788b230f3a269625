/** The accounts' stream reaches the schedule within this, unless something is wrong; locally within half of it. */
const SETTLE_MS = 500;

export const settle = (): Promise<void> =>
  new Promise((done) => {
    setTimeout(done, SETTLE_MS);
  });
