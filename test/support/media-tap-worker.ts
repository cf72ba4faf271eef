/** A media worker with taps of its own, as other rooms compose them: one that echoes, one that fails, one that kills. */
import { runMediaWorker } from '../../lib/media/worker/media-worker';

runMediaWorker({
  echo: (options, emit) => ({
    frame: () => undefined,
    tell: (value) => emit({ options, value }),
    close: () => emit('closed'),
  }),
  broken: () => ({
    frame: () => {
      throw new Error('this tap is broken');
    },
  }),
  deadly: () => ({ frame: () => process.exit(3) }),
});
