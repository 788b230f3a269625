import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type AwsEndpoint, serveAws } from '../../local/aws/endpoint.js';
import { secretsManagerService } from '../../local/secrets/api.js';
import { LocalSecrets } from '../../local/secrets/secrets.js';

const NAME = 'wildlily/lily-gb/payments/stripe';

let endpoint: AwsEndpoint;
let client: SecretsManagerClient;
const secrets = new LocalSecrets({ region: 'eu-west-2', accountId: '000000000000' });

beforeAll(async () => {
  endpoint = await serveAws([secretsManagerService(secrets)]);
  client = new SecretsManagerClient({
    region: 'eu-west-2',
    endpoint: endpoint.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const get = async (SecretId: string, version: object = {}) =>
  await client.send(new GetSecretValueCommand({ SecretId, ...version }));

test('a secret is found by name, by ARN, and by ARN without its suffix', async () => {
  const { arn } = secrets.put(NAME, '{"secretKey":"sk_1"}');
  expect(arn).toMatch(
    /^arn:aws:secretsmanager:eu-west-2:000000000000:secret:wildlily\/lily-gb\/payments\/stripe-[\da-f]{6}$/,
  );
  for (const id of [NAME, arn, arn.slice(0, -7)]) {
    const { Name, ARN, SecretString, VersionStages, CreatedDate } = await get(id);
    expect({ Name, ARN, SecretString, VersionStages }).toEqual({
      Name: NAME,
      ARN: arn,
      SecretString: '{"secretKey":"sk_1"}',
      VersionStages: ['AWSCURRENT'],
    });
    expect(Math.abs(CreatedDate!.getTime() - Date.now())).toBeLessThan(60_000);
  }
});

test('a replaced secret keeps its ARN and the version before', async () => {
  const { arn, current } = secrets.put('rotated', 'old');
  const put = await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'new' }));
  expect(put.ARN).toBe(arn);
  expect((await get('rotated')).SecretString).toBe('new');
  expect((await get('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('old');
  expect((await get('rotated', { VersionId: current.versionId })).SecretString).toBe('old');
  await expect(get('rotated', { VersionId: put.VersionId, VersionStage: 'AWSPREVIOUS' })).rejects.toThrow(
    ResourceNotFoundException,
  );
});

test('what is not there is not found', async () => {
  const { arn } = secrets.put('there', 'x');
  for (const id of ['nowhere', 'ther', `${arn.slice(0, -6)}aaaaaa`, arn.replace('eu-west-2', 'eu-west-1')])
    await expect(get(id)).rejects.toThrow(ResourceNotFoundException);
  await expect(
    client.send(new PutSecretValueCommand({ SecretId: 'nowhere', SecretString: 'x' })),
  ).rejects.toThrow(ResourceNotFoundException);
});
