import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Catalogue } from '../systems/catalogue.ts';
import type { ChannelProfile } from '../workflows/contract/channels.ts';
import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Notice } from '../workflows/contract/notices.ts';
import type { Machine } from './hosts/machine.ts';
import type { Freezes } from './keepers/freezes.ts';
import type { Leases } from './keepers/leases.ts';
import type { OwnWorkload } from './kubernetes/own-workloads.ts';
import type { SmtpSettings } from './mail/smtp.ts';
import type { OwnPart } from './postgres/own-parts.ts';

/** Turns a text's `${NAME}`s into settings and secrets; throws `InvalidInput` that names what is not set. */
export type Resolve = (reference: string) => string;

/** Vouches for how far an incident's chain of entries had come. */
export interface Signer {
  /** Ed25519, base64 of SPKI DER. */
  publicKey: string;
  /** The signature of a text, base64. */
  sign(text: string): string;
}

/** A place where notices are said, in their order. Saying the same (key id, entry id) again changes nothing. */
export interface Channel {
  say(...notices: readonly Notice[]): Promise<void>;
  /** Where people can follow the incident of a notice that was said: the address of its ticket. */
  where?(notice: Notice): string | undefined;
  /** Whether it could be used now, with nothing said there: what it answers, in words. Throws where it could not. */
  tryOut?(): Promise<string>;
}

/** The channel of a profile; or what nobody has set up for it, as half a sentence that says what to do. */
export type OpenChannel = (profile: ChannelProfile) => Channel | string;

/** Where closed incidents are kept, for longer than a namespace keeps its runs. */
export interface Archive {
  /** The record as `keep` would keep it, which is without what is secret. */
  asKept(record: IncidentRecord): IncidentRecord;
  /** Replaces what was kept under the same key id. Answers where the post-mortem can be read. */
  keep(record: IncidentRecord, history: string, postMortem: string): Promise<string>;
  /** Replaces the history kept under a key id by that of the closed run, and remembers which run that was. */
  close(keyId: string, runId: string, history: string): Promise<void>;
  /** Puts a file beside the post-mortem of a key id, in the place of one of that name; answers where it is. */
  put(keyId: string, name: string, content: string): Promise<string>;
  /** What is kept under a key id; `closedRun` once its history is that of a closed run. */
  find(keyId: string): Promise<{ record: IncidentRecord; closedRun?: string } | undefined>;
  /** Newest first. */
  list(): Promise<IncidentRecord[]>;
}

/** Somebody is on call, from one instant until another, both RFC 3339 in UTC. */
export interface Turn {
  schedule: string;
  from: string;
  until: string;
  name: string;
  email?: string;
}

/** Who is on call by these schedules, or why that cannot be had, in a few words. Answers within seconds, never throws. */
export type OnCalls = (question: {
  schedules: readonly string[];
  from: string;
  until: string;
}) => Promise<{ turns: Turn[] } | { because: string }>;

/** The worker's own cluster: by a kubeconfig's path, or by the account of the pod in which it runs. */
export type OwnCluster =
  | { kubeconfig: string }
  /** The API server's URL, and the folder that holds `token` and `ca.crt`. */
  | { server: string; account: string };

/** What the coordination activities are made of. */
export interface CoordinationDependencies {
  catalogue: Catalogue;
  resolve: Resolve;
  /** Of the gateways, base64 of SPKI DER; without one, decisions from Slack are unverified. */
  gatewayKeys?: readonly string[];
  /** Without it records are sealed unsigned. */
  signer?: Signer;
  client: Client;
  leases: Leases;
  freezes: Freezes;
  channel: OpenChannel;
  /** PagerDuty; without it the catalogue says who is on call. */
  onCalls?: OnCalls;
  archive: Archive;
  /** Whether the namespace has Mayday's search attributes. */
  searchAttributes: boolean;
  log: Logger;
}

/** What the checks and effects of a pool are made of. */
export interface PoolDependencies {
  catalogue: Catalogue;
  resolve: Resolve;
  /** Of the gateways, base64 of SPKI DER; without one, decisions from Slack are unverified. */
  gatewayKeys?: readonly string[];
  /** Absent = the worker reaches none unless the catalogue says how. */
  kubernetes?: OwnCluster;
  /** The machine it runs on; absent = that which it sees, with nothing of Mayday's own on it. */
  machine?: Machine;
  /** Absent = users get no mail. */
  mail?: SmtpSettings;
  /** Folder of the files that may be applied to a cluster; absent = none may. */
  manifests?: string;
  /** Without it records are sealed unsigned. */
  signer?: Signer;
  leases: Leases;
  freezes: Freezes;
  /** Databases that Mayday itself hangs on. */
  ownParts?: readonly OwnPart[];
  /** What Mayday itself runs in. */
  ownWorkloads?: readonly OwnWorkload[];
  log: Logger;
}
