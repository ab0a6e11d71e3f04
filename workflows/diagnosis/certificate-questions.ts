import type { Finding } from '../contract/findings.ts';
import type { KubernetesScope } from '../contract/kubernetes.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from '../incident/activities.ts';

type Questions = Record<string, (ask: Checks) => Promise<Finding>>;

/** What is shown, what the names lead to, and what cert-manager says. The addresses of the file are looked at beside the first cluster. */
export function certificateQuestions({ http = [], kubernetes = [], runbook }: SystemProfile): Questions {
  const { certificateExpiry: expiry } = runbook;
  const [first, ...others] = kubernetes.length > 0 ? kubernetes : [undefined];
  const ofHosts = (scope: KubernetesScope | undefined, targets = http): Questions => ({
    [called('certificates shown', scope)]: (ask) => ask.tlsCertificate({ targets, scope, expiry }),
    [called('names', scope)]: (ask) => ask.dnsNames({ targets, scope }),
  });
  const held = kubernetes.map((scope): Questions => {
    return { [called('certificates', scope)]: (ask) => ask.kubernetesCertificates({ scope, expiry }) };
  });
  return Object.assign({}, ...held, ofHosts(first), ...others.map((scope) => ofHosts(scope, [])));
}

/** A question, by the cluster it is about. */
export function called(what: string, scope: KubernetesScope | undefined): string {
  return scope?.cluster ? `${what} in ${scope.cluster.id}` : what;
}
