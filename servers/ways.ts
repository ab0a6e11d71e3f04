import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { lookUp, type Way } from './find.ts';
import { run } from './process.ts';
import { versions } from './versions.ts';

const minuteMs = 60_000;
const dependencyPlugin = `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}`;

/** The download that Temporal's SDK does by itself, into our cache; closed where its site cannot be reached in time. */
export function sdkDownload(kind: 'dev-server' | 'time-skipping', version: string, program: string): Way {
  const script = fileURLToPath(new URL('./sdk-download.ts', import.meta.url));
  // A process of its own, because the SDK's download has no time-out and cannot be cancelled.
  const download = (args: readonly string[], timeoutMs: number) =>
    run(process.execPath, [script, kind, version, ...args], { timeoutMs, env: { NODE_USE_ENV_PROXY: '1' } });
  return {
    title: "downloaded by Temporal's SDK",
    lasts: 'some seconds',
    async closed(config) {
      try {
        await download([String(config.connectTimeoutMs)], config.connectTimeoutMs + 5_000);
        return undefined;
      } catch (error) {
        const reason = (error as Error).message.split(': ').at(-1);
        return `temporal.download cannot be reached (${reason})`;
      }
    },
    async make(folder, config) {
      await download([String(config.connectTimeoutMs), folder, program], 3 * minuteMs);
    },
  };
}

/** `go install` of one command of a module. */
export function goInstall(command: string, version: string, lasts: string): Way {
  return {
    title: 'built with Go',
    lasts,
    async closed(config) {
      return (await lookUp('go', config.searchPath)) ? undefined : 'no go on the PATH';
    },
    async make(folder) {
      await run('go', ['install', `${command}@v${version}`], {
        timeoutMs: 20 * minuteMs,
        env: { GOBIN: folder },
      });
    },
  };
}

export interface GoProgram {
  /** As in "k8s.io/kubernetes". */
  readonly module: string;
  readonly version: string;
  /** The package of its main function; a file of our own, where that is not published. */
  readonly command: string | URL;
  /** A folder of the module to be kept beside the program, as in "deploy/crds"; under its last name. */
  readonly alongWith?: string;
  readonly program: string;
  readonly lasts: string;
  /** The version of the modules that this one, in its own repository, replaces by folders beside it. */
  readonly besideVersion?: string;
  /** Texts that the linker writes into the program, by variable. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** A command of a module that `go install` refuses, since its go.mod replaces others; built as a dependency instead. */
export function goProgram(options: GoProgram): Way {
  const { module, version, command, alongWith, program, lasts, besideVersion, texts = {} } = options;
  return {
    title: 'built with Go',
    lasts,
    async closed(config) {
      return (await lookUp('go', config.searchPath)) ? undefined : 'no go on the PATH';
    },
    async make(folder) {
      const got = await run('go', ['mod', 'download', '-json', `${module}@v${version}`], {
        timeoutMs: 10 * minuteMs,
        cwd: folder,
      });
      const itsOwn = await readFile(/"GoMod": "(.+)"/.exec(got)?.[1] ?? '', 'utf8');
      const beside = [...itsOwn.matchAll(/^\s*(\S+) => \.\//gm)].map(([, name]) => name);
      const goMod = [
        'module mayday.invalid/servers',
        /^go \S+$/m.exec(itsOwn)?.[0] ?? '',
        `require ${module} v${version}`,
        ...beside.map((name) => `replace ${name} => ${name} v${besideVersion}`),
      ];
      const build = path.join(folder, 'build');
      await mkdir(build);
      await writeFile(path.join(build, 'go.mod'), `${goMod.join('\n')}\n`);
      if (command instanceof URL) await copyFile(command, path.join(build, 'main.go'));
      if (alongWith) {
        const source = path.join(/"Dir": "(.+)"/.exec(got)?.[1] ?? '', alongWith);
        await cp(source, path.join(folder, path.basename(alongWith)), { recursive: true });
      }
      const linker = Object.entries(texts).map(([variable, text]) => `-X ${variable}=${text}`);
      const flags = ['-mod=mod', '-ldflags', ['-s', '-w', ...linker].join(' ')];
      const main = command instanceof URL ? '.' : command;
      await run('go', ['build', ...flags, '-o', path.join(folder, program), main], {
        timeoutMs: 60 * minuteMs,
        cwd: build,
      });
      await rm(build, { recursive: true });
    },
  };
}

export interface MavenProgram {
  /** As in "io.temporal:temporal-test-server". */
  readonly artifact: string;
  readonly version: string;
  /** Others that it needs at run time and does not name, as in "org.slf4j:slf4j-simple:1.7.36". */
  readonly beside?: readonly string[];
  /** Without one, the script's first argument names it. */
  readonly mainClass?: string;
  /** A main class of our own, used instead where there is a javac to compile it; without a `mainClass` there must be one. */
  readonly ownMain?: URL;
  /** A fault in one of the artifact's own classes, mended in its published source; compiled along with our main class. */
  readonly mend?: SourceMend;
  /** The name of the script that starts it. */
  readonly program: string;
  readonly lasts: string;
  readonly javaOptions?: readonly string[];
  /** Arguments with which our own main class starts and ends: what it loads then is kept, and later starts are quicker. */
  readonly rehearsal?: readonly string[];
}

export interface SourceMend {
  /** As in "io/temporal/Some.java". */
  readonly source: string;
  /** A text that is in it once. */
  readonly instead: string;
  readonly write: string;
}

/** A Maven artifact with all that it needs in lib/, and a script that becomes its Java process. */
export function mavenProgram(options: MavenProgram): Way {
  const {
    artifact,
    version,
    beside = [],
    ownMain,
    mend,
    program,
    lasts,
    javaOptions = [],
    rehearsal,
  } = options;
  const dependencies = [`${artifact}:${version}`, ...beside].map((coordinates) => {
    const [group, name, which] = coordinates.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${which}</version></dependency>`;
  });
  return {
    title: 'fetched with Maven',
    lasts,
    async closed(config) {
      const toCompile = ownMain && options.mainClass === undefined ? ['javac'] : [];
      for (const needed of ['mvn', 'java', ...toCompile]) {
        if (!(await lookUp(needed, config.searchPath))) return `no ${needed} on the PATH`;
      }
      return undefined;
    },
    async make(folder, config) {
      const pom = path.join(folder, 'pom.xml');
      await writeFile(
        pom,
        `<project><modelVersion>4.0.0</modelVersion>
<groupId>mayday</groupId><artifactId>servers</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>${dependencies.join('')}</dependencies>
</project>`,
      );
      const goal = [
        `${dependencyPlugin}:copy-dependencies`,
        '-DincludeScope=runtime',
        `-DoutputDirectory=${folder}/lib`,
      ];
      await run('mvn', ['-B', '-q', '-f', pom, ...goal], { timeoutMs: 10 * minuteMs });
      await rm(pom);
      let { mainClass = '' } = options;
      const javac = await lookUp('javac', config.searchPath);
      const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...javaOptions];
      if (ownMain && javac) {
        const jar = path.join(path.dirname(javac), 'jar');
        const sources = path.join(folder, 'sources');
        const mended = mend && [await mendedSource(`${artifact}:${version}`, mend, sources, jar)];
        mainClass = await compile(ownMain, folder, javac, jar, mended);
        await rm(sources, { recursive: true, force: true });
        if (rehearsal) {
          // The JVM compares the class path as written, and our folder is moved once it is whole.
          const keep = `-XX:ArchiveClassesAtExit=${classArchive}`;
          await run('java', [...flags, keep, '-cp', classPath('lib'), mainClass, ...rehearsal], {
            timeoutMs: minuteMs,
            cwd: folder,
          });
          flags.push(`-XX:SharedArchiveFile=${classArchive}`, '-Xshare:auto');
        }
      }
      const to = rehearsal ? ['cd "$(dirname "$0")" || exit', 'lib=lib'] : ['lib=$(dirname "$0")/lib'];
      const script = [
        '#!/bin/sh',
        ...to,
        `exec java ${flags.join(' ')} -cp "${classPath('$lib')}" ${mainClass} "$@"`,
        '',
      ];
      await writeFile(path.join(folder, program), script.join('\n'), { mode: 0o755 });
    },
  };
}

/** Where a program that Maven fetched runs our own main class. */
export function runsOwnMain(program: string): boolean {
  return existsSync(path.join(path.dirname(program), 'lib', ownJar));
}

const classArchive = 'lib/classes.jsa';
const ownJar = 'own-main.jar';

/** What we compiled comes first: it stands for classes of the same name. */
function classPath(lib: string): string {
  return `${lib}/${ownJar}:${lib}/*`;
}

/** Compiles sources against lib/ into a jar there, since the JVM archives no classes of folders; the first one's main class. */
async function compile(
  source: URL,
  folder: string,
  javac: string,
  jar: string,
  beside: readonly string[] = [],
): Promise<string> {
  const file = fileURLToPath(source);
  const classes = path.join(folder, 'classes');
  await run(javac, ['-nowarn', '-cp', `${folder}/lib/*`, '-d', classes, file, ...beside], {
    timeoutMs: minuteMs,
  });
  await run(jar, ['--create', '--file', `${folder}/lib/${ownJar}`, '-C', classes, '.'], {
    timeoutMs: minuteMs,
  });
  await rm(classes, { recursive: true });
  return path.basename(file, '.java');
}

/** Fetches an artifact's sources and writes one of them anew; its place. */
async function mendedSource(
  artifact: string,
  { source, instead, write }: SourceMend,
  sources: string,
  jar: string,
): Promise<string> {
  const [, name, version] = artifact.split(':');
  const goal = [`${dependencyPlugin}:copy`, `-Dartifact=${artifact}:jar:sources`];
  await run('mvn', ['-B', '-q', ...goal, `-DoutputDirectory=${sources}`], {
    timeoutMs: 10 * minuteMs,
    cwd: path.dirname(sources),
  });
  await run(jar, ['--extract', '--file', `${name}-${version}-sources.jar`, source], {
    timeoutMs: minuteMs,
    cwd: sources,
  });
  const file = path.join(sources, source);
  const [before, after, ...more] = (await readFile(file, 'utf8')).split(instead);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${source} of ${artifact} is not as its mend expects`);
  await writeFile(file, `${before}${write}${after}`);
  return file;
}
