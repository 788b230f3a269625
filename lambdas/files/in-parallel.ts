/** Does all of the work, `limit` pieces at a time; the first failure stops what has not begun, and is thrown. */
export async function inParallel<T>(
  pieces: readonly T[],
  limit: number,
  work: (piece: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < pieces.length) {
      const piece = pieces[next++] as T;
      try {
        await work(piece);
      } catch (error) {
        next = pieces.length;
        throw error;
      }
    }
  };
  // Others finish what they began, so that nothing goes on behind the caller's back.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, pieces.length) }, worker));
  const failed = ended.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
