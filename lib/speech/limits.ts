/** How much a speech service may answer: a server that is broken, or hostile, must not fill the memory or stand the loop. */

/** An utterance is a minute at most (batch-session.ts), and fast speech has 25 characters a second. */
export const MOST_TRANSCRIPT_CHARACTERS = 8000;
/** Timed words kept of one utterance. */
export const MOST_TRANSCRIPT_WORDS = 2000;
/** Longest text given to a voice: two minutes of speech. */
export const LONGEST_SPOKEN_TEXT = 2000;
/** Longer audio than this is no answer to a text of that length, however slow the voice. */
export const LONGEST_SPOKEN_SECONDS = 300;
/** Five minutes at 24 kHz, two and a half at 48. */
export const MOST_SPOKEN_BYTES = 16 * 1024 * 1024;
/** Of a transcript's JSON, its timed words among it. */
export const MOST_ANSWER_BYTES = 1024 * 1024;
/** Of one WebSocket message: the timed words of a minute are 40 kB. */
export const MOST_MESSAGE_BYTES = 256 * 1024;
/** Of an error's explanation, of one line of a stream. */
export const MOST_LINE_BYTES = 64 * 1024;
