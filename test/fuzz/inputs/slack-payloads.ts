import fc from 'fast-check';
import { formCallbacks } from '../../../client/gateway/slack/forms/form.ts';
import { shortcuts } from '../../../client/gateway/slack/interaction.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import { team } from '../../harness/slack.ts';
import { hostileText } from './texts.ts';
import { change, changed, hostileValue, reworded, words } from './values.ts';

/** An incident that somebody clicks at, rightly or not. */
export interface ClickedAt {
  keyId: string;
  workflowId: string;
}

/** A form of Slack's, before it is signed. */
export interface SlackForm {
  path: '/slack/interactions' | '/slack/commands';
  form: Record<string, string>;
}

const users = ['UALICE0001', 'UEVE000001', 'USTRANGER1'];
const teams = [team, 'TOTHER0001'];
const verbs = [
  '',
  'create',
  'list',
  'show',
  'ack',
  'update',
  'note',
  'severity',
  'assign',
  'recheck',
  'extend',
  'undo',
  'approve',
  'constructor',
  '__proto__',
];

/** What Slack might send about one of some incidents, if it were broken or its key were known. */
export function slackForm(incidents: readonly ClickedAt[]): fc.Arbitrary<SlackForm> {
  const button = fc.record({
    of: fc.constantFrom(...incidents),
    other: fc.constantFrom(...incidents),
    plan: fc.option(
      fc.record({
        id: fc.constantFrom<unknown>(1, 2, 9, '1', 1e300, -1),
        hash: hostileText,
        title: hostileText,
      }),
    ),
    system: fc.oneof(fc.constantFrom('demo', 'shop', '../demo'), hostileText),
  });
  const value = fc.oneof(
    {
      arbitrary: button.map(({ of, other, plan, system }) =>
        JSON.stringify({ workflowId: of.workflowId, keyId: other.keyId, system, ...(plan ? { plan } : {}) }),
      ),
      weight: 4,
    },
    {
      arbitrary: fc.oneof(
        hostileText,
        hostileValue.map((any) => JSON.stringify(any) ?? ''),
      ),
      weight: 1,
    },
    { arbitrary: fc.constant(`{"channel":"${'x'.repeat(200_000)}"}`), weight: 1 },
  );
  const parts = fc.record({
    user: fc.constantFrom(...users),
    team: fc.constantFrom(...teams),
    value,
    text: hostileText,
    action: fc.constantFrom(...Object.values(slackActions)),
    callback: fc.constantFrom(...Object.values(formCallbacks)),
    shortcut: fc.constantFrom(...Object.values(shortcuts)),
  });
  const payload = parts.chain(({ user, team: of, value: leads, text, action, callback, shortcut }) => {
    const who = { user: { id: user, team_id: of }, team: { id: of }, trigger_id: '1.2.3' };
    const blocks = [
      'mayday_reason',
      'mayday_text',
      'mayday_else',
      'mayday_severity',
      'mayday_system',
      'mayday_summary',
    ];
    const values = Object.fromEntries(
      blocks.map((block) => [block, { [block]: { type: 'plain_text_input', value: text } }]),
    );
    const view = { id: 'V1', hash: '1', callback_id: callback, private_metadata: leads, state: { values } };
    const message = {
      ts: '1700000000.000100',
      text,
      blocks: [{ type: 'actions', elements: [{ action_id: action, value: leads }] }],
    };
    return fc.constantFrom<object>(
      {
        type: 'block_actions',
        ...who,
        channel: { id: 'C1' },
        container: { message_ts: '1.1' },
        actions: [{ action_id: action, action_ts: '1.1', value: leads }],
      },
      { type: 'view_submission', ...who, view },
      {
        type: 'block_actions',
        ...who,
        view,
        actions: [{ action_id: 'mayday_system', selected_option: { value: text } }],
      },
      { type: 'shortcut', ...who, callback_id: shortcut, action_ts: '1.1' },
      { type: 'message_action', ...who, callback_id: shortcut, channel: { id: 'C1', name: text }, message },
    );
  });
  const interaction = fc.oneof(
    { arbitrary: payload, weight: 4 },
    {
      arbitrary: fc
        .tuple(payload, fc.array(change, { minLength: 1, maxLength: 3 }))
        .map(([right, changes]) => changed(right, changes)),
      weight: 4,
    },
    { arbitrary: fc.tuple(payload, words).map(([right, texts]) => reworded(right, texts)), weight: 1 },
    { arbitrary: hostileValue, weight: 1 },
  );
  const command = fc.record({
    verb: fc.constantFrom(...verbs),
    incident: fc.constantFrom('', ...incidents.map(({ workflowId }) => workflowId), 'INC-000000', 'inc1'),
    text: hostileText,
    user_id: fc.constantFrom(...users),
    team_id: fc.constantFrom(...teams),
    channel_name: hostileText,
  });
  return fc.oneof(
    {
      arbitrary: interaction.map(
        (json): SlackForm => ({ path: '/slack/interactions', form: { payload: JSON.stringify(json) ?? '' } }),
      ),
      weight: 6,
    },
    {
      arbitrary: hostileText.map(
        (text): SlackForm => ({ path: '/slack/interactions', form: { payload: text } }),
      ),
      weight: 1,
    },
    {
      arbitrary: command.map(
        ({ verb, incident, text, ...who }): SlackForm => ({
          path: '/slack/commands',
          form: { ...who, text: `${verb} ${incident} ${text}`, channel_id: 'C1', trigger_id: '1.2.3' },
        }),
      ),
      weight: 4,
    },
    {
      arbitrary: fc
        .dictionary(hostileText, hostileText, { maxKeys: 3 })
        .map((form): SlackForm => ({ path: '/slack/commands', form })),
      weight: 1,
    },
  );
}
