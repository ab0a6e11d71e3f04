import type { Finding } from '../../workflows/contract/findings.ts';
import type { RequestsImprovement } from '../../workflows/contract/mitigations.ts';
import type { ErrorRatioQuestion, LatencyQuestion } from '../../workflows/contract/prometheus.ts';

/** Requests to the scripted world's services, by what their label calls them. */
export class WorldRequests {
  /** Percent that is answered with 5xx. */
  readonly errorPercent = new Map<string, number>();
  /** ms within which 95 % are answered. */
  readonly p95Ms = new Map<string, number>();

  errorRatio({ above }: ErrorRatioQuestion): Finding {
    const rows = [...this.errorPercent].map(([service, errorPercent]) => ({ service, errorPercent }));
    const worst = Math.max(0, ...this.errorPercent.values());
    const verdict = worst > above ? 'sick' : 'well';
    return {
      check: 'error ratio',
      verdict,
      says: `The worst answers ${worst} % with 5xx.`,
      evidence: rows.map((row) => ({ ...row, bad: row.errorPercent > above ? 'errors' : null })),
    };
  }

  /** One reading of what a mitigation was to improve. */
  measure({ metric, below }: RequestsImprovement): { value: number; good: boolean; says: string } {
    const of = metric === 'errorRate' ? this.errorPercent : this.p95Ms;
    const value = Math.max(0, ...of.values());
    return { value, good: value < below, says: `${metric} is ${value}; below ${below} is good.` };
  }

  latency({ above }: LatencyQuestion): Finding {
    const rows = [...this.p95Ms].map(([service, p95Ms]) => ({ service, p95Ms }));
    const worst = Math.max(0, ...this.p95Ms.values());
    return {
      check: 'latency',
      verdict: worst > above ? 'sick' : 'well',
      says: `The slowest answers 95 % within ${worst} ms.`,
      evidence: rows.map((row) => ({ ...row, bad: row.p95Ms > above ? 'slow' : null })),
    };
  }
}
