/** The header in which Temporal's runs, signals and activities carry the trace that they belong to, as W3C writes it. */
export const traceHeader = 'traceparent';
