import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

const names = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
];

/** What OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG ask for, which the SDK alone does not read. @throws Error with a sentence */
export function samplerOf({
  OTEL_TRACES_SAMPLER: name = 'parentbased_always_on',
  OTEL_TRACES_SAMPLER_ARG: ratio = '1',
}: Readonly<Record<string, string | undefined>>): Sampler {
  if (!names.includes(name))
    throw new Error(`OTEL_TRACES_SAMPLER is "${name}"; write one of ${names.join(', ')}.`);
  const [kind, parentBased] = [name.replace('parentbased_', ''), name.startsWith('parentbased_')];
  if (kind === 'traceidratio' && !(Number(ratio) >= 0 && Number(ratio) <= 1))
    throw new Error(
      `OTEL_TRACES_SAMPLER_ARG is "${ratio}"; write a part of all traces from 0 to 1, e.g. 0.25.`,
    );
  const root =
    kind === 'always_on'
      ? new AlwaysOnSampler()
      : kind === 'always_off'
        ? new AlwaysOffSampler()
        : new TraceIdRatioBasedSampler(Number(ratio));
  return parentBased ? new ParentBasedSampler({ root }) : root;
}
