import type { Audit } from '../../../archive/audit/audit.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { clockTime } from '../../times.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** What was seen or said, and neither decided, changed nor refused. */
const observed: readonly Fact['kind'][] = [
  'alerts',
  'paged',
  'nobody left to page',
  'resolution missed',
  'target nears',
  'update due',
  'status',
  'handed over',
  'severity suggested',
  'answers wanted',
  'response missed',
  'checked',
  'verified',
  'reminded',
  'rolled out',
  'not rolled out',
  'improved',
  'not improved',
  'well',
  'not well',
  'monitoring',
  'relapsed',
  'nothing left',
  'up to people',
  'noted',
  'impact noted',
  'ticked',
  'flapping',
  'explained',
  'explains',
  'held open',
  'channel away',
  'not told',
  'maybe told',
  'ticket',
];

/** What would break a line, or paint over it: a record may say anything, but not in the audit's own voice. */
const notForALine = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu;

/** An audit for people: whether anything is signed, who decided and did what, then the verdict. `all` = what was only seen as well. */
export function auditText(audit: Audit, all: boolean, look: Look): string {
  const { paint } = look;
  const faulty = new Set(audit.faults.flatMap(({ entry }) => entry ?? []));
  const digits = `${audit.timeline.length}`.length;
  const rows = audit.timeline.flatMap((entry, i) => {
    if (!all && !faulty.has(i + 1) && observed.includes(entry.fact.kind)) return [];
    const mark = faulty.has(i + 1) ? paint('red', '✖') : ' ';
    const number = `${i + 1}`.padStart(digits);
    const time = line(clockTime(entry.at, look.now, look.timeZone));
    return [
      [
        mark,
        number,
        time,
        paint('dim', line(`${entry.chain ?? '-'}`.slice(0, 8))),
        line(told(entry, i + 1, audit)),
      ],
    ];
  });
  return [
    paint('bold', line(`${audit.incident}  ${audit.keyId}`)),
    ...trustworthy(audit).map((line) => paint('yellow', line)),
    table(rows),
    ...audit.notes.map((note) => paint('dim', line(note))),
    ...audit.faults.map(({ says }) => `${paint('red', '✖')} ${line(says)}`),
    ...(audit.faults.length === 0 && !isUnproved(audit)
      ? [`${paint('green', '✔')} ${verdict(audit, look)}`]
      : []),
  ].join('\n');
}

/** Nothing of it was chained, so nothing can be proved. */
export function isUnproved({ record }: Audit): boolean {
  return record.unchained === record.entries;
}

/** What an intact record proves, e.g. `32 entries, chain unbroken, 3 checkpoints signed by 1a2b3c4d, sealed at 03:41:22`. */
function verdict({ record, orders }: Audit, { now, timeZone }: Look): string {
  const { entries, checkpoints, seal } = record;
  const signers = [...new Set(checkpoints.map(({ by }) => by))];
  const sealedBy =
    seal && 'by' in seal.signature && !signers.includes(seal.signature.by) ? ` by ${seal.signature.by}` : '';
  return [
    counted(entries, 'entry', 'entries'),
    'chain unbroken',
    ...(checkpoints.length > 0
      ? [`${counted(checkpoints.length, 'checkpoint', 'checkpoints')} signed by ${signers.join(' and ')}`]
      : []),
    ...(orders > 0 ? [`${counted(orders, 'order', 'orders')} in its history as the record says`] : []),
    seal ? `sealed at ${clockTime(seal.at, now, timeZone)}${sealedBy}` : 'no seal',
  ].join(', ');
}

/** What a reader must know before believing any of it. */
function trustworthy(audit: Audit): string[] {
  const { record } = audit;
  if (isUnproved(audit)) return ['Made before entries were chained: nothing here can be proved.'];
  const signatures = record.seal ? [record.seal.signature] : [];
  const unsigned = signatures.every(({ signed }) => signed === 'no') && record.checkpoints.length === 0;
  return [
    ...(record.unchained > 0
      ? [
          `Entries 1 to ${record.unchained} were made before entries were chained: of them nothing can be proved.`,
        ]
      : []),
    ...(unsigned
      ? [
          'Nothing is signed (the worker has no MAYDAY_AUDIT_KEY): whoever can write here could write another story.',
        ]
      : []),
    ...signatures.flatMap((signature) =>
      signature.signed === 'by somebody'
        ? [
            `Nobody here says whose key ${signature.by} is: give the one you trust with --key or MAYDAY_AUDIT_PUBLIC_KEY.`,
          ]
        : [],
    ),
  ];
}

function told({ fact }: TimelineEntry, number: number, { standing }: Audit): string {
  const hash = planHashOf(fact)?.slice(0, 8);
  const more = [hash && `plan hash ${hash}`, standing.get(number)].filter((part) => part);
  return [saidOf(fact), ...more].join(' · ');
}

function line(text: string): string {
  return text.replace(notForALine, ' ');
}

function saidOf(fact: Fact): string {
  try {
    return sentence(fact) ?? fact.kind;
  } catch {
    // What somebody wrote into a record need not be a fact.
    return String(fact.kind ?? 'cannot be read');
  }
}

function planHashOf(fact: Fact): string | undefined {
  switch (fact.kind) {
    case 'planned':
      return fact.plan?.hash;
    case 'approval counted':
      return fact.approval?.decision?.hash;
    case 'approved':
    case 'rejected':
      return fact.hash;
    default:
      return undefined;
  }
}

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** An audit for programs. */
export function auditDocument(audit: Audit): object {
  const { timeline, standing, record, ...rest } = audit;
  const { faults: _, ...held } = record;
  return {
    ...rest,
    ...held,
    intact: audit.faults.length === 0 && !isUnproved(audit),
    trail: timeline.map((entry, i) => ({
      entry: i + 1,
      ...entry,
      says: saidOf(entry.fact),
      standing: standing.get(i + 1),
    })),
  };
}
