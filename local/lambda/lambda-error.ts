/** An error as Lambda reports it to the caller of Invoke. */
export interface ErrorReport {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** A failed invocation: the handler's own error, or what ended its environment. */
export class LambdaError extends Error {
  readonly errorType: string;
  readonly trace: readonly string[];

  constructor(errorType: string, message: string, trace: readonly string[] = []) {
    super(message);
    this.name = 'LambdaError';
    this.errorType = errorType;
    this.trace = trace;
  }

  static from(report: ErrorReport, phase?: 'init'): LambdaError {
    const message = phase === 'init' ? `init failed: ${report.errorMessage}` : report.errorMessage;
    return new LambdaError(report.errorType, message, report.trace);
  }
}
