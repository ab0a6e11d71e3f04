/** Where the bare worker gets its tasks. */
export const bareQueue = 'bare';
