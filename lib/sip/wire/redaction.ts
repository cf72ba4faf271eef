/** Traces are for reading and for pasting into bug reports: nothing that authenticates or decrypts may be in them. */

const SECRET_HEADERS = /^((?:Proxy-)?Authorization|Authentication-Info|Identity)(\s*:).*$/gim;
const SECRET_SDP = /^(a=(?:crypto:[0-9]+ \S+ inline:|ice-pwd:|key-mgmt:)).*$/gim;
/** DTMF in SIP INFO may be a PIN or an account number (DESIGN law 8). */
const INFO_DIGITS = /^(Signal\s*=\s*)\S.*$/gim;
const PLAIN_DTMF = /(content-type\s*:\s*application\/dtmf\s*\r?\n[\s\S]*?\r?\n\r?\n)[\s\S]*$/i;

export function redact(text: string): string {
  return text
    .replace(SECRET_HEADERS, '$1$2 (redacted)')
    .replace(SECRET_SDP, '$1(redacted)')
    .replace(INFO_DIGITS, '$1(redacted)')
    .replace(PLAIN_DTMF, '$1(redacted)');
}
