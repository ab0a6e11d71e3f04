import type { KubernetesMitigation } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Action } from '../../mitigations/action.ts';
import type { Kubernetes } from '../clusters.ts';
import { applyManifest } from './apply-manifest.ts';
import { changing } from './changing.ts';
import { patchConfigMap } from './config-map.ts';
import { expandVolume } from './expand-volume.ts';
import { annotateIngress } from './ingress.ts';
import { renewCertificate } from './renew-certificate.ts';
import { restart } from './restart.ts';
import { restartPod } from './restart-pod.ts';
import { rollback } from './rollback.ts';
import { scale } from './scale.ts';
import { patchSelector } from './selector.ts';
import { setEnvironment } from './set-environment.ts';
import { setResources } from './set-resources.ts';

type KubernetesActions = {
  [Name in KubernetesMitigation['action']]: Action<Extract<KubernetesMitigation, { action: Name }>>;
};

/** Every change of a cluster that a catalogue can name. */
export function kubernetesActions(kubernetes: Kubernetes): KubernetesActions {
  return {
    'kubernetes.restart': changing(kubernetes, restart),
    'kubernetes.scale': changing(kubernetes, scale),
    'kubernetes.rollback': changing(kubernetes, rollback),
    'kubernetes.setResources': changing(kubernetes, setResources),
    'kubernetes.setEnvironment': changing(kubernetes, setEnvironment),
    'kubernetes.patchConfigMap': changing(kubernetes, patchConfigMap),
    'kubernetes.patchSelector': changing(kubernetes, patchSelector),
    'kubernetes.annotateIngress': changing(kubernetes, annotateIngress),
    'kubernetes.applyManifest': changing(kubernetes, applyManifest),
    'kubernetes.expandVolume': changing(kubernetes, expandVolume),
    'kubernetes.restartPod': changing(kubernetes, restartPod),
    'certificates.renew': changing(kubernetes, renewCertificate),
  };
}
