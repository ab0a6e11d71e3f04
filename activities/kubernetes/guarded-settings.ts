import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { guardedLookup } from '../../outbound/lookup.ts';

/** Settings of a cluster whose connections look their host up as `reach` does. Behind a proxy the proxy looks it up. */
export class GuardedKubeConfig extends KubeConfig {
  override createDispatcherOptions(
    ...given: Parameters<KubeConfig['createDispatcherOptions']>
  ): ReturnType<KubeConfig['createDispatcherOptions']> {
    const made = super.createDispatcherOptions(...given);
    if (made.type !== 'agent' && made.type !== 'none') return made;
    const connect = made.type === 'agent' ? made.connect : {};
    return { type: 'agent', connect: { ...connect, lookup: guardedLookup } } as typeof made;
  }

  override async applyToHTTPSOptions(options: RequestOptions): Promise<void> {
    await super.applyToHTTPSOptions(options);
    if (!this.getCurrentCluster()?.proxyUrl) options.lookup = guardedLookup;
  }
}
