import type { Incident } from './incident.ts';

/** Asks the system's health check; when it cannot be asked the answer is no. */
export async function systemIsWell(incident: Incident): Promise<boolean> {
  incident.inbox.newEpisode = false;
  const finding = await incident.ask('health', incident.health);
  incident.announce({ kind: finding.verdict === 'well' ? 'well' : 'not well', says: finding.says });
  return finding.verdict === 'well';
}

/** Watches for the stability window; it ends on a look that found the system well, or with a relapse. */
export async function staysWell(incident: Incident): Promise<boolean> {
  const { profile, inbox } = incident;
  const { window, every, note } = profile.stability;
  const until = Date.now() + window;
  incident.announce({ kind: 'monitoring', until: new Date(until).toISOString(), note });
  incident.clocks.set('stability', {
    name: 'stability',
    due: new Date(until).toISOString(),
    fires: 'the incident resolves if the system is well',
    reaches: [],
  });
  let asked = true;
  try {
    for (;;) {
      const look = Date.now() < until ? Math.min(Date.now() + every, until) : Date.now() + every;
      await incident.waitFor('Stability window: the next look', () => inbox.newEpisode, look);
      if (inbox.newEpisode) return relapse(incident, 'an alert fired again');
      const finding = await incident.ask('health', incident.health);
      if (inbox.newEpisode) return relapse(incident, 'an alert fired again');
      if (finding.verdict === 'sick') return relapse(incident, finding.says);
      if (finding.verdict === 'well' && Date.now() >= until) return true;
      if (asked && finding.verdict === 'unknown') incident.announce({ kind: 'not well', says: finding.says });
      asked = finding.verdict !== 'unknown';
    }
  } finally {
    incident.clocks.delete('stability');
  }
}

function relapse(incident: Incident, because: string): false {
  incident.announce({ kind: 'relapsed', because });
  return false;
}
