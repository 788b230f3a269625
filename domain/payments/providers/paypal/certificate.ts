/** Whether a certificate is the one that PayPal signs webhooks with, issued by somebody whom we trust. */
import { X509Certificate } from 'node:crypto';
import type { Refusal } from '../../provider.js';

export interface PayPalChainOptions {
  /** Epoch milliseconds; every certificate of the chain must be valid then. */
  readonly nowMs: number;
  /** PEM, one or more certificates a text: the system's (`tls.rootCertificates`) and the secret's. */
  readonly roots: readonly string[];
  readonly environment: string;
}

export type PayPalChain =
  | {
      readonly ok: true;
      /** PEM of PayPal's own certificate. */
      readonly leaf: string;
      /** When the first of the chain ends, epoch milliseconds: no longer may it be kept. */
      readonly validUntilMs: number;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Names of the certificates that sign, by environment. PayPal's Java SDK checks the same names. Events of
 * the webhook simulator come with the live certificate.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  live: ['messageverificationcerts.paypal.com'],
  sandbox: ['messageverificationcerts.sandbox.paypal.com', 'messageverificationcerts.paypal.com'],
};

const MOST_CERTIFICATES = 8;
const MOST_BYTES = 65_536;
const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/**
 * Checks what PAYPAL-CERT-URL answers: PayPal's certificate first, then its issuers.
 *
 * @param pemBundle  as it was answered
 * @returns the first certificate when its name is PayPal's, all of the chain is valid now, every issuer is a
 *   certificate authority and signed the one before, and the last was issued by one of `roots`; never throws
 */
export function checkPayPalChain(pemBundle: string, options: PayPalChainOptions): PayPalChain {
  const { nowMs, roots, environment } = options;
  if (pemBundle.length > MOST_BYTES) return refused('the chain is longer than 64 KiB');
  const bundle = certificatesOf(pemBundle);
  const [leaf, ...issuers] = bundle;
  if (leaf === undefined || bundle.length > MOST_CERTIFICATES)
    return refused(`got ${bundle.length} certificates; allowed: 1 to ${MOST_CERTIFICATES}`);
  if (leaf.publicKey.asymmetricKeyType !== 'rsa') return refused('the key is no RSA key');
  if (!isNamed(leaf, Object.hasOwn(NAMES, environment) ? (NAMES[environment] ?? []) : []))
    return refused(`the certificate is not PayPal’s for ${environment}`);
  const trusted = roots.flatMap(certificatesOf);
  const chain = [leaf];
  for (;;) {
    const last = chain[chain.length - 1] as X509Certificate;
    if (!isValidAt(last, nowMs)) return refused('a certificate of the chain is not valid now');
    const root = trusted.find((each) => isIssuedBy(last, each));
    if (root !== undefined) {
      if (!isValidAt(root, nowMs)) return refused('the root of the chain is not valid now');
      const ends = [...chain, root].map(({ validTo }) => Date.parse(validTo));
      return { ok: true, leaf: leaf.toString(), validUntilMs: Math.min(...ends) };
    }
    const next = issuers.find((each) => !chain.includes(each) && isIssuedBy(last, each));
    if (next === undefined) return refused('nobody whom we trust issued the certificate');
    chain.push(next);
  }
}

const refused = (detail: string): PayPalChain => ({ ok: false, refusal: { code: 'key-unknown', detail } });

function certificatesOf(pem: string): X509Certificate[] {
  return [...pem.matchAll(PEM)].flatMap(([each]) => {
    try {
      return [new X509Certificate(each)];
    } catch {
      return [];
    }
  });
}

/** By its alternative names; by its common name where it has none. */
const isNamed = (certificate: X509Certificate, names: readonly string[]): boolean =>
  names.some((name) => certificate.checkHost(name, { wildcards: false }) !== undefined);

const isValidAt = ({ validFrom, validTo }: X509Certificate, nowMs: number): boolean =>
  Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    return false;
  }
}
