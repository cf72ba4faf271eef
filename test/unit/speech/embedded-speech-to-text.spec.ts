import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { matched, normaliseWords, pressedKeys } from '../../../bench/speech/score';
import { FarEndTracker } from '../../../lib/hearing';
import { G711 } from '../../../lib/media/codec/g711';
import { CallTranscriber, EmbeddedSpeechToText, EmbeddedTextToSpeech } from '../../../lib/speech';
import type { Transcript } from '../../../lib/speech';
import { logSession } from '../../support/speech-session-log';

/** Read by flite's awb, whom the model was not adapted to. */
const PROMPTS = [
  'For sales, press 1. For service, press 2. For all other questions, press 0.',
  'To check the status of your order, press 4. To return an item, press 6.',
  'To report a lost or stolen card, press 9. To speak to a representative, press 0.',
  'For English, press 1. For Spanish, press 2.',
];

describe('embedded speech to text', function () {
  this.timeout(120_000);
  const recogniser = new EmbeddedSpeechToText();
  const voice = new EmbeddedTextToSpeech();
  after(async () => {
    await recogniser.close();
    await voice.close();
  });

  async function spoken(text: string): Promise<Int16Array> {
    const result = await voice.speak(text, 'awb', { sampleRateHz: 8000 });
    assert.ok(result.ok);
    const { encode, decode } = G711.PCMU;
    return result.samples.map((sample) => decode[encode[(sample >> 1) & 0xffff]!]!);
  }

  it('finds nine of ten keys of menus over mu-law, and invents none', async () => {
    const log = logSession(await recogniser.open({ sampleRateHz: 8000 }));
    for (const prompt of PROMPTS) {
      log.session.begin(0);
      const audio = await spoken(prompt);
      for (let at = 0; at < audio.length; at += 160) log.session.write(audio.subarray(at, at + 160));
      log.session.finish();
    }
    await log.session.end();
    const finals = log.transcripts.filter(({ kind }) => kind === 'final').sort((a, b) => a.utterance - b.utterance);
    assert.equal(finals.length, PROMPTS.length);
    let [keys, found, reported] = [0, 0, 0];
    PROMPTS.forEach((prompt, index) => {
      const expected = pressedKeys(normaliseWords(prompt));
      const heard = pressedKeys(finals[index]!.text.split(' '));
      keys += expected.length;
      reported += heard.length;
      found += matched(expected, heard);
    });
    assert.ok(found / keys >= 0.9, `${found} of ${keys}: ${finals.map(({ text }) => text).join(' / ')}`);
    assert.ok(found / reported >= 0.9);
    assert.ok(log.partials().length > 5);
  });

  it('understands a long menu phrase by phrase, its words dated in order and none lost', async () => {
    const log = logSession(await recogniser.open({ sampleRateHz: 8000 }));
    const pause = new Int16Array(8000 / 2);
    const parts = await Promise.all(PROMPTS.map(spoken));
    const audio = Int16Array.from(parts.flatMap((part) => [...part, ...pause]));
    assert.ok(audio.length > 15 * 8000);
    log.session.begin(0);
    for (let at = 0; at < audio.length; at += 160) log.session.write(audio.subarray(at, at + 160));
    log.session.finish();
    await log.session.end();
    const { text, words } = log.transcripts.at(-1)!;
    const expected = pressedKeys(normaliseWords(PROMPTS.join(' ')));
    assert.ok(matched(expected, pressedKeys(text.split(' '))) >= expected.length - 1, text);
    assert.ok(words!.every((word, index) => index === 0 || word.startSeconds >= words![index - 1]!.endSeconds - 0.011));
    // What was told half-way only grew at its end, phrase by phrase: the last partial begins as the final does.
    assert.deepEqual(log.partials().at(-1)!.split(' ').slice(0, 5), text.split(' ').slice(0, 5));
  });

  it('dates words in seconds of the call', async () => {
    const log = logSession(await recogniser.open({ sampleRateHz: 8000, language: 'en-US' }));
    const audio = await spoken('Press one for sales.');
    log.session.begin(100);
    for (let at = 0; at < audio.length; at += 160) log.session.write(audio.subarray(at, at + 160));
    log.session.finish();
    await log.session.end();
    const { words, startSeconds, endSeconds, confidence } = log.transcripts.at(-1)!;
    assert.equal(startSeconds, 100);
    assert.ok(Math.abs(endSeconds - 100 - audio.length / 8000) < 0.01);
    assert.deepEqual(
      words!.slice(0, 2).map(({ word }) => word),
      ['press', 'one'],
    );
    assert.ok(words!.every((word, index) => index === 0 || word.startSeconds >= words![index - 1]!.endSeconds - 0.011));
    assert.ok(words![0]!.startSeconds >= 100 && words!.at(-1)!.endSeconds <= endSeconds + 0.05);
    assert.ok(confidence! > 0 && confidence! <= 1);
  });

  it('gives two calls their own words', async () => {
    const [first, second] = await Promise.all([
      recogniser.open({ sampleRateHz: 8000 }),
      recogniser.open({ sampleRateHz: 8000 }),
    ]);
    const logs = [logSession(first), logSession(second)];
    const audio = [await spoken('Press one.'), await spoken('Press five.')];
    logs.forEach(({ session }) => session.begin(0));
    for (let at = 0; at < 16_000; at += 160) {
      logs.forEach(({ session }, index) => session.write(audio[index]!.subarray(at, at + 160)));
    }
    await Promise.all(logs.map(({ session }) => session.end()));
    assert.deepEqual(
      logs.map((log) => log.finals()),
      [['press one'], ['press five']],
    );
  });

  it('has no words for music and ringing that hearing calls so', async () => {
    const finals: Transcript[] = [];
    const tracker = new FarEndTracker();
    const transcriber = new CallTranscriber(
      { providers: [recogniser] },
      { onTranscript: (transcript) => finals.push(transcript) },
    );
    // Chords of a few harmonics that change twice a second; then ringback.
    const music = (t: number): number =>
      [1, 1.25, 1.5].reduce((sum, ratio, voiceIndex) => {
        const note = 220 * ratio * 2 ** ((((Math.floor(t * 2) * 5 + voiceIndex) % 7) - 3) / 12);
        const fade = 1 - 0.8 * ((t * 2) % 1);
        return sum + fade * (Math.sin(2 * Math.PI * note * t) + 0.5 * Math.sin(4 * Math.PI * note * t));
      }, 0) * 2000;
    const ringing = (t: number): number =>
      t % 6 < 2 ? 3000 * (Math.sin(2 * Math.PI * 440 * t) + Math.sin(2 * Math.PI * 480 * t)) : 0;
    for (const sound of [music, ringing]) {
      for (let frame = 0; frame < 20 * 50; frame++) {
        const samples = Int16Array.from({ length: 160 }, (_, index) => sound((frame * 160 + index) / 8000));
        transcriber.push(samples, tracker.push(samples));
      }
    }
    await transcriber.end();
    assert.deepEqual(finals.map(({ text }) => text).filter(Boolean), []);
  });

  it('declines other languages', async () => {
    const opened = await recogniser.open({ sampleRateHz: 8000, language: 'de' });
    assert.ok(!opened.ok && opened.code === 'refused');
  });

  it('says that its model is missing, instead of falling', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-model-'));
    const broken = new EmbeddedSpeechToText({ modelFolder: folder });
    const opened = await broken.open({ sampleRateHz: 8000 });
    assert.ok(!opened.ok && opened.code === 'fault', JSON.stringify(opened));
    await broken.close();
    rmSync(folder, { recursive: true });
  });

  it('fails what is owed when it is closed', async () => {
    const other = new EmbeddedSpeechToText();
    const log = logSession(await other.open({ sampleRateHz: 8000 }));
    log.session.begin(0);
    log.session.write(new Int16Array(80_000));
    await other.close();
    assert.ok(log.failures.some(({ code, utterance }) => code === 'closed' && utterance === 1));
    const again = await other.open({ sampleRateHz: 8000 });
    assert.ok(!again.ok && again.code === 'closed');
  });
});
