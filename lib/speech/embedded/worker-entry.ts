/** The thread of the embedded recogniser: below every other in priority, because audio must never wait for words. */
import { parentPort, workerData } from 'node:worker_threads';
import { yieldToOtherThreads } from '../../media/worker/thread-priority';
import { Lanes } from './lanes';
import type { FromRecogniser, RecogniserWorkerSettings, ToRecogniser } from './messages';
import { loadModel, Recogniser } from './recogniser';

yieldToOtherThreads();
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
const settings = workerData as RecogniserWorkerSettings;
const started = performance.now();
const tell = (message: FromRecogniser): void => port.postMessage(message);
const model = loadModel(settings.modelFolder);
const lanes = new Lanes(settings.lanes, () => new Recogniser(model), tell);
tell({ kind: 'ready', loadSeconds: (performance.now() - started) / 1000 });
port.on('message', (message: ToRecogniser) => lanes.handle(message));
