import { type Command, Option } from 'commander';
import type { Course } from '../../../archive/verify/course.ts';
import { verify as judge } from '../../../archive/verify/verify.ts';
import { CommandFailure, failure, usage } from '../../failure.ts';
import { findIncident } from '../../incidents/find.ts';
import { nameStart } from '../../incidents/match.ts';
import type { Temporal } from '../../temporal.ts';
import { tallyText, verdictsText } from '../render/verify.ts';
import type { Session } from '../session.ts';
import { foldersUnder } from '../verify/archived.ts';
import { archivedCourse, coursesOf } from '../verify/courses.ts';
import { everything } from '../verify/everything.ts';
import { readers } from '../verify/readers.ts';
import { Counting } from '../verify/tally.ts';

interface Options {
  all?: true;
  key: string[];
  keys?: string;
}

/** `mayday verify [id]` */
export function verify(program: Command, session: Session): void {
  program
    .command('verify')
    .description(
      'did an incident keep what Mayday promises of every incident? From histories and the archive',
    )
    .argument('[id]', 'an incident, open or closed')
    .option('--all', 'all incidents, open and closed')
    .addOption(
      new Option('--key <base64>', 'public key that seals count by').argParser(collected).default([]),
    )
    .option('--keys <file>', "people's public keys, lines as keygen prints them, instead of the catalogue's")
    .action(async (id: string | undefined, options: Options) => {
      if ((id === undefined) === (options.all === undefined))
        throw usage('It takes an incident such as INC-7K3FQ2, or --all: one of them.');
      if (id === undefined) await all(session, options);
      else await one(session, id, options);
    });
}

async function one(session: Session, id: string, options: Options): Promise<void> {
  const course = await courseNamed(session, id, options);
  const verdicts = judge(course);
  const { incident, keyId } = course;
  session.screen.print({ incident, keyId, verdicts }, (look) =>
    verdictsText(`${incident}  ${keyId}`, verdicts, look),
  );
  const broken = verdicts.filter(({ verdict }) => verdict === 'broken').map(({ invariant }) => invariant);
  if (broken.length > 0) throw failure(`${incident} breaks ${broken.join(', ')}.`);
  if (verdicts.every(({ verdict }) => verdict === 'unjudged'))
    throw failure(`Nothing of ${incident} could be judged.`);
}

async function all(session: Session, options: Options): Promise<void> {
  const counting = new Counting();
  const temporal = await reachable(session);
  for await (const found of everything(session, temporal, readers(session, options))) {
    if ('course' in found) counting.add(found.course.incident, found.open, judge(found.course));
    else counting.lost(found.incident, found.because);
  }
  const { tally } = counting;
  if (tally.incidents === 0) throw failure('There is no incident, neither at Temporal nor in the archive.');
  session.screen.print(tally, (look) => tallyText(tally, look));
  const broken = new Set(tally.faults.map(({ incident }) => incident)).size;
  if (broken > 0)
    throw failure(
      `${broken} of ${tally.incidents} incidents ${broken === 1 ? 'breaks' : 'break'} a promise.`,
    );
  if (tally.lines.every(({ holds }) => holds === 0)) throw failure('Nothing could be judged.');
}

/** @throws CommandFailure where neither Temporal nor the archive has it */
async function courseNamed(session: Session, id: string, options: Options): Promise<Course> {
  const reader = readers(session, options);
  const start = nameStart(id);
  const folders = start === undefined || id.includes(':') ? [] : await foldersUnder(session, start);
  const temporal = folders.length > 0 ? await reachable(session) : await session.temporal();
  if (temporal) {
    const listed = await findIncident(session, id, 'all').catch((error: unknown) => {
      if (folders.length > 0 && error instanceof CommandFailure) return undefined;
      throw error;
    });
    const courses = listed ? await coursesOf(session, listed, reader) : [];
    const course = courses.find(({ incident }) => incident === listed?.incident) ?? courses.at(-1);
    if (course) return course;
    if (listed && folders.length === 0)
      throw failure(`${listed.incident} was refused, or handed over to another run: it was no incident.`);
  }
  const [folder, ...more] = folders;
  if (more.length > 0) throw usage(`"${id}" begins several: ${folders.join(', ')}.`);
  const course = folder === undefined ? undefined : await archivedCourse(session, folder, reader);
  if (!course) throw failure(`Neither Temporal nor the archive has ${id}.`);
  return course;
}

/** Closed incidents are in the archive, too: without Temporal those are looked at, and that is said. */
async function reachable(session: Session): Promise<Temporal | undefined> {
  return await session.temporal().catch((error: Error) => {
    session.screen.remark(`Only the archive is looked at. ${error.message}`);
    return undefined;
  });
}

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}
