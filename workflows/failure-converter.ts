import { DefaultFailureConverter } from '@temporalio/common';

// Set by a worker that encrypts, before it loads the bundle (worker/telling-bundle.ts): workflow code has no
// environment, and encoded without need a failure could not be read in the Temporal UI.
const { maydayEncrypts = false } = globalThis as { maydayEncrypts?: boolean };

/** Puts message and stack of a failure where the codec encrypts them. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: maydayEncrypts });
