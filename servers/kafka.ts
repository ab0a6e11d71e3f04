import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findOnce, type Recipe, type Say } from './find.ts';
import { removeWithUs } from './guard.ts';
import { freePort, type Running, run, startProcess, until, withFreePorts } from './process.ts';
import { versions } from './versions.ts';
import { mavenProgram } from './ways.ts';

export const kafkaRecipe: Recipe = {
  name: 'kafka',
  title: 'Kafka',
  version: versions.kafka,
  program: 'kafka-run-class.sh',
  onPath: { command: ['kafka-run-class.sh', 'kafka-run-class'], version: versionOf },
  ways: [
    mavenProgram({
      artifact: 'org.apache.kafka:kafka_2.13',
      version: versions.kafka,
      program: 'kafka-run-class.sh',
      javaOptions: ['-Xmx256m'],
      lasts: 'some seconds, once',
    }),
  ],
  remedies: [
    'install Java 17 or newer and Maven (https://maven.apache.org/install.html), which fetch it',
    `put the bin folder of a Kafka 3.9 or newer (https://kafka.apache.org/downloads) on the PATH`,
  ],
};

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['kafka.Kafka', '--version'], { timeoutMs: 20_000 });
  const version = /^(\d+\.\d+\.\d+)/m.exec(text)?.[1];
  if (version === undefined) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 3 || (major === 3 && minor < 9)) throw new Error(`it is ${version}, needed is 3.9 or newer`);
  return version;
}
