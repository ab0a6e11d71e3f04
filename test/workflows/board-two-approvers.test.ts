import assert from 'node:assert/strict';
import path from 'node:path';
import { createLogger } from '../../client/gateway/logger.ts';
import { buildGateway } from '../../client/gateway/server.ts';
import { vouchedDecision } from '../../client/incidents/vouched-decision.ts';
import { newKeyPair } from '../../client/keys/private-key.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { BoardGuest } from '../harness/board-guest.ts';
import type { Play } from '../harness/play.ts';
import { withPolicy } from '../harness/policies.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const url = 'http://127.0.0.1:8080';

/** A gateway with a board; by its own environment other keys may be alice's. */
function gatewayTo(stage: Stage, alice = stage.keys.alice.publicKey) {
  const { alice: _, bob, carol } = stage.keys;
  return buildGateway({
    config: {
      credentials: 'anyone',
      board: {
        keys: ['0123456789abcdef0123456789abcdef'],
        url,
        readers: [],
        archiveDir: path.join(stage.folder, 'archive'),
        gatewayKey: stage.gateway.privateKeyPem,
      },
      environment: {
        DEMO_ALICE_PUBLIC_KEY: alice,
        DEMO_BOB_PUBLIC_KEY: bob.publicKey,
        DEMO_CAROL_PUBLIC_KEY: carol.publicKey,
      },
    },
    client: stage.client,
    catalogue: openCatalogue(path.join(stage.folder, 'systems')),
    log: createLogger('silent', []),
  });
}

/** Sends the form of the plan that waits. */
async function approves(guest: BoardGuest, incident: Play, reason: string): Promise<string> {
  const { pending } = await incident.view();
  assert.ok(pending);
  const place = `/board/incidents/${encodeURIComponent(incident.handle.workflowId)}`;
  const { _csrf = '' } = await guest.formOf(place);
  const { id, hash } = pending;
  const fields = { _csrf, plan: `${id}`, hash, decision: 'approve', reason };
  return (await guest.post(`${place}/decide`, fields)).body;
}

story(
  'two people approve what is destructive at the board, by sessions that the gateway vouches for; nobody else does',
  async (stage) => {
    const app = gatewayTo(stage);
    const [alice, bob, carol] = [new BoardGuest(app), new BoardGuest(app), new BoardGuest(app)];
    for (const [guest, key] of [
      [alice, stage.keys.alice],
      [bob, stage.keys.bob],
      [carol, stage.keys.carol],
    ] as const) {
      assert.equal((await guest.signIn(key.privateKeyPem, url)).status, 303);
    }
    const incident = await stage.alert();
    const { keyId, pending } = await incident.asked();
    assert.ok(pending);

    // A gateway that takes a stranger for alice: the worker knows better.
    const stranger = newKeyPair();
    const misled = gatewayTo(stage, stranger.publicKey);
    const mallory = new BoardGuest(misled);
    assert.equal((await mallory.signIn(stranger.privateKeyPem, url)).status, 303);
    assert.match(await approves(mallory, incident, 'let me'), /signed in with a key that is not alice/);

    // What the gateway vouched for, with another reason.
    const [signal, message] = vouchedDecision(
      { gatewayKey: stage.gateway.privateKeyPem, now: Date.now() },
      {
        incident: keyId,
        plan: pending.id,
        hash: pending.hash,
        decision: 'approve',
        actor: 'alice',
        door: 'board',
        signedIn: { key: stage.keys.alice.publicKey },
        reason: 'the report can wait',
      },
    );
    const signedIn = { key: stage.keys.alice.publicKey };
    const by = { name: 'alice', door: 'board', signedIn } as const;
    const altered = await incident.send(signal, { ...message, by, reason: 'the report can wait!' });
    assert.match(altered.says, /The signature is by no gateway that the worker knows/);

    assert.match(await approves(carol, incident, 'so'), /carol is not an approver/);
    await approves(alice, incident, 'the report can wait');
    assert.match(await approves(alice, incident, 'really'), /alice has approved plan 1 already/);
    assert.deepEqual(stage.world.ended, []);
    await approves(bob, incident, 'it can');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(stage.world.ended, [101, 102]);
    const [counted] = await incident.facts('approval counted');
    const [approved] = await incident.facts('approved');
    assert.deepEqual(
      [counted?.by, approved?.by],
      ['alice', 'bob'].map((name) => ({ kind: 'person', name, door: 'board', verified: true })),
    );
    await app.close();
    await misled.close();
  },
  { edit: withPolicy({ approvers: '[on-call, support]' }, true) },
);
