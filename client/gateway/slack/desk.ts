import { LogLevel, WebClient } from '@slack/web-api';
import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import { reach } from '../../../outbound/reach.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import { answerCommand } from './command.ts';
import type { SlackDoorSettings } from './config.ts';
import { createBlocks, createForm } from './forms/create-form.ts';
import { readInteraction, type SystemChosen } from './interaction.ts';
import { answerClick } from './on-click.ts';
import { answerForm } from './on-form.ts';
import { answerShortcut } from './on-shortcut.ts';

/** What Slack is answered: a status of HTTP, and what a form or a command shows. */
export interface SlackAnswer {
  status: number;
  body?: object;
}

export interface SlackDeskParts {
  settings: SlackDoorSettings;
  client: Client;
  catalogue: Catalogue;
  log: FastifyBaseLogger;
  /** Epoch ms. */
  clock?: () => number;
}

/** What the answers are made with. */
export interface Desk extends Required<Omit<SlackDeskParts, 'settings'>> {
  web: WebClient;
  gatewayKey?: string;
}

/** Answers what comes from Slack, whichever way it came; whoever asks has made sure that it is Slack's. */
export interface SlackDesk {
  /** The JSON of an interaction. */
  interaction(payload: unknown): Promise<SlackAnswer>;
  /** The fields of a slash command. */
  command(fields: Record<string, unknown>): Promise<SlackAnswer>;
}

/** ms; with a question to the worker before it, within the 3 s that a trigger is good for. */
const webDeadline = 1_500;

export function slackDesk({ settings, client, catalogue, log, clock = Date.now }: SlackDeskParts): SlackDesk {
  const { token, apiUrl, gatewayKey } = settings;
  const web = new WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: webDeadline,
    fetch: reach,
    logLevel: LogLevel.ERROR,
  });
  const desk: Desk = { web, client, catalogue, log, clock, gatewayKey };

  return {
    async interaction(payload) {
      const read = readInteraction(payload);
      if (!read.understood) return { status: 400, body: { error: read.because } };
      switch (read.interaction?.kind) {
        case 'click':
          return await answerClick(desk, read.interaction);
        case 'sent':
          return await answerForm(desk, read.interaction);
        case 'system chosen':
          return await showSystem(desk, read.interaction);
        case 'shortcut':
          return await answerShortcut(desk, read.interaction);
        default:
          return { status: 200 };
      }
    },
    command: (fields) => answerCommand(desk, fields),
  };
}

async function showSystem(desk: Desk, { system, view, place, fields }: SystemChosen): Promise<SlackAnswer> {
  const summary = fields[createBlocks.summary];
  const next = createForm(desk.catalogue, { system, summary, channel: place.channel });
  try {
    await desk.web.views.update({ view_id: view.id, ...(view.hash ? { hash: view.hash } : {}), view: next });
  } catch (error) {
    desk.log.error({ because: (error as Error).message }, 'could not change a form in Slack');
    return { status: 502, body: { error: 'Slack did not change the form: choose again.' } };
  }
  return { status: 200 };
}
