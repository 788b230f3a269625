import { type AccessToken, authorized } from './access-token.js';
import type { HttpClient } from './http-client.js';
import type { Json, NchfTransport, Reply } from './message.js';

/** Nchf_ConvergedCharging over HTTP/1.1 with a bearer token. */
export class NchfOverHttp implements NchfTransport {
  private readonly http: HttpClient;
  private readonly apiRoot: string;
  private readonly token: AccessToken;

  /** @param apiRoot  with `/nchf-convergedcharging/v3` */
  constructor(http: HttpClient, apiRoot: string, token: AccessToken) {
    this.http = http;
    this.apiRoot = apiRoot;
    this.token = token;
  }

  async post(path: string, json: Json, signal?: AbortSignal): Promise<Reply> {
    const body = JSON.stringify(json);
    const {
      status,
      headers,
      body: answered,
    } = await authorized(
      this.token,
      async (authorization) =>
        await this.http.call({
          method: 'POST',
          url: this.apiRoot + path,
          headers: { 'content-type': 'application/json', accept: 'application/json', authorization },
          body,
          signal,
        }),
    );
    const location = headers['location'];
    return { status, location: typeof location === 'string' ? location : undefined, body: answered };
  }
}
