/**
 * Hides from snapshots what changes with code and plans: hashes of assets, versions of functions.
 *
 * Why: a snapshot that changes with every edit is updated without being read.
 */
const ASSET_HASH = /[0-9a-f]{64}/g;
const VERSION_SUFFIX = /(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g;

export function hideHashes<T>(template: T): T {
  const text = JSON.stringify(template)
    .replaceAll(ASSET_HASH, '<asset>')
    .replaceAll(VERSION_SUFFIX, '$1<version>');
  return JSON.parse(text) as T;
}
