import type { Action } from '../../activities/mitigations/action.ts';
import type { HostMitigation } from '../../workflows/contract/disks.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { PlanTarget } from '../../workflows/contract/plans.ts';

/** The disk of the scripted world's host: old files and dangling images fill it, each by so many percent. */
export class WorldDisk {
  /** Percent that neither of them takes. */
  rest = 40;
  /** Old files, by name → percent that each takes. */
  readonly files = new Map<string, number>();
  readonly images = new Map<string, number>();
  /** Percent of the claim `data-0`; undefined = no volume is known. */
  volume: number | undefined;
  /** All that was deleted, in order. */
  readonly deleted: string[] = [];

  get percent(): number {
    return this.rest + sum(this.files) + sum(this.images);
  }

  disks(above: number): Finding {
    return this.finding('disks', this.percent > above, `/ has ${this.percent} %.`);
  }

  oldFiles(above: number): Finding {
    const helps = this.files.size > 0 && this.percent > above;
    return this.finding('old files', helps, `${this.files.size} old files.`);
  }

  danglingImages(above: number): Finding {
    const helps = this.images.size > 0 && this.percent > above;
    return this.finding('dangling images', helps, `${this.images.size} images.`);
  }

  volumes(above: number): Finding {
    const { volume = 0 } = this;
    const trouble = volume > above ? `is ${volume} % full` : null;
    return {
      ...this.finding('volume usage', trouble !== null, `data-0 has ${volume} %.`),
      evidence: [{ namespace: 'shop', claim: 'data-0', percent: volume, trouble }],
    };
  }

  private finding(check: string, sick: boolean, says: string): Finding {
    return { check, verdict: sick ? 'sick' : 'well', says };
  }
}

/** Deletes what a plan lists from the scripted disk. */
export function deletingOn(disk: WorldDisk): Action<HostMitigation> {
  const held = ({ action }: HostMitigation) => (action === 'files.deleteOld' ? disk.files : disk.images);
  return {
    observe: async (mitigation) => {
      const things = [...held(mitigation)];
      if (things.length === 0) return null;
      return {
        targets: things.map(([name, percent]) => ({ id: name, title: name, state: { percent } })),
        preview: things.map(([name]) => `rm ${name}`),
        observed: `/ has ${disk.percent} %.`,
        predicted: 'It has less.',
        blastRadius: 'These and no other.',
        undo: null,
      };
    },
    differences: async (mitigation, { targets }) => written(held(mitigation), targets),
    async act({ mitigation, plan, keyOf }) {
      const difference = written(held(mitigation), plan.targets);
      if (difference.length > 0) {
        return { outcome: 'refused', because: 'the disk has changed', difference, effects: [] };
      }
      const effects = plan.targets.map((target) => {
        held(mitigation).delete(target.id);
        disk.deleted.push(target.id);
        return {
          key: keyOf(target),
          target: target.id,
          outcome: 'done',
          says: `${target.id}: deleted`,
        } as const;
      });
      return { outcome: 'applied', effects };
    },
  };
}

function written(things: ReadonlyMap<string, number>, targets: readonly PlanTarget[]): string[] {
  return targets.flatMap(({ id, state }) => {
    const now = things.get(id);
    return now === undefined || now === state.percent ? [] : [`${id} was written since`];
  });
}

function sum(things: ReadonlyMap<string, number>): number {
  return [...things.values()].reduce((all, each) => all + each, 0);
}
