import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplerOf } from '../../../telemetry/sampler.ts';

test('samplers by the names that OpenTelemetry gives them', () => {
  assert.match(`${samplerOf({})}`, /^ParentBased\{root=AlwaysOnSampler/);
  assert.equal(`${samplerOf({ OTEL_TRACES_SAMPLER: 'always_off' })}`, 'AlwaysOffSampler');
  const quarter = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
  assert.match(`${samplerOf(quarter)}`, /^ParentBased\{root=TraceIdRatioBased\{0\.25\}/);
});

test('an unknown one, and no part of all, stop the start with a sentence', () => {
  assert.throws(
    () => samplerOf({ OTEL_TRACES_SAMPLER: 'sometimes' }),
    /is "sometimes"; write one of always_on, /,
  );
  const ratio = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '7' };
  assert.throws(
    () => samplerOf(ratio),
    /OTEL_TRACES_SAMPLER_ARG is "7"; write a part of all traces from 0 to 1/,
  );
});
