import type { LambdaError } from './lambda-error.js';

export interface AsyncInvokeConfig {
  /** 0–2 */
  readonly maxRetries: number;
  /** Told when all attempts failed, as the on-failure destination receives it. */
  readonly onFailure?: ((report: object) => void) | undefined;
}

/** Lambda waits one minute and then two; nobody watches a terminal for so long. */
const RETRY_DELAY_MS = [1_000, 2_000];

/**
 * Invokes as Lambda does for an asynchronous caller: retries a failed event, then hands it to the destination.
 *
 * Source: Lambda developer guide, "Asynchronous invocation".
 */
export async function invokeAsync(
  functionArn: string,
  event: unknown,
  invoke: (event: unknown) => Promise<unknown>,
  { maxRetries, onFailure }: AsyncInvokeConfig,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await invoke(event);
      return;
    } catch (error) {
      if (attempt < maxRetries) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS[attempt]));
        continue;
      }
      const { errorType, message, trace } = error as LambdaError;
      onFailure?.({
        version: '1.0',
        timestamp: new Date().toISOString(),
        requestContext: { functionArn, condition: 'RetriesExhausted', approximateInvokeCount: attempt + 1 },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType, errorMessage: message, stackTrace: trace },
      });
      return;
    }
  }
}
