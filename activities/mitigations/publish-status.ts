import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import type {
  Applied,
  Effect,
  PlanParameters,
  PlanTarget,
  Proposal,
} from '../../workflows/contract/plans.ts';
import type { PublishStatus } from '../../workflows/contract/status-page.ts';
import { troubleOf, unknownOutcome } from '../status-page/failures.ts';
import type { Page, Posted, StatusPages, Text } from '../status-page/pages.ts';
import type { Action, Order } from './action.ts';

const longest = { heading: 255, message: 25_000 };

/** Tells the public on a status page: one incident there for each of ours, found again by our mark or by its id. */
export function publishStatus(pages: StatusPages): Action<PublishStatus> {
  return {
    observe: (mitigation, parameters, _, keyId = '') => observe(pages, mitigation, parameters, keyId),
    differences: (mitigation, { targets }) => moved(pages(mitigation.target), targets),
    rehearse: async (mitigation, { targets, parameters = {} }) => {
      const says = `${targets[0]?.title}: would say "${textOf(mitigation, parameters).message}"`;
      return { outcome: 'would apply', says: [says] };
    },
    act: (order) => act(pages, order),
  };
}

async function observe(
  pages: StatusPages,
  mitigation: PublishStatus,
  parameters: PlanParameters,
  keyId: string,
): Promise<Proposal | null> {
  const { target, status } = mitigation;
  const page = pages(target);
  const text = textOf(mitigation, parameters);
  const asked = parameters.incident === undefined ? undefined : String(parameters.incident).trim();
  const found = page.remembers ? await page.find(keyId) : undefined;
  const id = page.remembers ? found?.id : asked;
  if (id === undefined && status === 'resolved') return null;
  return {
    targets: [
      {
        id: `incident on ${target.id}`,
        title: `${id === undefined ? 'a new incident' : `incident ${id}`} on ${page.shown}`,
        state: { incident: keyId, posted: id ?? null, status: found?.status ?? null },
      },
    ],
    preview: previewOf(page, text, id),
    observed: seen(page, found, asked),
    predicted: `Everybody who reads the page is told "${text.heading}: ${status}", and whoever subscribed to it gets a message.`,
    blastRadius:
      'The public. What was read cannot be unread; the page can only say something else afterwards.',
    undo: null,
  };
}

function seen(page: Page, found: Posted | undefined, asked: string | undefined): string {
  if (page.remembers) {
    return found
      ? `The ${page.shown} has this incident as ${found.status} (${found.id}).`
      : `The ${page.shown} says nothing of this incident.`;
  }
  const of = asked === undefined ? '' : ` That incident ${asked} is the right one is for you to say.`;
  return `The ${page.shown} cannot be searched: look whether it says something of this already.${of}`;
}

function previewOf(
  page: Page,
  { heading, status, impact, components = {}, message }: Text,
  id?: string,
): string[] {
  const parts = Object.entries(components).map(([part, state]) => `component ${part}: ${state}`);
  return [
    `${id === undefined ? 'POST' : 'PATCH'} ${page.address(id)}`,
    `name: ${heading}`,
    `status: ${status}`,
    ...(impact === undefined ? [] : [`impact: ${impact}`]),
    ...parts,
    ...message.split('\n'),
  ];
}

function textOf(
  { heading, status, impact, components, message }: PublishStatus,
  answers: PlanParameters,
): Text {
  const text = { heading: heading.trim(), message: (message ?? String(answers.message ?? '')).trim() };
  for (const part of ['heading', 'message'] as const) {
    if (text[part] !== '' && text[part].length <= longest[part]) continue;
    throw ApplicationFailure.nonRetryable(
      `The ${part} for the public has ${text[part].length} characters: write 1 to ${longest[part]}.`,
      final.changeRefused,
    );
  }
  return { ...text, status, impact, components };
}

async function moved(page: Page, [target]: PlanTarget[]): Promise<string[]> {
  if (!target || !page.remembers) return [];
  const { incident, posted } = target.state;
  const found = await page.find(String(incident), typeof posted === 'string' ? posted : undefined);
  return difference(target, found, target.state);
}

function difference(
  { title }: PlanTarget,
  found: Posted | undefined,
  { posted = null, status = null }: PlanTarget['state'],
): string[] {
  if ((found?.id ?? null) === posted && (found?.status ?? null) === status) return [];
  const now = found ? `${found.status} (${found.id})` : 'not there';
  return [`${title} was ${status ?? 'not there'}, and is ${now} now`];
}

async function act(pages: StatusPages, order: Order<PublishStatus>): Promise<Applied> {
  const { mitigation, plan, keyOf, again, done, record, halted } = order;
  const [target] = plan.targets;
  if (!target) throw ApplicationFailure.nonRetryable('A plan is about one page.', final.changeRefused);
  const page = pages(mitigation.target);
  const text = textOf(mitigation, plan.parameters ?? {});
  const { incident, posted } = target.state;
  const id = typeof posted === 'string' ? posted : undefined;
  const mark = { incident: String(incident), effect: keyOf(target) };
  const told = (says: string, made?: string): Applied => {
    const effect: Effect = {
      key: mark.effect,
      target: target.id,
      outcome: 'done',
      says,
      ...(made && { made }),
    };
    return { outcome: 'applied', effects: [effect] };
  };
  if (done.has(target.id)) return told(`${page.shown}: says ${text.status}`);
  try {
    if (page.remembers) {
      const found = await page.find(mark.incident, id);
      if (found?.mark?.effect === mark.effect) {
        return told(
          `${page.shown}: says ${text.status} as incident ${found.id}, by an attempt before this one`,
        );
      }
      const lines = difference(target, found, target.state);
      if (lines.length > 0) return refusal('the page is not as it was when the plan was made', lines);
    } else if (again) {
      throw unknownOutcome(
        `The ${page.shown} cannot be searched, and an attempt before this one may have told it: look at the page.`,
      );
    }
    const because = halted();
    if (because !== undefined) return refusal(because);
    if (id !== undefined) await page.change(id, text, mark);
    const now = id ?? (await page.open(text, mark));
    record(target);
    return told(`${page.shown}: says ${text.status} as incident ${now ?? 'whose id it did not give'}`, now);
  } catch (error) {
    return whenItFailed(error, page, again);
  }
}

/** Refused where surely nothing was told; thrown to be tried again where the page can be looked at; else nobody knows. */
function whenItFailed(error: unknown, page: Page, again: boolean): Applied {
  const trouble = troubleOf(error);
  if (trouble === undefined) throw error;
  const { message } = error as Error;
  const passing = trouble === 'unreachable' || trouble === 'too many requests' || trouble === 'answer lost';
  if (page.remembers) {
    if (passing || again) throw error;
    return refusal(message);
  }
  if (trouble !== 'answer lost') return refusal(message);
  throw unknownOutcome(`${message} Whether it was told is not known: look at the page.`);
}

function refusal(because: string, lines: string[] = []): Applied {
  return { outcome: 'refused', because, difference: lines, effects: [] };
}
