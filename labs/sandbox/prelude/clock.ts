/**
 * Simulated time and seeded chance. The wall clock is what the machine believes and can be set back while a
 * request is under way; the monotonic clock only goes forward.
 */
export const clockPrelude = `
const clock = {
  /** Wall clock, milliseconds since the epoch. */
  now: () => host.wall(),
  /** Seconds since some moment; never goes back. */
  monotonic: () => host.monotonic(),
};
const performance = { now: () => host.monotonic() * 1000 };
const NativeDate = Date;
class SimulatedDate extends NativeDate {
  constructor(...given) { given.length === 0 ? super(host.wall()) : super(...given); }
  static now() { return host.wall(); }
}
Math.random = () => host.random();
`;
