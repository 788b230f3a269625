/** The key that signs recipes follows from a secret, and is a key of Ed25519 whatever the secret is. */
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { keyOf, signingKeyOf, trustedKeys } from '../../lambdas/experiments/signing-key.js';

const pemOf = (secret: string) =>
  createPublicKey(keyOf(secret)).export({ type: 'spki', format: 'pem' }).toString();

test('the same secret is the same key, on every day and machine; another one another', () => {
  const secret = 'one secret of 32 characters or more';
  expect(keyOf(secret).asymmetricKeyType).toBe('ed25519');
  expect(pemOf(secret)).toBe(pemOf(secret));
  expect(pemOf(`${secret}!`)).not.toBe(pemOf(secret));
  const text = Buffer.from('a recipe');
  expect(verify(null, text, createPublicKey(keyOf(secret)), sign(null, text, keyOf(secret)))).toBe(true);
});

test('keys that are trusted are read one after the other, with whatever is between them', () => {
  const made = [1, 2].map(() =>
    generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  );
  const read = trustedKeys(`# lily.cn\r\n${made[0]!}\n\n# another\n${made[1]!.replaceAll('\n', '\r\n')}`);
  expect(read.map((key) => key.export({ type: 'spki', format: 'pem' }).toString())).toEqual(made);
  expect(trustedKeys()).toEqual([]);
  expect(trustedKeys('')).toEqual([]);
});

test('without a key nothing is signed, and the next request looks again', async () => {
  await expect(signingKeyOf({})()).rejects.toThrow('neither RECIPE_SECRET_ID nor RECIPE_SANDBOX_KEY');
  const environment: Record<string, string> = { RECIPE_SANDBOX_KEY: '' };
  const key = signingKeyOf(environment);
  await expect(key()).rejects.toThrow('RECIPE_SECRET_ID');
  environment['RECIPE_SANDBOX_KEY'] = 'a sandbox';
  expect((await key()).asymmetricKeyType).toBe('ed25519');
  // Read once: what is known stays.
  environment['RECIPE_SANDBOX_KEY'] = 'another';
  expect(createPublicKey(await key()).export({ type: 'spki', format: 'pem' })).toBe(pemOf('a sandbox'));
});
