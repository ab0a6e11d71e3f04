// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

/** A channel as the stand-in keeps it. */
export interface Conversation {
  id: string;
  name: string;
  is_private: boolean;
  is_archived: boolean;
  /** Whether the bot is in it. */
  is_member: boolean;
  creator: string;
  topic: string;
  members: string[];
}

export const botUser = 'UBOT000001';

/** The channels of a workspace, as Slack documents `conversations.*`. */
export class Conversations {
  readonly all: Conversation[] = [];
  private readonly users: ReadonlySet<string>;

  constructor(users: ReadonlySet<string>) {
    this.users = users;
  }

  add(id: string, name: string, more: Partial<Conversation> = {}): Conversation {
    const conversation = {
      id,
      name,
      is_private: false,
      is_archived: false,
      is_member: true,
      creator: 'UADMIN0001',
      topic: '',
      members: [],
      ...more,
    };
    this.all.push(conversation);
    return conversation;
  }

  named(name: string): Conversation | undefined {
    return this.all.find((one) => one.name === name);
  }

  /** Why the bot cannot write to or read from a channel. */
  fault(id: string): string | undefined {
    const found = this.all.find((one) => one.id === id);
    if (!found || (found.is_private && !found.is_member)) return 'channel_not_found';
    if (!found.is_member) return 'not_in_channel';
    return undefined;
  }

  /** Undefined for methods of others. */
  answer(method: string, given: Json): Json {
    switch (method) {
      case 'conversations.list':
        return this.list(given);
      case 'conversations.create':
        return this.create(given);
      case 'conversations.setTopic':
        return this.changed(given, (found) => {
          if (typeof given.topic !== 'string' || given.topic.length > 250) return 'too_long';
          found.topic = given.topic;
          return undefined;
        });
      case 'conversations.invite':
        return this.changed(given, (found) => this.invite(found, given));
      default:
        return undefined;
    }
  }

  private list({ types = 'public_channel', limit = 100, cursor, exclude_archived: open }: Json): Json {
    const wanted = String(types).split(',');
    const found = this.all
      .filter((one) => wanted.includes(one.is_private ? 'private_channel' : 'public_channel'))
      .filter((one) => (!one.is_private || one.is_member) && !(open && one.is_archived));
    const from = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
    const until = from + Math.min(Number(limit), 1_000);
    const next_cursor = until < found.length ? Buffer.from(String(until)).toString('base64') : '';
    return { ok: true, channels: found.slice(from, until).map(shown), response_metadata: { next_cursor } };
  }

  private create({ name = '', is_private = false }: Json): Json {
    if (name === '') return failed('invalid_name_required');
    if (name.length > 80) return failed('invalid_name_maxlength');
    if (!/^[a-z0-9_-]+$/.test(name)) return failed('invalid_name_specials');
    if (this.named(name)) return failed('name_taken');
    const id = `CNEW${String(this.all.length + 1).padStart(6, '0')}`;
    const made = this.add(id, name, {
      is_private: is_private === true,
      creator: botUser,
      members: [botUser],
    });
    return { ok: true, channel: shown(made) };
  }

  private invite(found: Conversation, { users = '', force = false }: Json): string | undefined {
    const wanted = String(users).split(',');
    if (wanted.length > 100) return 'too_many_users';
    const wrong = wanted.flatMap((user) => {
      if (user === botUser) return ['cant_invite_self'];
      if (!this.users.has(user)) return ['user_not_found'];
      return found.members.includes(user) ? ['already_in_channel'] : [];
    });
    if (wrong[0] && !(force && wrong.length < wanted.length)) return wrong[0];
    for (const user of wanted)
      if (this.users.has(user) && !found.members.includes(user)) found.members.push(user);
    return undefined;
  }

  private changed({ channel }: Json, change: (found: Conversation) => string | undefined): Json {
    const fault = this.fault(channel);
    if (fault) return failed(fault);
    const found = this.all.find(({ id }) => id === channel);
    if (found?.is_archived) return failed('is_archived');
    const error = found && change(found);
    return error ? failed(error) : { ok: true, channel: found && shown(found) };
  }
}

function shown({ topic, members: _, ...known }: Conversation): Json {
  return { ...known, is_channel: true, topic: { value: topic, creator: '', last_set: 0 } };
}

function failed(error: string): Json {
  return { ok: false, error };
}
