/** The media worker of a phone tree: the engine's own, plus an ear for the caller. */
import { runMediaWorker } from '../media/worker/media-worker';
import { CALLER_SPEECH_TAP, callerSpeechTap } from './caller-speech-tap';

runMediaWorker({ [CALLER_SPEECH_TAP]: callerSpeechTap });
