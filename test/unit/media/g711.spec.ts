import { strict as assert } from 'node:assert';
import { alaw, mulaw } from 'alawmulaw';
import { G711, decodeG711, encodeG711 } from '../../../lib/media/codec/g711';

const ORACLES = { PCMU: mulaw, PCMA: alaw } as const;

describe('G.711 tables', () => {
  for (const codec of ['PCMU', 'PCMA'] as const) {
    it(`${codec} encodes all 65536 samples and decodes all 256 codes as alawmulaw does`, () => {
      const oracle = ORACLES[codec];
      for (let sample = -32768; sample < 32768; sample++) {
        assert.equal(G711[codec].encode[sample & 0xffff], oracle.encodeSample(sample) & 0xff, `sample ${sample}`);
      }
      for (let code = 0; code < 256; code++) {
        assert.equal(G711[codec].decode[code], oracle.decodeSample(code) + 0 /* -0 is 0 */, `code ${code}`);
      }
    });

    it(`${codec} survives decoding and encoding again, so that transcoding to itself loses nothing`, () => {
      const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
      const samples = new Int16Array(256);
      const again = new Uint8Array(256);
      decodeG711(codec, codes, 0, 256, samples);
      encodeG711(codec, samples, 0, 256, again, 0);
      // mu-law has two zeros (0x7f and 0xff); both mean 0.
      again.forEach((code, index) => assert.equal(G711[codec].decode[code], samples[index]));
    });
  }
});
