import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SherpaOnnx } from '../../../lib/speech/providers/sherpa-onnx';
import { sherpaModel } from '../../../lib/speech/providers/sherpa-onnx-model';
import { logSession, say } from '../../support/speech-session-log';

/** Speaks the calls of sherpa-onnx-node 1.13, and answers with what it was given. */
const FAKE = `
class Recognizer {
  constructor(config) {
    if (config.modelConfig.tokens.includes('damaged')) throw new Error('Please check your config');
    this.config = config;
  }
  createStream() {
    const stream = { samples: 0, peak: 0, over: false };
    stream.acceptWaveform = ({ sampleRate, samples }) => {
      if (sampleRate !== 16000 || !(samples instanceof Float32Array)) throw new Error('wrong wave');
      stream.samples += samples.length;
      for (const sample of samples) stream.peak = Math.max(stream.peak, Math.abs(sample));
    };
    stream.inputFinished = () => (stream.over = true);
    return stream;
  }
  getResult(stream) {
    const seconds = (stream.samples / 16000).toFixed(1);
    return { text: ' ' + this.kind + ' ' + seconds + (stream.peak > 0.01 && stream.peak <= 1 ? ' loud ' : ' odd ') };
  }
}
exports.OfflineRecognizer = class extends Recognizer {
  kind = 'offline';
  decode(stream) {
    while (this.config.modelConfig.tokens.includes('stuck') && stream.samples > 16000);
    if (stream.samples > 16000 * 5) throw new Error('too much');
    if (stream.samples > 16000 * 4) process.exit(3);
  }
};
exports.OnlineRecognizer = class extends Recognizer {
  kind = 'online';
  isReady(stream) { return stream.over && !stream.done; }
  decode(stream) { stream.done = true; }
};
`;

describe('sherpa-onnx', function () {
  this.timeout(20_000);
  const userDirectory = mkdtempSync(join(tmpdir(), 'sherpa-user-'));
  const provider: SherpaOnnx[] = [];

  function modelFolder(name: string, files: readonly string[]): string {
    const folder = join(userDirectory, name);
    mkdirSync(folder, { recursive: true });
    for (const file of files) writeFileSync(join(folder, file), '');
    return folder;
  }

  function make(folder: string, directory = userDirectory): SherpaOnnx {
    provider.push(new SherpaOnnx({ modelFolder: folder, userDirectory: directory }));
    return provider.at(-1)!;
  }

  const WHISPER = ['tiny.en-tokens.txt', 'tiny.en-encoder.int8.onnx', 'tiny.en-decoder.int8.onnx'];

  before(() => {
    const folder = join(userDirectory, 'node_modules', 'sherpa-onnx-node');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"name":"sherpa-onnx-node","version":"0.0.0","main":"index.js"}');
    writeFileSync(join(folder, 'index.js'), FAKE);
  });
  afterEach(async () => {
    for (const each of provider.splice(0)) await each.close();
  });
  after(() => rmSync(userDirectory, { recursive: true }));

  it('gives whole utterances at 16 kHz to an offline model, dated in seconds of the call', async () => {
    const log = logSession(await make(modelFolder('whisper', WHISPER)).open({ sampleRateHz: 8000 }));
    say(log.session, 7, 1.5);
    say(log.session, 20, 2);
    await log.session.end();
    assert.deepEqual(log.finals().sort(), ['offline 1.5 loud', 'offline 2.0 loud']);
    assert.equal(log.transcripts.find(({ utterance }) => utterance === 1)!.startSeconds, 7);
  });

  it('closes the input of a streaming model half a second after the words', async () => {
    const files = ['tokens.txt', 'encoder-chunk-16.onnx', 'decoder.onnx', 'joiner.onnx'];
    const log = logSession(await make(modelFolder('zipformer', files)).open({ sampleRateHz: 16_000 }));
    say(log.session, 0, 1.5, 16_000);
    await log.session.end();
    assert.deepEqual(log.finals(), ['online 2.0 loud']);
  });

  it('says what to install when the package is missing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'sherpa-none-'));
    const opened = await make(modelFolder('whisper', WHISPER), empty).open({ sampleRateHz: 8000 });
    assert.ok(!opened.ok && opened.code === 'refused');
    assert.match(opened.message, /npm install sherpa-onnx-node" in .*sherpa-none-/);
    rmSync(empty, { recursive: true });
  });

  it('says what is wrong with the model folder', async () => {
    const missing = await make(join(userDirectory, 'nowhere')).open({ sampleRateHz: 8000 });
    assert.ok(!missing.ok && missing.code === 'model-missing' && missing.message.includes('cannot be read'));
    const empty = await make(modelFolder('empty', ['readme.txt'])).open({ sampleRateHz: 8000 });
    assert.ok(!empty.ok && empty.code === 'model-missing' && empty.message.includes('tokens.txt'));
    const damaged = await make(modelFolder('damaged', WHISPER)).open({ sampleRateHz: 8000 });
    assert.ok(!damaged.ok && damaged.code === 'model-missing' && damaged.message.includes('check your config'));
  });

  it('fails one utterance the model cannot take, and starts again after a crash', async () => {
    const subject = make(modelFolder('whisper', WHISPER));
    const log = logSession(await subject.open({ sampleRateHz: 8000 }));
    say(log.session, 0, 6);
    say(log.session, 10, 1);
    await log.session.end();
    assert.deepEqual(
      log.failures.map(({ code, utterance }) => [code, utterance]),
      [['fault', 1]],
    );
    assert.deepEqual(log.finals(), ['offline 1.0 loud']);
    const crashed = logSession(await subject.open({ sampleRateHz: 8000 }));
    say(crashed.session, 0, 4.5);
    await crashed.session.end();
    assert.equal(crashed.failures[0]!.code, 'fault');
    const again = logSession(await subject.open({ sampleRateHz: 8000 }));
    say(again.session, 0, 1);
    await again.session.end();
    assert.deepEqual(again.finals(), ['offline 1.0 loud']);
  });

  it('starts again after an utterance that never ends', async () => {
    const folder = modelFolder('stuck-whisper', WHISPER);
    const stuck = new SherpaOnnx({ modelFolder: folder, userDirectory, timeoutMs: 400 });
    provider.push(stuck);
    const log = logSession(await stuck.open({ sampleRateHz: 8000 }));
    say(log.session, 0, 2);
    await log.session.end();
    assert.deepEqual(
      log.failures.map(({ code }) => code),
      ['timeout'],
    );
    const again = logSession(await stuck.open({ sampleRateHz: 8000 }));
    say(again.session, 0, 0.5);
    await again.session.end();
    assert.deepEqual(again.finals(), ['offline 0.5 loud']);
  });

  it('opens nothing once it is closed, also when it was asked before', async () => {
    const closing = make(modelFolder('whisper', WHISPER));
    const opening = closing.open({ sampleRateHz: 8000 });
    await closing.close();
    const opened = await opening;
    assert.ok(!opened.ok && opened.code === 'closed');
  });

  it('knows models by their files, and takes the small weights', () => {
    const kind = (folder: string, ...files: string[]): string | undefined => sherpaModel(folder, files)?.kind;
    assert.equal(
      kind('m', 'tokens.txt', 'preprocess.onnx', 'encode.int8.onnx', 'uncached_decode.int8.onnx', 'cached_decode.onnx'),
      'moonshine',
    );
    assert.equal(kind('sherpa-onnx-sense-voice-zh-en', 'tokens.txt', 'model.int8.onnx'), 'sense-voice');
    assert.equal(kind('sherpa-onnx-nemo-parakeet-ctc', 'tokens.txt', 'model.onnx'), 'nemo-ctc');
    assert.equal(kind('paraformer-en', 'tokens.txt', 'model.onnx'), 'paraformer');
    assert.equal(kind('other', 'tokens.txt', 'model.onnx'), undefined);
    assert.equal(kind('whisper', 'tiny-encoder.onnx', 'tiny-decoder.onnx'), undefined);
    const files = ['tokens.txt', 'encoder.onnx', 'encoder.int8.onnx', 'decoder.onnx', 'joiner.onnx'];
    const model = sherpaModel('streaming-zipformer', files)!;
    assert.ok(model.streaming);
    assert.match(JSON.stringify(model.config), /encoder\.int8\.onnx/);
  });
});
