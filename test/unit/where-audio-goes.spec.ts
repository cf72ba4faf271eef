import assert from 'node:assert/strict';
import { audioGoesTo } from '../../lib/where-audio-goes';

describe('where audio goes', () => {
  const cases: Readonly<Record<string, 'house' | 'network' | 'cloud'>> = {
    'http://127.0.0.1:8000/v1': 'house',
    'ws://localhost:8000': 'house',
    'http://[::1]:8000': 'house',
    'http://192.168.1.20:8000/v1': 'network',
    '10.0.0.5': 'network',
    '172.31.0.1': 'network',
    'http://whisper:10300': 'network',
    'homeassistant.local': 'network',
    '[fd00::5]': 'network',
    'https://api.openai.com/v1': 'cloud',
    'wss://api.deepgram.com': 'cloud',
    '172.32.0.1': 'cloud',
    '8.8.8.8': 'cloud',
    '[2001:db8::1]': 'cloud',
    'http://127.0.0.1.example.com': 'cloud',
    'http://localhost@example.com': 'cloud',
    'not a host': 'cloud',
    // Numbers as the resolver reads them: 8.8.8.8 and 127.0.0.1.
    '134744072': 'cloud',
    '0x08080808': 'cloud',
    '2130706433': 'house',
    'http://[::ffff:192.168.1.5]:8000': 'network',
    '[::ffff:8.8.8.8]': 'cloud',
    '[fc::5]': 'cloud',
    '[fe80::1]': 'network',
    '': 'cloud',
  };
  for (const [address, expected] of Object.entries(cases)) {
    it(`${address || '(nothing)'} is ${expected}`, () => assert.equal(audioGoesTo(address), expected));
  }
});
