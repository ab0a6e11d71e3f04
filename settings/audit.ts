import { privateKeyPem, publicKeys } from './schemas.ts';
import { settings } from './setting.ts';

/** Who signs what incidents leave behind. */
export const audit = settings({
  MAYDAY_AUDIT_KEY: {
    readBy: ['worker'],
    kind: 'secret',
    schema: privateKeyPem.optional(),
    otherwise: 'they are unsigned',
    what: 'private key, PKCS#8 PEM, that signs checkpoints and seals; see [audit](#audit)',
  },
  MAYDAY_AUDIT_PUBLIC_KEY: {
    readBy: ['CLI'],
    kind: 'public keys',
    mayHoldSecret: true,
    schema: publicKeys,
    what: 'its public half for `mayday audit`, several with commas between',
  },
});
