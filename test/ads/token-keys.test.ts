/** Keys of tokens: rotated without a token that is out being worth less, and read again when they are unknown. */
import { TokenKeys } from '../../lambdas/ads/token-keys.js';

const TOKEN = {
  decisionId: 'adn_1',
  subscriberId: 'sub_1',
  campaignId: 'cmp_1',
  creativeId: 'film',
  expiresAtMs: 1_800_000_000_000,
};
const KEY = (letter: string) => letter.repeat(32);

function keysOf(secret: () => string) {
  let nowMs = 0;
  let fetched = 0;
  const keys = new TokenKeys(
    async () => {
      fetched++;
      return Promise.resolve(secret());
    },
    () => nowMs,
  );
  return { keys, wait: (ms: number) => (nowMs += ms), fetched: () => fetched };
}

test('a rotation: tokens of the key before are good until it is removed', async () => {
  let secret: object = { current: 'k1', k1: KEY('a') };
  const { keys, wait } = keysOf(() => JSON.stringify(secret));
  const first = await keys.sign(TOKEN);
  expect(await keys.verify(first)).toEqual(TOKEN);
  secret = { current: 'k2', k1: KEY('a'), k2: KEY('b') };
  wait(300_000);
  const second = await keys.sign(TOKEN);
  expect(second.split('.')[1]).toBe('k2');
  expect(await keys.verify(first)).toEqual(TOKEN);
  secret = { current: 'k2', k2: KEY('b') };
  wait(300_000);
  expect(await keys.verify(first)).toBeUndefined();
  expect(await keys.verify(second)).toEqual(TOKEN);
});

test('an instance that has not heard of a key looks for it, once a minute however many tokens name it', async () => {
  let secret: object = { current: 'k1', k1: KEY('a') };
  const { keys, wait, fetched } = keysOf(() => JSON.stringify(secret));
  const other = keysOf(() => JSON.stringify({ current: 'k2', k2: KEY('b') }));
  const token = await other.keys.sign(TOKEN);
  expect(await keys.verify(token)).toBeUndefined();
  secret = { current: 'k2', k1: KEY('a'), k2: KEY('b') };
  wait(60_000);
  expect(await keys.verify(token)).toEqual(TOKEN);
  for (let i = 0; i < 20; i++) await keys.verify(token.replace('.k2.', `.x${i}.`));
  expect(fetched()).toBe(2);
});

test('a secret that is mistyped, or can’t be had, leaves the keys of before; none at all is told of', async () => {
  jest.spyOn(console, 'error').mockReturnValue();
  let secret = JSON.stringify({ current: 'k1', k1: KEY('a') });
  const { keys, wait } = keysOf(() => secret);
  const token = await keys.sign(TOKEN);
  for (const wrong of ['', '[]', '{"current":"k9"}', '{"current":"k1","k1":"short"}']) {
    secret = wrong;
    wait(300_000);
    expect(await keys.verify(token)).toEqual(TOKEN);
    await expect(keysOf(() => wrong).keys.sign(TOKEN)).rejects.toThrow('current');
  }
});

test('a payload that is changed, of another kind, or signed with another key is nothing', async () => {
  const { keys } = keysOf(() => JSON.stringify({ current: 'k1', k1: KEY('a') }));
  const thief = keysOf(() => JSON.stringify({ current: 'k1', k1: KEY('b') }));
  expect(await keys.verify(await thief.keys.sign(TOKEN))).toBeUndefined();
  const token = await keys.sign(TOKEN);
  for (let at = 0; at < token.length; at++) {
    const letter = token[at] === 'A' ? 'B' : 'A';
    const changed = `${token.slice(0, at)}${letter}${token.slice(at + 1)}`;
    // The last letter of base64url has bits that say nothing.
    if (at < token.length - 1) expect(await keys.verify(changed)).toBeUndefined();
  }
  for (const text of ['', '1...', `${token}.`, token.replace(/^1/, '2'), '1.k1.bm8.' + 'A'.repeat(43)])
    expect(await keys.verify(text)).toBeUndefined();
});
