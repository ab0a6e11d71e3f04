import type { Finding } from './findings.ts';
import type { Reference } from './profile.ts';

/** Something outside that the system needs: asked by its URL, by what its status page says, or by its name in DNS. */
export type Dependency = {
  /** What people call it. */
  title: string;
  /** ms; an answer that takes longer is slow. */
  slowAfter: number;
} & (
  | {
      url: Reference;
      /** The status that a well one answers, where that is no 2xx. */
      expects?: number;
    }
  | {
      /** Of a page that Atlassian Statuspage serves, the page itself. */
      statusPage: string;
      /** The parts of the page that matter; absent = all. */
      components?: string[];
    }
  | { name: string }
);

/** Questions to what a system needs outside. */
export interface DependencyChecks {
  /** Asks all of them at once; sick when one is down, degraded, slow or not resolvable, unknown only when none could be asked. */
  externalDependencies(question: { dependencies: Dependency[] }): Promise<Finding>;
}
