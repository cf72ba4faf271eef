import assert from 'node:assert/strict';
import { authorization, bestChallenge, parseChallenges } from '../../../lib/sip/digest';

const response = (header: string): string => /response="([0-9a-f]+)"/.exec(header)![1]!;

describe('sip: digest', () => {
  it('RFC 2617 section 3.5: MD5, qop auth', () => {
    const [challenge] = parseChallenges(
      'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    );
    const header = authorization(
      challenge!,
      { username: 'Mufasa', password: 'Circle Of Life' },
      { method: 'GET', uri: '/dir/index.html', nonceCount: 1, cnonce: '0a4f113b' },
    );
    assert.equal(response(header), '6629fae49393a05397450978507c4ef1');
    assert.match(header, /opaque="5ccc069c403ebaf9f0171e9517f40e41"/);
    assert.match(header, /qop=auth, nc=00000001, cnonce="0a4f113b"/);
  });

  const rfc7616 = {
    method: 'GET',
    uri: '/dir/index.html',
    nonceCount: 1,
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
  };
  const credentials = { username: 'Mufasa', password: 'Circle of Life' };

  it('RFC 7616 section 3.9.1: SHA-256 and MD5 of the same request', () => {
    const text = (algorithm: string): string =>
      `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`;
    const md5 = authorization(parseChallenges(text('MD5'))[0]!, credentials, rfc7616);
    assert.equal(response(md5), '8ca523f5e9506fed4657c9700eebdbec');
    const sha = authorization(parseChallenges(text('SHA-256'))[0]!, credentials, rfc7616);
    assert.equal(response(sha), '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
  });

  it('RFC 2069: without qop', () => {
    const [challenge] = parseChallenges(
      'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"',
    );
    const header = authorization(
      challenge!,
      { username: 'Mufasa', password: 'CircleOfLife' },
      { method: 'GET', uri: '/dir/index.html', nonceCount: 1 },
    );
    // RFC 2069 section 2.4 with its erratum 749.
    assert.equal(response(header), '1949323746fe6a43ef61f9606e7febea');
    assert.doesNotMatch(header, /cnonce|algorithm/);
  });

  it('-sess hashes the nonces into the secret', () => {
    const [challenge] = parseChallenges('Digest realm="r", nonce="n", algorithm=MD5-sess, qop=auth');
    const header = authorization(
      challenge!,
      { username: 'u', password: 'p' },
      { method: 'REGISTER', uri: 'sip:r', nonceCount: 2, cnonce: 'c' },
    );
    // md5(md5(md5("u:r:p"):n:c):n:00000002:c:auth:md5("REGISTER:sip:r")), computed with another program (md5sum).
    assert.equal(response(header), 'd9239a976587bbf69bf300bb49343178');
    assert.match(header, /algorithm=MD5-sess/);
  });

  it('reads several challenges, in one header or in several, and takes the strongest it can', () => {
    const both = parseChallenges(
      'Digest realm="a", nonce="1", algorithm=MD5, Digest realm="a", nonce="2", algorithm=SHA-256',
    );
    assert.equal(bestChallenge(both)?.nonce, '2');
    assert.equal(bestChallenge([...both].reverse())?.nonce, '2');
    assert.equal(bestChallenge(parseChallenges('Digest realm="a", nonce="1", algorithm=AKAv1-MD5')), undefined);
    assert.equal(bestChallenge(parseChallenges('Digest realm="a", nonce="1", qop="auth-int"')), undefined);
    assert.equal(parseChallenges('Basic realm="a"').length, 0);
    assert.equal(
      parseChallenges('Digest realm="say \\"hi\\", you", nonce="x=,y", stale=TRUE')[0]?.realm,
      'say "hi", you',
    );
    assert.equal(parseChallenges('Digest realm="a", nonce="1", stale=TRUE')[0]?.stale, true);
  });
});
