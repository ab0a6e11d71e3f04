import { Command, CommanderError } from 'commander';
import { CommandFailure } from '../failure.ts';
import type { CliConfig } from './config.ts';
import type { Screen } from './screen.ts';
import { openSession, type Session } from './session.ts';
import { ack } from './verbs/ack.ts';
import { approve } from './verbs/approve.ts';
import { assign } from './verbs/assign.ts';
import { audit } from './verbs/audit.ts';
import { checklist, tick } from './verbs/checklist.ts';
import { clocks } from './verbs/clocks.ts';
import { doctor } from './verbs/doctor.ts';
import { done } from './verbs/done.ts';
import { drop } from './verbs/drop.ts';
import { extend } from './verbs/extend.ts';
import { followUps } from './verbs/follow-ups.ts';
import { freeze } from './verbs/freeze.ts';
import { help } from './verbs/help.ts';
import { impact } from './verbs/impact.ts';
import { init } from './verbs/init.ts';
import { keygen } from './verbs/keygen.ts';
import { leases } from './verbs/leases.ts';
import { list } from './verbs/list.ts';
import { maintenance } from './verbs/maintenance.ts';
import { note } from './verbs/note.ts';
import { outcome } from './verbs/outcome.ts';
import { propose } from './verbs/propose.ts';
import { publish } from './verbs/publish.ts';
import { recheck } from './verbs/recheck.ts';
import { reject } from './verbs/reject.ts';
import { replay } from './verbs/replay.ts';
import { report } from './verbs/report.ts';
import { resolve } from './verbs/resolve.ts';
import { route } from './verbs/route.ts';
import { runChecks } from './verbs/run-checks.ts';
import { schema } from './verbs/schema.ts';
import { severity } from './verbs/severity.ts';
import { show } from './verbs/show.ts';
import { signIn } from './verbs/sign-in.ts';
import { skip } from './verbs/skip.ts';
import { start } from './verbs/start.ts';
import { systems } from './verbs/systems.ts';
import { takeOver } from './verbs/take-over.ts';
import { thaw } from './verbs/thaw.ts';
import { timeline } from './verbs/timeline.ts';
import { undo } from './verbs/undo.ts';
import { validate } from './verbs/validate.ts';
import { verify } from './verbs/verify.ts';
import { watch } from './verbs/watch.ts';

type Verb = (program: Command, session: Session) => void;

const groups: [string, Verb[]][] = [
  ['See:', [list, show, timeline, clocks, checklist, watch, leases, maintenance, signIn]],
  ['Act:', [start, ack, assign, severity, note, impact, tick, recheck, runChecks, takeOver, resolve]],
  ['Decide:', [approve, reject, extend, skip, propose, undo, outcome, publish]],
  ['Halt:', [freeze, thaw]],
  ['Afterwards:', [followUps, done, drop, report, audit, verify]],
  ['Prepare:', [doctor, systems, route, init, validate, schema, keygen, replay, help]],
];

/** Runs one command; answers the exit code: 0 done, 1 refused or failed, 2 not understood. */
export async function mayday(words: readonly string[], config: CliConfig, screen: Screen): Promise<number> {
  const session = openSession(config, screen);
  try {
    await program(session).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (config.debug) console.error(error);
    return await complain(error, session);
  } finally {
    await session.close();
  }
}

function program(session: Session): Command {
  const { screen } = session;
  const root = new Command('mayday')
    .description('Incident-response runbooks as durable workflows.')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: (text) => screen.error(oneLine(text)) })
    .addHelpText(
      'after',
      '\nAn incident is INC-7K3FQ2, any beginning of it, or nothing for the only open one.\nTemporal is found as the "temporal" command finds it: TEMPORAL_ADDRESS, TEMPORAL_PROFILE, …',
    );
  for (const [heading, verbs] of groups) {
    root.commandsGroup(heading);
    for (const verb of verbs) verb(root, session);
  }
  for (const command of [...root.commands, ...root.commands.flatMap((each) => each.commands)]) {
    command.option('--json', 'one JSON document instead of text');
  }
  return root;
}

async function complain(error: unknown, session: Session): Promise<number> {
  const { screen } = session;
  // Commander has written its own already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CommandFailure) {
    screen.error(short(error.message));
    return error.exitCode;
  }
  screen.error(short(await sentence(error, session)));
  return 1;
}

async function sentence(error: unknown, session: Session): Promise<string> {
  const said = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Error) || !fromTemporal(error)) return said;
  const temporal = await session.temporal().catch(() => undefined);
  if (!temporal) return said;
  const { temporalTrouble } = await import('../temporal.ts');
  return temporalTrouble(error, temporal.client);
}

function oneLine(text: string): string {
  return short(
    text
      .trim()
      .replace(/^error: /, '')
      .replaceAll(/\s*\n\s*/g, ' '),
  );
}

const longest = 2_000;

/** What was typed may be repeated in it, whatever that was. */
function short(text: string): string {
  const printable = text.replaceAll(/[^\P{Cc}\n\t]/gu, ' ');
  return printable.length > longest ? `${printable.slice(0, longest).toWellFormed()}…` : printable;
}

function fromTemporal(error: Error): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'number') return true;
  }
  return false;
}
