import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { signedBy } from '../../../activities/decisions/signature.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { createLogger } from '../../../client/gateway/logger.ts';
import { buildGateway } from '../../../client/gateway/server.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { lazyTemporal, type Temporal } from '../../../client/temporal.ts';
import type { Approver, Catalogue } from '../../../systems/catalogue.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import type { DecisionMessage } from '../../../workflows/contract/messages.ts';
import type { Decision } from '../../../workflows/contract/plans.ts';
import { botToken, channel, SlackStandIn, signingSecret, team } from '../../harness/slack.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

const alice: Approver = {
  name: 'alice',
  roles: ['on-call'],
  publicKeys: [],
  slack: { user: 'UALICE0001', team },
};
const aliceOnly = { people: () => new Map([['alice', alice]]) } as Partial<Catalogue> as Catalogue;
const key = newKeyPair();

/** A signal as a history holds it. */
export interface Signalled {
  name: string;
  message: Omit<DecisionMessage, 'by'> & {
    by: { name: string; slack: { user: string; team: string; channel: string } };
  };
}

/** A listening gateway between a Slack and a Temporal. */
export class SlackWorld {
  readonly slack: SlackStandIn;
  readonly lines: string[] = [];
  readonly temporal: Temporal;
  private readonly app: FastifyInstance;

  constructor(slack: SlackStandIn, address: string, catalogue: Catalogue) {
    this.slack = slack;
    this.temporal = lazyTemporal({ environment: { TEMPORAL_ADDRESS: address }, identity: 'slack-test' });
    const settings = {
      signingSecrets: [signingSecret],
      token: botToken,
      apiUrl: slack.apiUrl,
      gatewayKey: key.privateKeyPem,
    };
    this.app = buildGateway({
      config: { credentials: 'anyone', slack: settings },
      client: this.temporal.client,
      catalogue,
      log: createLogger('trace', [], { write: (line) => this.lines.push(line) }),
    });
  }

  static async start(address: string, catalogue = aliceOnly): Promise<SlackWorld> {
    const world = new SlackWorld(await SlackStandIn.start(), address, catalogue);
    await world.app.listen({ host: '127.0.0.1', port: 0 });
    return world;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.temporal.close();
    await this.slack.stop();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.app.server.address() as AddressInfo).port}`;
  }

  /** An open run, and its headline and question in Slack. */
  async incident(name: string, plan = planned) {
    const workflowId = `incident:demo:generalIncident:${name}`;
    const handle = await this.temporal.client.workflow.start('generalIncident', {
      workflowId,
      taskQueue: 'mayday',
      args: [{ system: 'demo' }],
    });
    const keyId = handle.firstExecutionRunId;
    const web = slackClient({ token: botToken, apiUrl: this.slack.apiUrl });
    const said = slackChannel({ web, channel, catalogue: aliceOnly });
    await said.say(notice('headline', 'e1', 0, { keyId, workflowId }));
    await said.say(notice('ask', 'e2', 1, { keyId, workflowId, plan }));
    const of = (kind: string) => {
      const found = this.slack.of(kind).find(({ metadata }) => metadata.event_payload.key_id === keyId);
      assert.ok(found);
      return found;
    };
    return { workflowId, keyId, handle, headline: of('headline'), question: of('ask') };
  }

  async signals(workflowId: string): Promise<Signalled[]> {
    const { events } = await this.temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const { payloadConverter } = this.temporal.client.options.loadedDataConverter;
    return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
      const payload = signal?.input?.payloads?.[0];
      return signal && payload
        ? [{ name: signal.signalName ?? '', message: payloadConverter.fromPayload(payload) }]
        : [];
    });
  }

  /** How a run began. */
  async started(workflowId: string): Promise<{ firstExecutionRunId: string; input: RunbookInput }> {
    const { events } = await this.temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const { payloadConverter } = this.temporal.client.options.loadedDataConverter;
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    return {
      firstExecutionRunId: started?.firstExecutionRunId ?? '',
      input: payloadConverter.fromPayload<RunbookInput>(started?.input?.payloads?.[0] ?? {}),
    };
  }

  /** Whether the gateway vouches for the signal as a decision of that kind. */
  vouchedFor({ message }: Signalled, keyId: string, decision: Decision['decision']): boolean {
    const { plan, hash, at = '', reason, signature, by } = message;
    const slack = { user: by.slack.user, team: by.slack.team };
    return signedBy([key.publicKey], {
      incident: keyId,
      plan,
      hash,
      decision,
      actor: by.name,
      door: 'slack',
      slack,
      at,
      reason,
      signature,
    });
  }
}
