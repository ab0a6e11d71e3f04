import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { Argument, type Command, Option } from 'commander';
import { oneOf } from '../../../systems/nearest.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentIdPrefix, incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { incidentQuery, noteSignal } from '../../../workflows/contract/messages.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { runbooks } from '../../../workflows/contract/runbooks.ts';
import type { Temporal } from '../../temporal.ts';
import { jsonObject, runbookName, words } from '../arguments.ts';
import { failure } from '../failure.ts';
import { ask } from '../incidents/ask.ts';
import { handedOverTo } from '../incidents/ended-at-once.ts';
import { describeIncident, type ListedIncident, openIncidents } from '../incidents/listed.ts';
import { rehearse } from '../incidents/rehearse.ts';
import { receiptText, send } from '../incidents/send.ts';
import type { Session } from '../session.ts';

interface StartOptions
  extends Pick<RunbookInput, 'system' | 'severity' | 'summary' | 'group' | 'parameters'> {
  as?: string;
  dryRun?: true;
  shadow?: true;
}

const deadline = 5_000;

/** `mayday start <runbook> --system <id>` */
export function start(program: Command, session: Session): void {
  program
    .command('start')
    .description('open an incident, or join the one that is open already')
    .addArgument(
      new Argument('<runbook>', `what to follow: ${oneOf(Object.keys(runbooks))}`).argParser(runbookName),
    )
    .requiredOption('--system <id>', 'of the catalogue')
    .option('--severity <severity>', "P0..P3 or the system's own label; without it the runbook's")
    .option('--summary <text>', 'what you see', words)
    .option('--group <key>', 'a second incident of the same system and runbook, under this name')
    .option('--parameters <json>', 'of a dry run: what mitigations ask, as a JSON object', jsonObject)
    .addOption(
      new Option('--dry-run', 'look and plan for real, change nothing, reach nobody').conflicts([
        'group',
        'shadow',
      ]),
    )
    .option('--shadow', 'only watch a real incident: what would Mayday do, against what people do')
    .option('--as <name>', 'who you are (MAYDAY_AS)')
    .action(async (runbook: string, { as, dryRun, shadow, ...options }: StartOptions) => {
      const person = as ?? session.config.login;
      const { system, severity, summary, group, parameters } = options;
      const given: RunbookInput = { system, severity, summary, group, parameters };
      if (dryRun) return await rehearse(session, runbook, given, person);
      const input: RunbookInput = shadow ? { ...given, mode: 'shadow' } : given;
      const there = await alreadyOpen(session, runbook, input);
      await (there ? join(session, there, input, person) : open(session, runbook, input, person));
    });
}

/** Without a group, a person joins what is open for that system and runbook. */
async function alreadyOpen(
  session: Session,
  runbook: string,
  { system, group, mode }: RunbookInput,
): Promise<ListedIncident | undefined> {
  const temporal = await session.temporal();
  if (group !== undefined) {
    const there = await describeIncident(temporal, incidentWorkflowId(system, runbook, group, mode));
    return there?.open ? there : undefined;
  }
  const [oldest] = await openIncidents(temporal, incidentIdPrefix(system, runbook, mode));
  return oldest;
}

async function open(session: Session, runbook: string, input: RunbookInput, person: string): Promise<void> {
  const temporal = await session.temporal();
  const workflowId = incidentWorkflowId(input.system, runbook, input.group ?? 'manual', input.mode);
  const openedBy = { kind: 'person', name: person, door: 'cli', verified: false } as const;
  try {
    const { client } = temporal;
    await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.start(runbook, {
        workflowId,
        taskQueue: coordinationQueue,
        args: [{ ...input, openedBy }],
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return join(session, await described(temporal, workflowId), input, person);
  }
  const started = await described(temporal, workflowId);
  const view = await firstWord(temporal, started);
  const incident = view?.incident ?? started.incident;
  const place = view?.workflowId ?? workflowId;
  session.screen.print({ incident, workflowId: place, joined: false, answered: view !== undefined }, () =>
    view
      ? `${incident} is open${view.mode === 'live' ? '' : ` (${view.mode})`}: ${view.label}, ${view.runbookTitle} of ${view.systemTitle}. Follow it with "mayday watch ${incident}".`
      : `${incident}: recorded; nobody answers yet (is a worker running?)`,
  );
}

async function join(
  session: Session,
  there: ListedIncident,
  { summary }: RunbookInput,
  person: string,
): Promise<void> {
  const { incident, workflowId } = there;
  const receipt = summary ? await send(session, there, noteSignal, { text: summary }, person) : undefined;
  session.screen.print({ incident, workflowId, joined: true, answered: Boolean(receipt?.answer) }, () =>
    [`${incident} is open for that already: joined it.`, ...(receipt ? [receiptText(receipt)] : [])].join(
      '\n',
    ),
  );
}

/** What a fresh incident says of itself, once it can. @throws CommandFailure with its sentence if it was refused */
async function firstWord(temporal: Temporal, started: ListedIncident): Promise<IncidentView | undefined> {
  const until = Date.now() + deadline;
  while (Date.now() < until) {
    const now = await described(temporal, started.workflowId);
    if (!now.open) {
      const to = await handedOverTo(temporal, started);
      return await firstWord(temporal, await described(temporal, to));
    }
    const view = await ask(temporal, now, incidentQuery, Math.max(100, until - Date.now()));
    if (view) return view;
    await sleep(100);
  }
  return undefined;
}

async function described(temporal: Temporal, workflowId: string): Promise<ListedIncident> {
  const incident = await describeIncident(temporal, workflowId);
  if (!incident) throw failure(`Temporal lost sight of ${workflowId}: look with "mayday list --all".`);
  return incident;
}
