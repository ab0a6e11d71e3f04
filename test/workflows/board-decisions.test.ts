import assert from 'node:assert/strict';
import path from 'node:path';
import { createLogger } from '../../client/gateway/logger.ts';
import { buildGateway } from '../../client/gateway/server.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { type Answered, BoardGuest } from '../harness/board-guest.ts';
import type { Play } from '../harness/play.ts';
import { withPolicy } from '../harness/policies.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const url = 'http://127.0.0.1:8080';

/** The board in front of a stage, and people who have signed in there. */
async function boardOf(stage: Stage) {
  const { alice, bob, carol } = stage.keys;
  const app = buildGateway({
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
        DEMO_ALICE_PUBLIC_KEY: alice.publicKey,
        DEMO_BOB_PUBLIC_KEY: bob.publicKey,
        DEMO_CAROL_PUBLIC_KEY: carol.publicKey,
      },
    },
    client: stage.client,
    catalogue: openCatalogue(path.join(stage.folder, 'systems')),
    log: createLogger('silent', []),
  });
  const signedIn = async (key: typeof alice) => {
    const guest = new BoardGuest(app);
    assert.equal((await guest.signIn(key.privateKeyPem, url)).status, 303);
    return guest;
  };
  return {
    alice: await signedIn(alice),
    bob: await signedIn(bob),
    carol: await signedIn(carol),
    close: () => app.close(),
  };
}

function placeOf({ handle }: Play): string {
  return `/board/incidents/${encodeURIComponent(handle.workflowId)}`;
}

/** The page once it shows what is looked for. */
async function shown(guest: BoardGuest, incident: Play, what: RegExp): Promise<Answered> {
  for (const deadline = Date.now() + 60_000; ; ) {
    const page = await guest.get(placeOf(incident));
    if (what.test(page.body)) return page;
    assert.ok(Date.now() < deadline, `the page never shows ${what}: ${page.body.slice(0, 4_000)}`);
  }
}

/** Sends the form of a page that has this; to the workflow id, since this server lists no incidents by name. */
function submits(
  guest: BoardGuest,
  incident: Play,
  page: Answered,
  having: string,
  fields: Record<string, string> = {},
): Promise<Answered> {
  const form = page.body.split('<form').find((each) => each.includes(having));
  assert.ok(form, `the page has a form with ${having}`);
  const [, verb = ''] = /action="[^"]+\/([a-z]+)"/.exec(form) ?? [];
  const hidden = [...form.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return guest.post(`${placeOf(incident)}/${verb}`, {
    ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
    ...fields,
  });
}

const decision = (which: 'approve' | 'reject') => `name="decision" value="${which}"`;

const flashOf = ({ body }: Answered) => /<p class="flash[^>]*>([^<]*)/.exec(body)?.[1] ?? '';

story('a plan that is approved through the form of its page mends the shop, once', async (stage) => {
  const board = await boardOf(stage);
  const incident = await stage.alert();
  await incident.asked();
  const page = await shown(board.alice, incident, /Approve plan 1/);
  assert.match(page.body, /Seen now/);
  const [first, second] = await Promise.all([
    submits(board.alice, incident, page, decision('approve')),
    submits(board.alice, incident, page, decision('approve')),
  ]);
  assert.deepEqual([first.status, second.status], [303, 303]);
  assert.equal((await incident.result()).phase, 'resolved');
  assert.deepEqual(stage.world.ended, [101, 102]);
  assert.equal((await incident.facts('approved')).length, 1);
  await board.close();
});

story(
  'who is no approver has no button, and what is sent all the same is refused with who may',
  async (stage) => {
    const board = await boardOf(stage);
    const incident = await stage.alert();
    const { pending } = await incident.asked();
    assert.ok(pending);
    const page = await shown(board.bob, incident, /Reject plan 1/);
    assert.doesNotMatch(page.body, /Approve plan 1/);
    assert.match(page.body, /bob is not an approver of this\. Ask alice/);
    const sent = await submits(board.bob, incident, page, decision('reject'), { decision: 'approve' });
    assert.equal(sent.status, 409);
    assert.match(flashOf(sent), /bob is not an approver/);
    const unsaid = await submits(
      board.alice,
      incident,
      await shown(board.alice, incident, /Approve/),
      decision('reject'),
    );
    assert.equal(unsaid.status, 422);
    assert.match(flashOf(unsaid), /Write why you reject plan 1/);
    assert.equal((await incident.view()).pending?.id, pending.id);
    assert.deepEqual(stage.world.ended, []);
    await board.close();
  },
);

story(
  'of two who decide at once one is told that the other was faster; a page that is out of date approves nothing',
  async (stage) => {
    const board = await boardOf(stage);
    const incident = await stage.alert();
    await incident.asked();
    const [hers, his] = await Promise.all(
      [board.alice, board.bob].map((guest) => shown(guest, incident, /Approve plan 1/)),
    );
    assert.ok(hers && his);
    const [one, other] = await Promise.all([
      submits(board.alice, incident, hers, decision('reject'), { reason: 'one of them is the backup' }),
      submits(board.bob, incident, his, decision('reject'), { reason: 'not now' }),
    ]);
    assert.deepEqual([one.status, other.status].sort(), [303, 409]);
    const late = one.status === 409 ? one : other;
    assert.match(flashOf(late), /(alice|bob) rejected plan 1 at [\d:]+ UTC/);

    // Another plan waits by now: what was read was not that one.
    const outdated = await submits(board.alice, incident, hers, decision('approve'));
    assert.equal(outdated.status, 409);
    assert.match(flashOf(outdated), /rejected plan 1/);
    const asks = await shown(board.alice, incident, /It waits for answers/);
    const mitigation = 'name="mitigation" value="terminateIdleSessions"';
    assert.equal((await submits(board.alice, incident, asks, mitigation)).status, 303);
    const { pending } = await incident.until('another plan waits', ({ pending }) => (pending?.id ?? 0) > 1);
    const page = await shown(board.alice, incident, new RegExp(`Approve plan ${pending?.id}`));
    const wrong = await submits(board.alice, incident, page, decision('approve'), { hash: '0'.repeat(64) });
    assert.equal(wrong.status, 409);
    assert.match(flashOf(wrong), /not the hash of plan/);
    assert.deepEqual(await incident.facts('approved'), []);
    await board.close();
  },
  { edit: withPolicy({ approvers: '[on-call, support]' }) },
);
