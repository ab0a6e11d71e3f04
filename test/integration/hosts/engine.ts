import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A container engine as a person uses it, by its socket. */
export class Engine {
  private readonly socketPath: string;

  constructor(socketPath: string) {
    this.socketPath = socketPath;
  }

  /**
   * An image with so many bytes that no other has; answers its id. What was called so has no name any more. A name that
   * could begin an id is taken for one.
   */
  async image(name: string, bytes = 100_000): Promise<string> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-image-'));
    try {
      await mkdir(path.join(folder, 'content'));
      await writeFile(path.join(folder, 'content/bytes'), randomBytes(bytes));
      await run('tar', ['-C', path.join(folder, 'content'), '-cf', path.join(folder, 'image.tar'), '.']);
      const body = await readFile(path.join(folder, 'image.tar'));
      const told = await this.ask('POST', `/images/create?fromSrc=-&repo=${name}`, body, 'application/x-tar');
      return (JSON.parse(told.split('\n')[0] ?? '') as { id: string }).id;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async tag(id: string, name: string): Promise<void> {
    await this.ask('POST', `/images/${encodeURIComponent(id)}/tag?repo=${name}`);
  }

  async container(id: string, name: string): Promise<void> {
    await this.ask('POST', `/containers/create?name=${name}`, JSON.stringify({ Image: id, Cmd: ['/bytes'] }));
  }

  async remove(id: string): Promise<void> {
    await this.ask('DELETE', `/images/${encodeURIComponent(id)}`);
  }

  async volume(name: string): Promise<void> {
    await this.ask('POST', '/volumes/create', JSON.stringify({ Name: name }));
  }

  async ids(): Promise<string[]> {
    const images = JSON.parse(await this.ask('GET', '/images/json')) as { Id: string }[];
    return images.map(({ Id }) => Id).sort();
  }

  async volumes(): Promise<string[]> {
    const { Volumes } = JSON.parse(await this.ask('GET', '/volumes')) as { Volumes: { Name: string }[] };
    return Volumes.map(({ Name }) => Name);
  }

  private ask(
    method: string,
    place: string,
    body?: string | Buffer,
    type = 'application/json',
  ): Promise<string> {
    const { socketPath } = this;
    return new Promise((resolve, reject) => {
      const headers =
        body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) };
      const asked = request({ socketPath, path: place, method, headers, agent: false }, async (response) => {
        const answer = await text(response);
        const { statusCode = 0 } = response;
        if (statusCode < 300) resolve(answer);
        else reject(new Error(`${method} ${place}: ${statusCode} ${answer}`));
      });
      asked.once('error', reject).end(body);
    });
  }
}
