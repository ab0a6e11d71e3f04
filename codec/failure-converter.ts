import { DefaultFailureConverter } from '@temporalio/common';

/** Puts message and stack of a failure where the codec encrypts them; for clients and activities. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
