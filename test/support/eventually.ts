/** Waiting for what comes by streams, queues and schedules: soon, not at once. */

const PAUSE_MS = 50;

/**
 * Looks until a look does not throw; what it answered.
 *
 * @param withinMs  then the last look's error is thrown
 */
export async function eventually<T>(look: () => Promise<T> | T, withinMs = 30_000): Promise<T> {
  const endsMs = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > endsMs) throw error;
    }
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}
