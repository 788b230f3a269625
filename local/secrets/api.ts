import type { AwsService } from '../aws/endpoint.js';
import type { LocalSecrets } from './secrets.js';

/** The part of the Secrets Manager API that functions and whoever replaces a secret use. */
export function secretsManagerService(secrets: LocalSecrets): AwsService {
  return {
    target: 'secretsmanager',
    call: async (operation, body) => await Promise.resolve(answer(secrets, operation, body)),
  };
}

function answer(
  secrets: LocalSecrets,
  operation: string,
  { SecretId, SecretString, VersionId, VersionStage }: Record<string, unknown>,
): { status: number; body: object } {
  if (operation !== 'GetSecretValue' && operation !== 'PutSecretValue')
    return failed(
      'UnknownOperationException',
      `The local Secrets Manager has no operation ${operation}; it has GetSecretValue, PutSecretValue`,
    );
  if (typeof SecretId !== 'string' || SecretId === '')
    return failed('ValidationException', 'SecretId: a name or an ARN is needed');
  const found = secrets.find(SecretId);
  if (found === undefined)
    return failed('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  if (operation === 'PutSecretValue') {
    if (typeof SecretString !== 'string')
      return failed('InvalidParameterException', 'SecretString: the local Secrets Manager keeps texts');
    const { arn, name, current } = secrets.put(found.name, SecretString);
    return {
      status: 200,
      body: { ARN: arn, Name: name, VersionId: current.versionId, VersionStages: ['AWSCURRENT'] },
    };
  }
  const stages = [
    ['AWSCURRENT', found.current],
    ['AWSPREVIOUS', found.previous],
  ] as const;
  const [stage, version] =
    stages.find(
      ([name, each]) => (VersionStage ?? name) === name && (VersionId ?? each?.versionId) === each?.versionId,
    ) ?? [];
  if (version === undefined)
    return failed(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${VersionId === undefined ? 'staging label' : 'VersionId'}: ${JSON.stringify(VersionId ?? VersionStage)}`,
    );
  return {
    status: 200,
    body: {
      ARN: found.arn,
      Name: found.name,
      VersionId: version.versionId,
      SecretString: version.value,
      VersionStages: [stage],
      CreatedDate: version.createdMs / 1000,
    },
  };
}

const failed = (type: string, message: string): { status: number; body: object } => ({
  status: 400,
  body: { __type: type, message },
});
