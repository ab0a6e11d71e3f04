/** What a system's file says of its post-mortems. */
export interface Template {
  /** Titles and what belongs below each; empty = Mayday's own form. */
  sections: { title: string; items: string[] }[];
  /** What its document has people do afterwards. */
  followUps: { list: string; title: string; due: string; assumed: boolean }[];
}
