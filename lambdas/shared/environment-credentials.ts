/**
 * Credentials from the environment, in place of `@aws-sdk/credential-provider-node` in Lambda bundles.
 *
 * Lambda always sets these variables; the SDK's own chain costs 130 KiB and 10 ms of a cold start
 * for providers (SSO, INI files, IMDS) that can't be there.
 */
export const defaultProvider = () => () => {
  const accessKeyId = process.env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = process.env['AWS_SECRET_ACCESS_KEY'];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return Promise.reject(
      new Error('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; Lambda sets them'),
    );
  }
  const sessionToken = process.env['AWS_SESSION_TOKEN'];
  return Promise.resolve({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  });
};
