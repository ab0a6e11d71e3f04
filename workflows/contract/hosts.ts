import type { KubernetesScope } from './kubernetes.ts';
import type { HttpTarget } from './profile.ts';

/** By which hosts a system is reached: its HTTP targets name them, and the ingresses of a cluster. */
export interface HostQuestion {
  targets: HttpTarget[];
  scope?: KubernetesScope;
}

/** `expiry` = ms before its end from which on a certificate counts as ending. */
export interface ExpiryQuestion {
  expiry: number;
}
