import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { IssuanceQuestion } from '../../workflows/contract/issuances.ts';
import type { RolledOut } from '../../workflows/contract/rollouts.ts';
import { durationInWords } from '../amounts.ts';
import { certificateNamed, conditionOf } from './certificate.ts';
import { issuedLast, listRequests, requestsFor, requestTrouble } from './certificate-requests.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { troubleOf } from './failures.ts';
import { listedOfPart } from './parts.ts';

/** ms: between two looks, and in all; an authority that checks DNS takes minutes. */
export interface IssuancePatience {
  every: number;
  longest: number;
}

const patience: IssuancePatience = { every: 2_000, longest: 10 * 60_000 };
const beat = 1_000;

/**
 * Waits until a certificate has a revision above the one before, or cert-manager says that it will not: that it is ready
 * proves nothing, the old one is, too. An API server that goes away meanwhile is waited for.
 * @throws ApplicationFailure when it cannot be known: the last trouble with the API server, or `NotAuthorised`
 */
export function kubernetesCertificateIssued(
  kubernetes: Kubernetes,
  { every, longest }: IssuancePatience = patience,
): PoolActivities['kubernetesCertificateIssued'] {
  return async (question) => {
    const context = Context.current();
    const begun = context.info.scheduledTimestampMs;
    const beating = setInterval(() => context.heartbeat(), beat);
    try {
      for (;;) {
        const late = Date.now() - begun > longest;
        try {
          const { answer, waitsFor } = await kubernetes.on(question, (cluster) => look(cluster, question));
          if (answer) return answer;
          if (late) return notInTime(question, waitsFor, Date.now() - begun);
        } catch (error) {
          if (!(error instanceof ApplicationFailure)) throw error;
          if (troubleOf(error) === 'not found') return { complete: false, says: error.message };
          if (!passes(error)) throw error;
          if (late) throw ApplicationFailure.nonRetryable(error.message, error.type);
        }
        await context.sleep(every);
      }
    } finally {
      clearInterval(beating);
    }
  };
}

async function look(
  cluster: Cluster,
  { namespace, name, revision }: IssuanceQuestion,
): Promise<{ answer?: RolledOut; waitsFor: string | null }> {
  const certificate = await certificateNamed(cluster, { namespace, name });
  const listed = await listedOfPart('certificate requests', namespace, (page) => listRequests(cluster, page));
  const requests = requestsFor(certificate, listed.items);
  const { revision: now = 0, notAfter } = certificate.status ?? {};
  if (now > revision) {
    const serial = issuedLast(requests)?.serialNumber;
    const says = `The certificate ${name} is at revision ${now}${serial ? `, with the serial ${serial}` : ''}, until ${notAfter}.`;
    return { answer: { complete: true, says }, waitsFor: null };
  }
  const issuing = conditionOf(certificate, 'Issuing');
  if (issuing?.status === 'False') {
    const why = issuing.message ?? requestTrouble(requests) ?? 'it does not say why';
    return { answer: { complete: false, says: `${name} was not issued: ${sentence(why)}` }, waitsFor: null };
  }
  return { waitsFor: requestTrouble(requests) };
}

function notInTime({ name, revision }: IssuanceQuestion, waitsFor: string | null, took: number): RolledOut {
  const why = waitsFor ? `: ${sentence(waitsFor)}` : '.';
  return {
    complete: false,
    says: `${name} is at revision ${revision} still, ${durationInWords(took)} after it was to be issued${why}`,
  };
}

function sentence(text: string): string {
  return `${text.slice(0, 300).replace(/\.$/, '')}.`;
}

/** What ends by itself, as when an API server is started anew. */
function passes({ type }: ApplicationFailure): boolean {
  return type === retryable.targetUnreachable || type === retryable.rateLimited;
}
