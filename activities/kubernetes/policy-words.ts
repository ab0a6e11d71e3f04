import type { V1NetworkPolicy, V1NetworkPolicyPeer, V1NetworkPolicyPort } from '@kubernetes/client-node';
import { labelSelectorText } from './label-selectors.ts';

export type Direction = 'in' | 'out';

interface Rule {
  peers: V1NetworkPolicyPeer[];
  ports: V1NetworkPolicyPort[];
}

/** What a policy allows in or out, rule by rule; undefined where it says nothing of that direction, which limits nothing. */
export function rulesOf({ spec }: V1NetworkPolicy, direction: Direction): Rule[] | undefined {
  const { policyTypes, ingress = [], egress } = spec ?? {};
  // A policy that names no types is about what comes in, and about what goes out only if it has rules for it.
  const types = policyTypes ?? ['Ingress', ...(egress ? ['Egress'] : [])];
  if (!types.includes(direction === 'in' ? 'Ingress' : 'Egress')) return undefined;
  return direction === 'in'
    ? ingress.map(({ _from = [], ports = [] }) => ({ peers: _from, ports }))
    : (egress ?? []).map(({ to = [], ports = [] }) => ({ peers: to, ports }));
}

/** `from pods app=frontend on TCP 8080; from 10.0.0.0/8`, `nothing`. */
export function rulesInWords(rules: Rule[], direction: Direction): string {
  if (rules.length === 0) return 'nothing';
  return rules
    .map(({ peers, ports }) => {
      const who = peers.length > 0 ? peers.map(peerInWords).join(', ') : 'anywhere';
      const where = ports.length > 0 ? ` on ${ports.map(portInWords).join(', ')}` : '';
      return `${direction === 'in' ? 'from' : 'to'} ${who}${where}`;
    })
    .join('; ')
    .slice(0, 200);
}

function peerInWords({ ipBlock, podSelector, namespaceSelector }: V1NetworkPolicyPeer): string {
  if (ipBlock) {
    const { cidr, except = [] } = ipBlock;
    return `${cidr}${except.length > 0 ? ` except ${except.join(', ')}` : ''}`;
  }
  const pods = podSelector && labelSelectorText(podSelector);
  const which = pods ? `pods ${pods}` : 'every pod';
  if (!namespaceSelector) return `${which} of its namespace`;
  const namespaces = labelSelectorText(namespaceSelector);
  return `${which} in ${namespaces ? `namespaces ${namespaces}` : 'any namespace'}`;
}

function portInWords({ protocol = 'TCP', port, endPort }: V1NetworkPolicyPort): string {
  if (port === undefined) return `any port of ${protocol}`;
  return `${protocol} ${port}${endPort === undefined ? '' : `-${endPort}`}`;
}
