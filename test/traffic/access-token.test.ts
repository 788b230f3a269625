import { AccessToken, authorized } from '../../local/traffic/access-token.js';
import type { HttpCall } from '../../local/traffic/http-client.js';

function token(expiresIn: number) {
  const asked: HttpCall[] = [];
  const clock = { ms: 1_000_000 };
  const http = {
    call: async (call: HttpCall) => {
      asked.push(call);
      return {
        status: 200,
        headers: {},
        body: { access_token: `t${asked.length}`, expires_in: expiresIn, token_type: 'Bearer' },
      };
    },
  };
  const client = { clientId: 'network', clientSecret: 'secret' };
  return { asked, clock, token: new AccessToken(http, 'http://127.0.0.1:1/token', client, () => clock.ms) };
}

describe('an access token', () => {
  test('is asked for once, with the credentials of the client', async () => {
    const { token: t, asked } = token(3_600);
    expect(await Promise.all([t.header(), t.header()])).toEqual(['Bearer t1', 'Bearer t1']);
    expect(asked).toMatchObject([
      {
        method: 'POST',
        body: 'grant_type=client_credentials',
        headers: { authorization: `Basic ${Buffer.from('network:secret').toString('base64')}` },
      },
    ]);
  });

  test.each([
    [3_600, 3_500, 3_545],
    [60, 25, 35],
  ])('that lives %d s is kept at %d s and renewed at %d s', async (lifeS, keptS, renewedS) => {
    const { token: t, clock } = token(lifeS);
    await t.header();
    clock.ms += keptS * 1000;
    expect(await t.header()).toBe('Bearer t1');
    clock.ms += (renewedS - keptS) * 1000;
    expect(await t.header()).toBe('Bearer t2');
  });

  test('that is refused is replaced, once', async () => {
    const { token: t } = token(3_600);
    const used: string[] = [];
    const call = async (authorization: string) => {
      used.push(authorization);
      return { status: 401 };
    };
    expect(await authorized(t, call)).toEqual({ status: 401 });
    expect(used).toEqual(['Bearer t1', 'Bearer t2']);
  });

  test('that is not given is an error with the answer', async () => {
    const http = { call: async () => ({ status: 400, headers: {}, body: { error: 'invalid_client' } }) };
    const t = new AccessToken(http, 'http://127.0.0.1:1/token', { clientId: 'x', clientSecret: 'y' });
    await expect(t.header()).rejects.toThrow('400 {"error":"invalid_client"}');
  });
});
