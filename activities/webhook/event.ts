import type { Notice } from '../../workflows/contract/notices.ts';

/** What a webhook is sent: docs/channels.md has the meaning of each field. Fields are added to it, and none is taken away. */
export function eventOf(notice: Notice): string {
  return JSON.stringify({
    version: 1,
    id: notice.entryId,
    kind: notice.kind,
    about: notice.about,
    at: notice.at,
    text: notice.text,
    details: notice.details,
    people: notice.people,
    incident: {
      id: notice.incident,
      key: notice.keyId,
      workflow: notice.workflowId,
      system: notice.system,
      phase: notice.phase,
      severity: notice.severity,
      label: notice.label,
      openedAt: notice.openedAt,
      acknowledgedBy: notice.acknowledgedBy,
      commander: notice.commander,
    },
    plan: notice.plan && {
      id: notice.plan.id,
      hash: notice.plan.hash,
      title: notice.plan.title,
      status: notice.plan.status,
      risk: notice.plan.risk,
    },
  });
}
