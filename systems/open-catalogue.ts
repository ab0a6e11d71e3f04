import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../workflows/contract/failures.ts';
import { type Severity, type SystemProfile, severities } from '../workflows/contract/profile.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import type { Approver, Catalogue, NamedHook, Policy, Route } from './catalogue.ts';
import { type Kept, keepFiles, versionText, type Whole } from './kept-file.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { offeredRunbooks } from './offered-runbooks.ts';
import { policyOf } from './policy.ts';
import { profileOf } from './profile.ts';

/** The catalogue of a folder of `<id>.yaml` files; files are read again only when they changed, and one that an edit broke counts as it was. */
export function openCatalogue(folder: string): Catalogue {
  const { load, forgetOthers } = keepFiles((file) => join(folder, file));

  function list(): { files: string[]; misnamed: string[]; unreadable: string[] } {
    try {
      const names = readdirSync(folder).sort();
      const files = names.filter((name) => name.endsWith('.yaml'));
      forgetOthers(files);
      return {
        files,
        misnamed: names.filter((name) => name.endsWith('.yml')),
        unreadable: [],
      };
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? error;
      return {
        files: [],
        misnamed: [],
        unreadable: [`${folder}: the folder of systems cannot be read (${why})`],
      };
    }
  }

  function systems(): string[] {
    return list().files.map(systemOf);
  }

  function read(system: string): Whole {
    const known = systems();
    if (!known.includes(system)) {
      const others = known.length > 0 ? `Systems: ${known.join(', ')}.` : `There are no files in ${folder}.`;
      const meant = didYouMean(system, known) || '.';
      throw failure(
        final.unknownSystem,
        `There is no system ${JSON.stringify(system.slice(0, 100))}${meant} ${others}`,
      );
    }
    const loaded = load(`${system}.yaml`);
    if ('system' in loaded) return loaded;
    throw failure(
      final.invalidInput,
      `The file of system ${system} has to be mended first. ${loaded.problems.join('\n')}`,
    );
  }

  /** Of all readable systems; of several catch-alls only the first counts. */
  function routes(): { routes: Route[]; superfluous: { file: string; first: string }[] } {
    const specific: Route[] = [];
    let catchAll: Route | undefined;
    const superfluous: { file: string; first: string }[] = [];
    for (const file of list().files) {
      const loaded = load(file);
      if (!('system' in loaded)) continue;
      const { system } = loaded.system;
      for (const [index, written] of loaded.system.routes.entries()) {
        const {
          match = {},
          catchAll: isCatchAll = false,
          runbook,
          matchers,
          severity,
          groupBy,
          heartbeat,
        } = written;
        const route: Route = {
          system,
          number: index + 1,
          runbook: runbook as RunbookName,
          match,
          ...(matchers === undefined ? {} : { matchers }),
          ...(severity === undefined ? {} : { severity }),
          ...(groupBy === undefined ? {} : { groupBy }),
          ...(heartbeat === undefined ? {} : { heartbeat: heartbeat.every }),
          catchAll: isCatchAll,
        };
        if (!isCatchAll) specific.push(route);
        else if (catchAll === undefined) catchAll = route;
        else superfluous.push({ file, first: `${catchAll.system}.yaml` });
      }
    }
    return { routes: catchAll === undefined ? specific : [...specific, catchAll], superfluous };
  }

  /** Of all readable systems; of several of one name only the first counts. */
  function hooks(): { hooks: NamedHook[]; superfluous: { file: string; name: string; first: string }[] } {
    const named = new Map<string, NamedHook>();
    const superfluous: { file: string; name: string; first: string }[] = [];
    for (const file of list().files) {
      const loaded = load(file);
      if (!('system' in loaded)) continue;
      const { system } = loaded.system;
      for (const [name, entry] of Object.entries(loaded.system.hooks)) {
        const first = named.get(name);
        if (first) superfluous.push({ file, name, first: `${first.system}.yaml` });
        else named.set(name, { name, system, entry });
      }
    }
    return { hooks: [...named.values()], superfluous };
  }

  return {
    systems,
    file: (system) => read(system).system,
    profile(system, runbook, openedAt = new Date()): SystemProfile {
      const { system: file, hash, broken } = read(system);
      const offered = offeredRunbooks(file);
      if (!offered.includes(runbook)) {
        throw failure(
          final.unknownRunbook,
          `System ${system} has no runbook ${JSON.stringify(runbook)}: start ${oneOf(offered)} instead.`,
        );
      }
      const profile = profileOf(file, hash, runbook, openedAt);
      if (!broken) return profile;
      const says = `catalogue: ${system}.yaml is broken at the moment, so its version of ${versionText(broken.version)} counts`;
      return { ...profile, assumed: [...profile.assumed, says] };
    },
    severity(system, text): Severity {
      const { severities: terms } = profileOf(read(system).system, '', 'generalIncident', new Date());
      const wanted = text.trim().toLowerCase();
      const found = severities.find(
        (code) => code.toLowerCase() === wanted || terms[code].label.toLowerCase() === wanted,
      );
      if (found !== undefined) return found;
      const choices = severities.map((code) => {
        const { label, examples } = terms[code];
        const known = label === code ? code : `${code} or "${label}"`;
        return examples.length > 0 ? `${known} (${examples.join('; ')})` : known;
      });
      // Of "P5" nobody knows what was meant.
      const labels = severities.map((code) => terms[code].label).filter((label) => label.length > 2);
      const meant = didYouMean(wanted, labels) || '.';
      throw failure(
        final.invalidInput,
        `${JSON.stringify(text.slice(0, 100))} is no severity of ${system}${meant} Write ${oneOf(choices)}.`,
      );
    },
    people(system): Map<string, Approver> {
      const { people, roles } = read(system).system;
      const withRole = Object.entries(people).map(
        ([name, { publicKey, slack, email, placeholder }]): [string, Approver] => [
          name,
          {
            name,
            roles: Object.keys(roles).filter((role) => roles[role]?.includes(name)),
            publicKeys: publicKey ?? [],
            ...(slack === undefined ? {} : { slack }),
            ...(email === undefined || placeholder !== undefined ? {} : { email }),
          },
        ],
      );
      return new Map(withRole.filter(([, { roles: held }]) => held.length > 0));
    },
    policy(system): Policy {
      return policyOf(read(system).system);
    },
    routes: () => routes().routes,
    hooks: () => hooks().hooks,
    problems(): string[] {
      const { files, misnamed, unreadable } = list();
      return [
        ...unreadable,
        ...files.flatMap((file) => told(file, load(file))),
        ...misnamed.map((file) => `${file}: found the ending .yml, expected .yaml`),
        ...routes().superfluous.map(
          ({ file, first }) =>
            `${file}: routes: found a second catch-all, expected only that of ${first}; it is left out`,
        ),
        ...hooks().superfluous.map(
          ({ file, name, first }) =>
            `${file}: hooks.${name}: found a name that ${first} has, too, expected another; it is left out`,
        ),
      ];
    },
  };
}

function told(file: string, kept: Kept): string[] {
  if (!('system' in kept)) return [kept.problems.join('\n')];
  if (!kept.broken) return [];
  const { version, problems } = kept.broken;
  return [
    `${file} cannot be read as it is now: the version of ${versionText(version)} is still used\n${problems.join('\n')}`,
  ];
}

function systemOf(file: string): string {
  return file.slice(0, -'.yaml'.length);
}

function failure(type: string, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}
