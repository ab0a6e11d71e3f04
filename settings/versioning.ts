import { text } from './schemas.ts';
import { settings } from './setting.ts';

/** Which version of which deployment a worker is. */
export const versioning = settings({
  MAYDAY_DEPLOYMENT_NAME: {
    readBy: ['worker'],
    kind: 'text',
    schema: text
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/,
        'write letters, digits, - and _ only, at most 100, e.g. mayday',
      )
      .optional(),
    otherwise: 'unversioned',
    what: "the worker's deployment, as Temporal's Worker Versioning knows it; needs `MAYDAY_BUILD_ID`",
    docs: 'upgrading.md',
  },
  MAYDAY_BUILD_ID: {
    readBy: ['worker'],
    kind: 'text',
    schema: text
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
        'write letters, digits, ., - and _ only, at most 100, e.g. 0.2.0',
      )
      .optional(),
    what: 'its version, e.g. `0.2.0` or a commit; an image may be built with it',
    docs: 'upgrading.md',
  },
});
