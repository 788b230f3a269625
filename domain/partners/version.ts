/** The newest version of the partner API; others that it still answers would stand beside it. */
export const API_VERSIONS = ['2026-11-23'] as const;
