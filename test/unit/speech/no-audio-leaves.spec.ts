import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { FallbackTextToSpeech } from '../../../lib/speech/fallback-text-to-speech';
import { DeepgramLive } from '../../../lib/speech/providers/deepgram-live';
import { OpenAiRealtime } from '../../../lib/speech/providers/openai-realtime';
import { OpenAiSpeech, OpenAiTranscription } from '../../../lib/speech/providers/openai-rest';
import { PiperHttp } from '../../../lib/speech/providers/piper-http';
import type { SpeechToText, TextToSpeech } from '../../../lib/speech/speech.types';
import { FakeHttp } from '../../support/speech-fake-http';
import { FakeWebSocket } from '../../support/speech-fake-websocket';
import { say } from '../../support/speech-session-log';

/** A server of the house that sends whoever asks to one outside; the outside counts who comes. */
describe('no audio leaves this house by a redirect', () => {
  const house = new FakeHttp();
  const houseSockets = new FakeWebSocket();
  let visits = 0;
  const outside = createServer((socket) => {
    visits++;
    socket.on('error', () => undefined);
    socket.resume();
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{"text":"x"}');
  });
  let houseUrl = '';
  let socketsUrl = '';
  let elsewhere = '';

  before(async () => {
    houseUrl = await house.listen();
    socketsUrl = await houseSockets.listen();
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    elsewhere = `localhost:${(outside.address() as AddressInfo).port}`;
  });
  after(async () => {
    await house.close();
    await houseSockets.close();
    await new Promise((resolve) => outside.close(resolve));
  });
  beforeEach(() => {
    visits = 0;
    house.requests.splice(0);
  });

  const listen = async (provider: SpeechToText): Promise<string> => {
    assert.equal(provider.needs.audioGoesTo, 'house');
    const opened = await provider.open({ sampleRateHz: 8000 });
    if (!opened.ok) return opened.message;
    const failures: string[] = [];
    opened.session.onFailure = ({ message }) => failures.push(message);
    say(opened.session, 0, 1);
    await opened.session.end();
    await provider.close();
    return failures.join('\n');
  };
  const speak = async (provider: TextToSpeech): Promise<string> => {
    const voices = new FallbackTextToSpeech({ voices: [{ provider, voice: null }], audioStaysInHouse: true });
    const spoken = await voices.speak('my account number is 4711', null, { sampleRateHz: 8000 });
    await voices.close();
    return spoken.ok ? 'spoken' : spoken.message;
  };

  const providers: readonly [string, () => Promise<string>][] = [
    ['OpenAI transcription', () => listen(new OpenAiTranscription({ baseUrl: `${houseUrl}/v1`, apiKey: 'k' }))],
    ['OpenAI speech', () => speak(new OpenAiSpeech({ baseUrl: `${houseUrl}/v1`, apiKey: 'k' }))],
    ['Piper', () => speak(new PiperHttp({ baseUrl: houseUrl }))],
    ['OpenAI realtime', () => listen(new OpenAiRealtime({ baseUrl: `${socketsUrl}/v1`, apiKey: 'k' }))],
    ['Deepgram', () => listen(new DeepgramLive({ baseUrl: socketsUrl, apiKey: 'k' }))],
  ];
  for (const [name, use] of providers) {
    for (const status of [301, 302, 303, 307, 308]) {
      it(`${name} does not follow a ${status}, and says where it was sent`, async () => {
        const location = `http://${elsewhere}/take?secret=1`;
        house.answer = (_request, response) => response.writeHead(status, { location }).end();
        houseSockets.refuse = { status, headers: `Location: ${location}\r\n` };
        const words = await use();
        assert.equal(visits, 0, 'somebody came');
        assert.match(words, /sends us on to/);
        assert.ok(words.includes(elsewhere), words);
        assert.match(words, /settings/);
        assert.ok(!words.includes('secret'), 'only the server is named');
      });
    }
  }

  it('would be seen if one did', async () => {
    await fetch(`http://${elsewhere}/`);
    assert.equal(visits, 1);
  });
});
