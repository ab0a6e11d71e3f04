import { type Answer, type Asked, StandIn } from './stand-in.ts';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

export const teamsKey = 'canary-teams-sig-0123456789';
const mostBytes = 28_672;

/** The workflow of a Teams channel: takes Adaptive Cards at its secret address, as documented. */
export class TeamsStandIn extends StandIn {
  readonly cards: Json[] = [];

  get address(): string {
    return `${this.url}/workflows/a1b2/triggers/manual/paths/invoke?api-version=1&sp=run&sig=${teamsKey}`;
  }

  /** The texts of each card, joined. */
  get texts(): string[] {
    return this.cards.map(({ body }) => body.map((block: Json) => block.inlines[0].text).join('\n'));
  }

  protected answer({ method, url, headers, body }: Asked): Answer {
    if (url.searchParams.get('sig') !== teamsKey) return failed(401, 'DirectApiAuthorizationRequired');
    if (method !== 'POST') return failed(404, 'NotFound');
    if (headers['content-type'] !== 'application/json') return failed(400, 'InvalidContentType');
    if (Buffer.byteLength(body) > mostBytes) return failed(413, 'RequestEntityTooLarge');
    const complaint = complaintAbout(body);
    if (complaint) return failed(400, complaint);
    this.cards.push(JSON.parse(body).attachments[0].content);
    return { status: 202 };
  }
}

function complaintAbout(text: string): string | undefined {
  let given: Json;
  try {
    given = JSON.parse(text);
  } catch {
    return 'the body is no JSON';
  }
  const [attachment, ...more] = given.attachments ?? [];
  if (given.type !== 'message' || !attachment || more.length > 0) return 'not a message with one attachment';
  if (attachment.contentType !== 'application/vnd.microsoft.card.adaptive') return 'not a card';
  const { type, version, body } = attachment.content ?? {};
  if (type !== 'AdaptiveCard' || !/^1\.[0-5]$/.test(version))
    return 'not a card of a version that Teams shows';
  if (!Array.isArray(body) || body.length === 0) return 'an empty card';
  const bad = body.find(
    ({ type: kind, inlines }: Json) =>
      kind !== 'RichTextBlock' ||
      !Array.isArray(inlines) ||
      inlines.some((run: Json) => run.type !== 'TextRun' || typeof run.text !== 'string' || run.text === ''),
  );
  return bad && `an element that is none: ${JSON.stringify(bad).slice(0, 100)}`;
}

function failed(status: number, code: string): Answer {
  return { status, body: { error: { code, message: `refused, ${teamsKey}` } } };
}
