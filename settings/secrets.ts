const mask = '***';
const secretName =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|PGPASS|PGPASSWORD|TOKEN|SECRET|CREDENTIALS?|(API|PRIVATE|ACCESS|CLIENT|SIGNING|ROUTING)_?KEY|APIKEY|WEBHOOK|AUTHORIZATION)(_|$)/i;
const settingName =
  /(^|_)(HOST|PORT|USER|USERNAME|DATABASE|NAME|NAMESPACE|ADDRESS|REGION|PUBLIC_?KEY|PATH|DIR|FILE)$/i;
const webhookName = /WEB_?HOOK/i;
const parameterName = /pass|token|secret|key|sig|auth/i;

/** The secret values this process knows, and texts without them. */
export interface Secrets {
  /**
   * Remembers what is secret in the value of a setting: a URL's password, else the value itself.
   * Host names, ports and the like are told by the setting's name and stay readable.
   */
  learn(name: string, value: string): void;
  /** The text with `***` for every secret, also where it was JSON-, URL- or base64-encoded. */
  mask(text: string): string;
  /** A copy of plain data with every string masked; the same object where nothing was secret. */
  maskAll<T>(value: T): T;
}

/** Starts with what an environment holds under names like `…_PASSWORD` or `…_TOKEN`, and the passwords of its URLs. */
export function knowSecrets(env: Record<string, string>): Secrets {
  const spellings = new Set<string>();
  let longestFirst: string[] = [];

  function remember(secret: string): void {
    if (isPlainWord(secret)) return;
    for (const spelling of spellingsOf(secret)) spellings.add(spelling);
    longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  }

  const secrets: Secrets = {
    learn(name, value) {
      const url = URL.canParse(value) && value.includes('://') ? new URL(value) : undefined;
      if (url) credentialsOf(url).forEach(remember);
      const password = /\bpassword=('(?<quoted>[^']*)'|(?<bare>\S+))/i.exec(value)?.groups;
      if (password) remember(password.quoted ?? password.bare ?? '');
      else if (url ? webhookName.test(name) : secretName.test(name) || !settingName.test(name))
        remember(value);
    },
    mask(text) {
      let masked = text;
      for (const spelling of longestFirst) masked = masked.replaceAll(spelling, mask);
      return masked
        .replace(/(:\/\/[^\s/@:"'<>]*:)[^\s/@"'<>]+@/g, `$1${mask}@`)
        .replace(/\b(password=)('[^']*'|[^\s&"'\\]+)/gi, `$1${mask}`);
    },
    maskAll(value) {
      return maskedCopy(value, secrets.mask);
    },
  };
  for (const [name, value] of Object.entries(env)) {
    if (secretName.test(name) ? !/_(FILE|PATH)$/i.test(name) : value.includes('://')) {
      secrets.learn(name, value);
    }
  }
  return secrets;
}

// A password like `postgres` is a word of every second sentence here: masking it would spoil those and give it away.
// Where it stands as a password (`://user:postgres@`, `password=postgres`) it is masked all the same.
function isPlainWord(secret: string): boolean {
  return secret.length < 8 || (secret.length < 16 && /^[a-z]+$/i.test(secret));
}

function spellingsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    encodeURI(secret),
    Buffer.from(secret).toString('base64'),
  ];
}

function credentialsOf(url: URL): string[] {
  const user = decoded(url.username);
  const password = decoded(url.password);
  const found = password
    ? [password, url.password, Buffer.from(`${user}:${password}`).toString('base64')]
    : [user, url.username];
  for (const one of url.search.slice(1).split('&')) {
    const [[name, value] = ['', '']] = new URLSearchParams(one);
    // Also as it stands there: who says the URL back need not spell it as we would.
    if (parameterName.test(name)) found.push(value, one.slice(one.indexOf('=') + 1));
  }
  return found;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function maskedCopy<T>(value: T, maskText: (text: string) => string): T {
  if (typeof value === 'string') return maskText(value) as T;
  if (Array.isArray(value)) {
    const copy = value.map((item) => maskedCopy(item, maskText));
    return copy.some((item, i) => item !== value[i]) ? (copy as T) : value;
  }
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    return value;
  }
  const members = Object.entries(value);
  const copy = members.map(([name, member]) => [name, maskedCopy(member, maskText)] as const);
  return copy.some(([, member], i) => member !== members[i]?.[1]) ? (Object.fromEntries(copy) as T) : value;
}
