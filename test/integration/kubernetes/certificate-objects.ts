import type { Manifest } from './objects.ts';

interface CertificateOptions {
  issuer?: string;
  kind?: 'Issuer' | 'ClusterIssuer';
  dnsNames?: string[];
  duration?: string;
  renewBefore?: string;
}

/** A certificate of cert-manager; its Secret bears its name. */
export function certificate(name: string, options: CertificateOptions = {}): Manifest {
  const { issuer = 'shop-ca', kind = 'Issuer', dnsNames = ['shop.example'], duration, renewBefore } = options;
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: 'shop' },
    spec: { secretName: name, dnsNames, duration, renewBefore, issuerRef: { name: issuer, kind } },
  };
}

/** Signs with its own key. */
export function selfSigned(name: string): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name, namespace: 'shop' },
    spec: { selfSigned: {} },
  };
}

/** Signs with the key of a certificate authority in a Secret; not ready as long as that is missing. */
export function authority(name: string, secretName: string): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Issuer',
    metadata: { name, namespace: 'shop' },
    spec: { ca: { secretName } },
  };
}

/** The certificate of an authority, signed by the issuer `self-signed`. */
export function authorityCertificate(name: string): Manifest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name, namespace: 'shop' },
    spec: {
      secretName: name,
      isCA: true,
      commonName: 'Shop authority',
      issuerRef: { name: 'self-signed', kind: 'Issuer' },
    },
  };
}
