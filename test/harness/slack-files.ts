import { randomUUID } from 'node:crypto';

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside
type Json = any;

/** A file as the stand-in keeps it. */
export interface SlackFile {
  id: string;
  name: string;
  length: number;
  content?: string;
  title?: string;
  shared: boolean;
}

/** Uploads, as Slack documents `files.getUploadURLExternal` and `files.completeUploadExternal`. */
export class Files {
  readonly all: SlackFile[] = [];
  private readonly places = new Map<string, SlackFile>();

  /** Answers the path to which the content goes. */
  begin({ filename, length }: Json): Json {
    if (!filename || !(Number(length) > 0)) return { ok: false, error: 'invalid_arguments' };
    const file = {
      id: `F${String(this.all.length + 1).padStart(9, '0')}`,
      name: filename,
      length: Number(length),
      shared: false,
    };
    this.all.push(file);
    const place = `/upload/${randomUUID()}`;
    this.places.set(place, file);
    return { ok: true, file_id: file.id, upload_url: place };
  }

  /** The status of a POST to an upload's path. */
  receive(place: string, content: string): number {
    const file = this.places.get(place);
    if (!file || file.length !== Buffer.byteLength(content)) return 400;
    file.content = content;
    return 200;
  }

  /** The files that are complete now, or why they are not. */
  complete({ files }: Json): SlackFile[] | string {
    if (!Array.isArray(files) || files.length === 0) return 'invalid_arguments';
    const found = files.map(({ id }: Json) => this.all.find((file) => file.id === id));
    if (found.some((file) => file?.content === undefined || file.shared)) return 'file_not_found';
    return found.flatMap((file, i) => {
      if (!file) return [];
      Object.assign(file, { shared: true, title: files[i].title });
      return [file];
    });
  }
}
