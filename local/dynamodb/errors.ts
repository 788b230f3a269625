/** A DynamoDB error as it travels: HTTP status and the body with `__type`. */
export class DynamoDbError extends Error {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;

  constructor(type: string, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = type;
    this.statusCode = 400;
    const space =
      type === 'ValidationException' ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810';
    this.body = { __type: `${space}#${type}`, message, ...extra };
  }
}

/** What dynalite throws and hands back: the same two fields. */
export interface ServiceError extends Error {
  readonly statusCode: number;
  readonly body: Record<string, unknown>;
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as Partial<ServiceError>).statusCode === 'number';
}

/** `ConditionalCheckFailedException` from `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`. */
export function errorType(error: ServiceError): string {
  return String(error.body['__type']).replace(/^.*#/, '');
}
