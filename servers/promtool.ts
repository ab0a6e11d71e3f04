import { debianPackage } from './debian-package.ts';
import type { Recipe } from './find.ts';
import { versionOf } from './prometheus.ts';
import { versions } from './versions.ts';

/** Prometheus' own tool, which checks rules and runs their tests; it comes with the server. */
export const promtoolRecipe: Recipe = {
  name: 'promtool',
  title: 'promtool',
  version: versions.prometheus,
  program: 'promtool',
  onPath: { command: 'promtool', version: versionOf },
  ways: [debianPackage('prometheus', 'usr/bin/promtool')],
  remedies: [
    `install Prometheus ${versions.prometheus} or newer (https://prometheus.io/download), whose promtool goes on the PATH`,
  ],
};
