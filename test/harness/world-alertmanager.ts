import type { Silenced, SilenceQuestion } from '../../workflows/contract/alertmanager.ts';

/** An Alertmanager in which as many alerts fire as a story says. */
export class WorldAlertmanager {
  /** Fingerprint → start of the episode. */
  readonly fires = new Map<string, string>();
  readonly silenced = new Set<string>();
  /** RFC 3339; when its silences end by themselves. */
  until = '';
  looks = 0;
  away = false;

  async keepSilent({ alerts, until }: SilenceQuestion): Promise<Silenced> {
    this.answers();
    this.looks += 1;
    const firing = alerts.filter(({ fingerprint }) => this.fires.has(fingerprint));
    for (const { fingerprint } of firing) this.silenced.add(fingerprint);
    if (firing.length > 0) this.until = until;
    return {
      silenced: firing.map(({ fingerprint }) => fingerprint),
      fires: firing.map(({ fingerprint }) => ({
        fingerprint,
        startsAt: this.fires.get(fingerprint) ?? '',
      })),
    };
  }

  async endSilence(): Promise<number> {
    this.answers();
    const { size } = this.silenced;
    this.silenced.clear();
    return size;
  }

  private answers(): void {
    if (this.away) throw new Error('connection refused');
  }
}
