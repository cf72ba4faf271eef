/** The media worker of an engine that needs no taps but the built-in one. */
import { runMediaWorker } from './media-worker';

runMediaWorker({});
