/** Calls a minute that Slack's tiers allow. */
const tiers: Record<string, number> = {
  'conversations.list': 20,
  'conversations.create': 20,
  'conversations.setTopic': 20,
  'conversations.history': 50,
  'conversations.replies': 50,
  'conversations.invite': 50,
  'chat.update': 50,
  'chat.postEphemeral': 100,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
};
/** Messages that a channel takes at once before it is one a second. */
const burst = 3;

/** Slack's rate limits, in a time whose seconds may be shorter; and whether callers wait when they are told to. */
export class SlackLimits {
  /** Calls that came although they had been told to wait. */
  impatient = 0;
  refusals = 0;
  private readonly second: number;
  private readonly calls = new Map<string, number[]>();
  private readonly closedUntil = new Map<string, number>();

  constructor(second: number) {
    this.second = second;
  }

  /** s to wait, whole ones as Slack says them; undefined where the call may go through. */
  refuse(method: string, channel: unknown): number | undefined {
    const isMessage = method === 'chat.postMessage';
    const most = isMessage ? burst : tiers[method];
    if (most === undefined) return undefined;
    const key = isMessage ? `${method} ${channel}` : method;
    const now = Date.now();
    const closed = this.closedUntil.get(key) ?? 0;
    if (now < closed) {
      this.impatient += 1;
      return Math.ceil((closed - now) / 1_000);
    }
    const window = (isMessage ? burst : 60) * this.second;
    const recent = (this.calls.get(key) ?? []).filter((at) => now - at < window);
    this.calls.set(key, recent);
    if (recent.length < most) {
      recent.push(now);
      return undefined;
    }
    this.refusals += 1;
    const wait = Math.max(1, Math.ceil(((recent[0] ?? now) + window - now) / 1_000));
    this.closedUntil.set(key, now + wait * 1_000);
    return wait;
  }
}
