/**
 * A failed test may leave a socket or a worker behind, and mocha waits for all of them: a run in CI would never end.
 * Whoever still keeps the process alive some seconds after the last test is named, and the run ends as a failure.
 */
const GRACE_MS = 10_000;

export const mochaHooks = {
  afterAll(): void {
    const timer = setTimeout(() => {
      const left = process.getActiveResourcesInfo().filter((kind) => kind !== 'Timeout' && kind !== 'TTYWrap');
      process.stderr.write(`\nThe tests are over, but something keeps the process alive: ${left.join(', ')}\n`);
      // Mocha sets the code in its own listener, to the number of failed tests.
      process.once('exit', (code) => (process.exitCode = code === 0 ? 1 : code));
      process.exit();
    }, GRACE_MS);
    // Does not keep the process alive itself.
    timer.unref();
  },
};
