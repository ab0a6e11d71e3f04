const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
};

/** A quantity of Kubernetes as a number: CPUs or bytes; NaN if it is none, undefined where there is none. */
export function quantity(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, digits, exponent, unit = ''] = /^([+-]?[\d.]+)(?:[eE]([+-]?\d+))?([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  if (digits === undefined || factor === undefined) return Number.NaN;
  return Number(digits) * 10 ** Number(exponent ?? 0) * factor;
}
