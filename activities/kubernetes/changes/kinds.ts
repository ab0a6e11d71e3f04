import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Action } from '../../mitigations/action.ts';
import type { Kubernetes } from '../clusters.ts';
import { changing } from './changing.ts';
import { restart } from './restart.ts';
import { scale } from './scale.ts';

type KubernetesActions = {
  [Name in KubernetesMitigation['action']]: Action<Extract<KubernetesMitigation, { action: Name }>>;
};

/** Every change of a cluster that a catalogue can name. */
export function kubernetesActions(kubernetes: Kubernetes): KubernetesActions {
  return {
    'kubernetes.restart': changing(kubernetes, restart),
    'kubernetes.scale': changing(kubernetes, scale),
  };
}
