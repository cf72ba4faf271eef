/** The gateway's media worker: the media engine's body with hearing composed in, so that audio never leaves its thread. */
import { createHearingTap } from '../hearing';
import { runMediaWorker } from '../media/worker/media-worker';

runMediaWorker({ hearing: createHearingTap });
