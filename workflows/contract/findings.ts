/** What a check said of a system. `unknown` = it could not be asked; `says` has the reason. */
export interface Finding {
  check: string;
  verdict: 'well' | 'sick' | 'unknown';
  /** One sentence for a person, without secrets. */
  says: string;
  /** Rows behind the sentence, at most 20. */
  evidence?: Record<string, string | number | null>[];
}
