// Imported before a process begins: its clock is off by so many ms.
const shift = Number(process.env.SHIFTED_CLOCK_MS ?? 0);
const Real = Date;

globalThis.Date = new Proxy(Real, {
  construct: (real, given, target) =>
    Reflect.construct(real, given.length === 0 ? [Real.now() + shift] : given, target),
  apply: () => new Real(Real.now() + shift).toString(),
  get: (real, name) => (name === 'now' ? () => Real.now() + shift : Reflect.get(real, name)),
});
