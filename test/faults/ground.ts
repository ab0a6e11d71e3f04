import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../servers/temporal.ts';
import { Live } from '../harness/live.ts';
import { PagerDutyStandIn, routingKey } from '../harness/pager-duty.ts';
import { botToken, SlackStandIn, signingSecret } from '../harness/slack.ts';
import { PageStandIn, token } from '../integration/status-page/page-stand-in.ts';
import { heardEverywhere } from './catalogue-edits.ts';

export const victims = ['worker', 'gateway', 'temporal'] as const;

/** A process that is killed. */
export type Victim = (typeof victims)[number];

const dbFilename = 'temporal.db';
/** ms that a killed process stays away. */
const away = 300;

/** The whole stack with everything outside that hears of it; each of its processes can be killed and comes back. */
export class Ground {
  readonly live: Live;
  readonly slack: SlackStandIn;
  readonly pagerDuty: PagerDutyStandIn;
  readonly page: PageStandIn;
  private gateway: Running;
  private temporal: TemporalServer;

  private constructor(live: Live, slack: SlackStandIn, pagerDuty: PagerDutyStandIn, page: PageStandIn) {
    this.live = live;
    this.slack = slack;
    this.pagerDuty = pagerDuty;
    this.page = page;
    this.gateway = live.stack.gateway;
    this.temporal = live.stack.temporal;
  }

  static async start(environment: Record<string, string> = {}): Promise<Ground> {
    const [slack, pagerDuty, page] = [
      await SlackStandIn.start(),
      await PagerDutyStandIn.start(),
      await PageStandIn.start(),
    ];
    // Who is told to wait waits for a minute, and the incident passes on meanwhile.
    page.gap = 0;
    const stop = async () => {
      await Promise.all([slack.stop(), pagerDuty.stop()]);
      page.stop();
    };
    try {
      const live = await Live.start({
        dbFilename,
        edits: heardEverywhere(pagerDuty.url, page.url),
        environment: {
          ROUTING_KEY: routingKey,
          PAGE_TOKEN: token,
          MAYDAY_SLACK_TOKEN: botToken,
          MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
          MAYDAY_SLACK_API_URL: slack.apiUrl,
          MAYDAY_STICKY_TIMEOUT: '1s',
          ...environment,
        },
      });
      live.owns(stop);
      return new Ground(live, slack, pagerDuty, page);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  end(): Promise<void> {
    return this.live.end();
  }

  /** SIGKILL, and a moment later the same process once more; resolves when it is usable. */
  async killAndStart(victim: Victim): Promise<void> {
    const { live } = this;
    switch (victim) {
      case 'worker':
        await live.worker.kill();
        await delay(away);
        return await live.workerComes();
      case 'gateway':
        await this.gateway.kill();
        await delay(away);
        this.gateway = await live.stack.startGateway();
        return;
      case 'temporal':
        await this.temporal.kill();
        await delay(away);
        this.temporal = await startTemporal({
          headless: true,
          tuned: true,
          dbFilename: live.place(dbFilename),
          port: Number(new URL(`tcp://${this.temporal.address}`).port),
        });
        live.owns(this.temporal.stop);
    }
  }
}
