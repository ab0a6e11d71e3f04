import { tellingVerbs } from './command-verbs.ts';

const looking = [
  ['create [system] "what you see"', 'open an incident: a form asks for the rest'],
  ['list', 'the open incidents, first what is due next'],
  ['show [INC-…]', 'one incident: clocks, findings, what it waits for'],
  ['clocks [INC-…]', 'what fires next, and whom it reaches'],
  ['timeline [INC-…]', 'the latest of what happened'],
] as const;

/** What `/incident` knows. */
export const helpText = [
  ...looking.map(([usage, says]) => `/incident ${usage} – ${says}`),
  ...Object.entries(tellingVerbs).map(([verb, { takes, says }]) => {
    const usage = ['/incident', verb, '[INC-…]', takes].filter((word) => word !== '').join(' ');
    return `${usage} – ${says}`;
  }),
  'INC-… is an incident or the beginning of its name; without it, the only open one. In threads, where Slack takes no commands, use the shortcuts of a message: Acknowledge, Update, New incident.',
].join('\n');
