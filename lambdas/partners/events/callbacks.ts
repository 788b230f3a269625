/** Callback URLs as partners give them: checked by their text, and by what their names lead to. */
import { lookup } from 'node:dns/promises';
import {
  type CallbackPolicy,
  callbackUrlProblem,
  isLocalCallback,
} from '../../../domain/notify/callback-url.js';
import { isPrivateAddress } from '../../../domain/notify/notify-uri.js';
import type { InvalidParam } from '../../shared/problem.js';

/**
 * What is wrong with a callback. A name that leads nowhere yet may be given; where it leads is looked up again, and
 * pinned, with every delivery.
 */
export async function callbackProblems(
  param: string,
  text: string,
  policy: CallbackPolicy,
): Promise<readonly InvalidParam[]> {
  const problem = callbackUrlProblem(text, policy);
  if (problem !== undefined) return [{ param, reason: problem }];
  const url = new URL(text);
  if (isLocalCallback(url, policy)) return [];
  try {
    const found = await Promise.race([lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true }), late()]);
    const isPrivate = found.length > 0 && found.every(({ address }) => isPrivateAddress(address));
    return isPrivate
      ? [{ param, reason: `got "${text}"; its name leads to a private address; allowed: a public host` }]
      : [];
  } catch {
    return [];
  }
}

const LATE_MS = 2_000;

const late = () =>
  new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error('no answer')), LATE_MS).unref();
  });
