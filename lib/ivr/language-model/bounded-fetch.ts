/** `fetch` for model servers: goes to the address given and nowhere else, and reads no endless answer. */

/** A choice is a few hundred bytes; a model that thinks aloud may need some thousands. */
const MAX_ANSWER_BYTES = 1_000_000;

export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  // A redirect would carry the company's words, and with some servers the key, to an address nobody chose.
  const response = await fetch(input, { ...init, redirect: 'error' });
  if (response.body === null) return response;
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      await reader.cancel();
      throw new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    }
    parts.push(value);
  }
  const { status, statusText, headers } = response;
  return new Response(Buffer.concat(parts), { status, statusText, headers });
}
