import assert from 'node:assert/strict';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const targets = `targets:
  eu: { kind: cluster, kubeconfig: "\${SHOP_KUBECONFIG}" }
  namespace: { kind: namespace, cluster: eu, name: shop }
  other: { kind: namespace, cluster: eu, name: shop-other }
  certificate: { kind: certificate, cluster: eu, namespace: shop, name: shop-tls }
  certManager: { kind: deployment, cluster: eu, namespace: cert-manager, name: cert-manager }
`;

const renewal = (more: string) => `mitigations:
  renewCertificate:
    title: Renew a certificate
    action: certificates.renew
    risk: disruptive
    ${more}
`;

const withRenewal = (mitigation: string) => (file: string) =>
  file
    .replace('targets:\n', targets)
    .replace('mitigations:\n', renewal(mitigation))
    .replace(
      'runbooks:\n',
      'runbooks:\n  certificateExpiry: { title: Certificates, severity: P1, mitigations: [renewCertificate] }\n',
    );
/** As document 000 has it, and as 003 has it. */
const ofOne = withRenewal('target: certificate');
const ofAny = withRenewal(`target: namespace
    asks: { certificate: { question: "Which certificate?" }, namespace: { question: "Where?" } }`);

function open(stage: Stage): Promise<Play> {
  stage.world.idle.clear();
  return stage.alert({}, 'certificateExpiry');
}

const ending = { namespace: 'shop', revision: 3, trouble: 'expires in 5 days' };
const forPeople = (incident: Play) =>
  incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');

story(
  'a certificate that ends soon is renewed once somebody has approved, and the incident resolves',
  async (stage) => {
    const { certificates } = stage.world;
    certificates.set('shop-tls', { ...ending });
    const incident = await open(stage);
    const { pending, findings } = await incident.asked();
    assert.deepEqual(
      findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['certificates in eu', 'sick'],
        ['certificates shown in eu', 'well'],
        ['names in eu', 'well'],
        ['logs of certManager in eu', 'well'],
        ['health', 'well'],
      ],
    );
    assert.deepEqual(pending?.preview, ['cmctl renew shop-tls -n shop']);
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(certificates.get('shop-tls')?.revision, 4);
    const [issued] = await incident.facts('rolled out');
    assert.equal(issued?.says, 'The certificate shop-tls is at revision 4.');
  },
  { edit: ofOne },
);

story(
  'what a mitigation asks is answered from the worst finding; of several, people go on after the first',
  async (stage) => {
    const { certificates } = stage.world;
    certificates.set('fine', { namespace: 'shop', revision: 1, trouble: null });
    certificates.set('shop-tls', { ...ending });
    certificates.set('api-tls', { ...ending, namespace: 'shop-other' });
    const incident = await open(stage);
    const { pending } = await incident.asked();
    assert.deepEqual(pending?.parameters, { certificate: 'shop-tls', namespace: 'shop' });
    await incident.approve('alice');
    await forPeople(incident);
    assert.equal(certificates.get('shop-tls')?.trouble, null);
    await incident.recheck('alice');
    const next = await incident.asked(2);
    assert.deepEqual(next.pending?.parameters, { certificate: 'api-tls', namespace: 'shop-other' });
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: ofAny },
);

story(
  'one in trouble where the mitigation may not go is asked of people, and none that is well is taken in its place',
  async (stage) => {
    const { certificates } = stage.world;
    certificates.set('fine', { namespace: 'shop', revision: 1, trouble: null });
    certificates.set('node-tls', { ...ending, namespace: 'kube-system' });
    const incident = await open(stage);
    await incident.until('it asks which', ({ waitingFor }) => waitingFor === 'answers for renewCertificate');
    await incident.resolve('alice', 'fixed', 'the cluster team has renewed it');
    await incident.result();
    assert.equal((await incident.plans()).length, 0);
  },
  { edit: ofAny },
);

story(
  'one that its issuer refuses is said, and people go on: that the service answers proves nothing',
  async (stage) => {
    stage.world.certificates.set('shop-tls', { ...ending, refusal: 'the authority said no' });
    const incident = await open(stage);
    await incident.asked();
    await incident.approve('alice');
    await forPeople(incident);
    const [refused] = await incident.facts('not rolled out');
    assert.equal(refused?.says, 'shop-tls was not issued: the authority said no');
    await incident.resolve('alice', 'fixed', 'paid the authority');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: ofOne },
);

story(
  'nothing is renewed where no certificate of the mitigation is in trouble, and people are shown what there is',
  async (stage) => {
    stage.world.certificates.set('api-tls', { ...ending });
    const incident = await open(stage);
    await forPeople(incident);
    assert.equal((await incident.plans()).length, 0);
    await incident.resolve('alice', 'false alarm', 'nobody uses api-tls');
    await incident.result();
  },
  { edit: ofOne },
);

story(
  'a system without a cluster has its names and the certificates that it shows looked at',
  async (stage) => {
    stage.world.unreachable.add('dns');
    const incident = await open(stage);
    await forPeople(incident);
    const [checked] = await incident.facts('checked');
    assert.deepEqual(
      checked?.findings.map(({ check, verdict }) => [check, verdict]),
      [
        ['certificates shown', 'well'],
        ['names', 'unknown'],
        ['health', 'well'],
      ],
    );
    await incident.resolve('alice', 'fixed', 'bought a new one');
    await incident.result();
  },
  {
    edit: (file) =>
      file.replace('runbooks:\n', 'runbooks:\n  certificateExpiry: { title: Certificates, severity: P1 }\n'),
  },
);
