import type { NotifyPolicy } from '../../domain/notify/notify-uri.js';

/** From the environment: `NOTIFY_HOSTS`, separated by commas, and `NOTIFY_LOCAL_HTTP=1` in a sandbox. */
export function notifyPolicy(): NotifyPolicy {
  return {
    hosts: (process.env['NOTIFY_HOSTS'] ?? '').split(',').filter((host) => host !== ''),
    localHttp: process.env['NOTIFY_LOCAL_HTTP'] === '1',
  };
}
