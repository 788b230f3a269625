/**
 * The host over HTTPS: `POST <base>/requests` once a request, `GET <base>/requests/<id>`, and ES2+ for eSIM profiles. A
 * host with an API of its own is reached through an adapter that speaks this; see docs/host-adapter.md.
 */
import { hostAnswerSchema } from '../../domain/host/answer.js';
import {
  ADMIN_PROTOCOL,
  cancelOrder,
  confirmOrder,
  downloadOrder,
  es2Path,
  type Es2Function,
  type Es2Answer,
  isThereAlready,
  matchingIdOf,
  orderedProfile,
  readEs2Answer,
} from '../../domain/host/es2plus.js';
import type { HostAdapter, HostAnswer, HostRequest } from '../../domain/host/request.js';
import type { HostRecords } from './host-records.js';
import type { HostSecret } from './host-secret.js';
import { HostUnavailableError } from './host-unavailable.js';

export interface HostClientOptions {
  /** Base URLs, without a slash at their ends. */
  readonly hostUrl: string;
  /** @default hostUrl */
  readonly smdpUrl?: string | undefined;
  /** As the SM-DP+ knows the operator. */
  readonly requester: string;
  /** Where the host calls when it is done. */
  readonly callbackUrl: string;
  readonly secret: () => Promise<HostSecret>;
  readonly records: HostRecords;
  /** Real time, epoch milliseconds. */
  readonly now: () => number;
}

/** Requests that go to the SM-DP+. */
const ES2: readonly HostRequest['kind'][] = ['order-profile', 'cancel-profile'];

const TIMEOUT_MS = 8_000;
const MAX_BODY = 64 * 1024;

export class HostClient implements HostAdapter {
  private readonly options: HostClientOptions;

  constructor(options: HostClientOptions) {
    this.options = options;
  }

  async submit(request: HostRequest): Promise<HostAnswer> {
    const { records, now } = this.options;
    const before = await records.find(request.requestId);
    if (before?.answer !== undefined) return before.answer;
    if (before === undefined) await records.note(request, now());
    const answer = await this.ask(request);
    if (answer.state === 'pending') return answer;
    // A callback may have been faster; what was kept first counts.
    return (await records.settle(request.requestId, answer)) ?? answer;
  }

  async query(requestId: string): Promise<HostAnswer | undefined> {
    const { records, hostUrl } = this.options;
    const before = await records.find(requestId);
    if (before?.answer !== undefined) return before.answer;
    // An SM-DP+ has nothing to ask by: the order itself, sent again, says what became of it.
    if (before !== undefined && ES2.includes(before.request.kind)) return this.submit(before.request);
    const { status, body } = await this.call('GET', `${hostUrl}/requests/${encodeURIComponent(requestId)}`);
    if (status === 404) return undefined;
    const answer = answerOf(status, body);
    return answer.state === 'pending' ? answer : ((await records.settle(requestId, answer)) ?? answer);
  }

  private async ask(request: HostRequest): Promise<HostAnswer> {
    if (request.kind === 'order-profile') return this.orderProfile(request);
    if (request.kind === 'cancel-profile') return this.cancelProfile(request);
    const { hostUrl, callbackUrl } = this.options;
    const { status, body } = await this.call('POST', `${hostUrl}/requests`, { ...request, callbackUrl });
    return answerOf(status, body);
  }

  /** DownloadOrder reserves the profile, ConfirmOrder releases it; what was done before and not heard of is gone on with. */
  private async orderProfile(request: HostRequest & { kind: 'order-profile' }): Promise<HostAnswer> {
    const { iccid, eid, profileType, requestId } = request;
    const { requester } = this.options;
    const reserved = await this.es2(
      'downloadOrder',
      downloadOrder({ requester, callId: `${requestId}.d` }, { iccid, eid, profileType }),
    );
    if (!reserved.ok && !isThereAlready(reserved)) return declined(reserved);
    const matchingId = matchingIdOf(requestId);
    const confirmed = await this.es2(
      'confirmOrder',
      confirmOrder({ requester, callId: `${requestId}.c` }, { iccid, eid, matchingId }),
    );
    if (!confirmed.ok && !isThereAlready(confirmed)) return declined(confirmed);
    const asked = { smdpAddress: new URL(this.smdpUrl).host, matchingId };
    return { state: 'done', profile: orderedProfile(confirmed.ok ? confirmed.body : {}, asked) };
  }

  private async cancelProfile(request: HostRequest & { kind: 'cancel-profile' }): Promise<HostAnswer> {
    const { iccid, eid, matchingId, requestId } = request;
    const cancelled = await this.es2(
      'cancelOrder',
      cancelOrder({ requester: this.options.requester, callId: requestId }, { iccid, eid, matchingId }),
    );
    return cancelled.ok ? { state: 'done' } : declined(cancelled);
  }

  private get smdpUrl(): string {
    return this.options.smdpUrl ?? this.options.hostUrl;
  }

  private async es2(name: Es2Function, message: object): Promise<Es2Answer> {
    const { status, body } = await this.call('POST', `${this.smdpUrl}${es2Path(name)}`, message, {
      'x-admin-protocol': ADMIN_PROTOCOL,
    });
    if (status !== 200) throw new HostUnavailableError(`ES2+ ${name} was answered ${status}`);
    return readEs2Answer(body);
  }

  private async call(
    method: 'GET' | 'POST',
    url: string,
    message?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const { token } = await this.options.secret();
    try {
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(message === undefined ? {} : { body: JSON.stringify(message) }),
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      const { status } = response;
      if (status >= 500 || status === 429 || status === 408)
        throw new HostUnavailableError(`the host answered ${status}`);
      if (text.length > MAX_BODY) throw new HostUnavailableError('the host answered more than 64 KiB');
      return { status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch (error) {
      if (error instanceof HostUnavailableError) throw error;
      const { name, message: why } = error as Error;
      throw new HostUnavailableError(
        name === 'TimeoutError' ? `the host gave no answer in ${TIMEOUT_MS} ms` : why,
        { cause: error },
      );
    }
  }
}

/** A refusal by its status alone is one too: the request as it is will never be taken. */
function answerOf(status: number, body: unknown): HostAnswer {
  const parsed = hostAnswerSchema.safeParse(body);
  if (parsed.success && (status < 400 || parsed.data.state === 'declined')) return withoutAbsent(parsed.data);
  if (status >= 400)
    return {
      state: 'declined',
      code: `host-${status}`,
      message: `the host answered ${status}`,
      retryable: false,
    };
  throw new HostUnavailableError(`the host answered ${status} with what is no answer`);
}

function withoutAbsent(answer: ReturnType<typeof hostAnswerSchema.parse>): HostAnswer {
  return answer.state === 'done'
    ? { state: 'done', ...(answer.profile === undefined ? {} : { profile: answer.profile }) }
    : answer;
}

const declined = (answer: Es2Answer & { ok: false }): HostAnswer => ({
  state: 'declined',
  code: `es2-${answer.subjectCode || '0'}-${answer.reasonCode || '0'}`,
  message: answer.message,
  retryable: false,
});
