/**
 * Answers queues that ask whether we are still there ("press 1 to continue holding"): they drop those who do not.
 * Known by its words; and, once answered, by its sound, since words may come too late or be misheard the next time.
 */
import type { Clock, TimerHandle } from '../../clock';
import type { DatedHearingEvent } from '../../hearing';
import { keyToKeepHolding, sameRequestAgain, type KeepHolding } from '../../ivr/keep-holding';
import { samePrompt } from '../../ivr/prompt-words';
import type { CallTranscript } from '../call-speech';

/** A prompt understood in two halves must not be answered twice. */
const BETWEEN_KEYS_MS = 5000;
/** So long before the words that were answered the same announcement may have begun. */
const ANNOUNCEMENT_MS = 12_000;
/** The words of a repeated request have come by then, or are not to be waited for: queues give 5 to 8 s. */
const WORDS_LATE_MS = 1500;
/** A recogniser that owes its last word for so long may bring it too late: what is understood so far has to do. */
const LAST_WORD_LATE_MS = 3000;
/** Requests remembered, each by the stretch of the call in which it was said. */
const MOST_KNOWN = 16;

interface AnsweredRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly digits: string;
}

export class KeepPlace {
  readonly #clock: Clock;
  readonly #press: (asked: KeepHolding) => void;
  /** When, and in answer to which utterance, a key was pressed last. */
  #last = { ms: -Infinity, utterance: 0, text: '', digits: '' };
  #answered: AnsweredRequest[] = [];
  /** The request that is being said again, by its sound. */
  #again: AnsweredRequest | null = null;
  #timer: TimerHandle = null;
  /** What is understood so far of an utterance whose last word is still to come. */
  #soFar: CallTranscript | null = null;
  #lateTimer: TimerHandle = null;

  constructor(clock: Clock, press: (asked: KeepHolding) => void) {
    this.#clock = clock;
    this.#press = press;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#clock.clearTimeout(this.#lateTimer);
  }

  onTranscript(transcript: CallTranscript): void {
    this.#soFar = transcript.kind === 'final' ? null : transcript;
    if (transcript.kind !== 'partial') this.#understand(transcript);
  }

  #understand({ kind, text, utterance, sinceMs }: CallTranscript): void {
    const now = this.#clock.now();
    if (this.#last.utterance === utterance) return;
    if (now - this.#last.ms < BETWEEN_KEYS_MS) return;
    // A request that was answered before is known by its words: no need to wait for its end.
    const known = samePrompt(this.#last.text, text);
    const asked =
      keyToKeepHolding(text, kind === 'final' || known) ??
      (kind === 'final' ? sameRequestAgain(text, this.#last) : null);
    if (asked === null) return;
    this.#last = { ms: now, utterance, text: known ? this.#last.text : text, digits: asked.digits };
    this.#send(asked, sinceMs - ANNOUNCEMENT_MS);
  }

  onHeard(event: DatedHearingEvent): void {
    if (event.kind === 'repeat') {
      const firstMs = event.atMs - event.agoSeconds * 1000;
      this.#again = this.#answered.find(({ fromMs, toMs }) => firstMs >= fromMs && firstMs <= toMs) ?? this.#again;
    } else if (event.kind === 'utterance-start') {
      this.stop();
    } else if (event.kind === 'utterance-end') {
      this.stop();
      this.#timer = this.#clock.setTimeout(() => this.#answerAgain(), WORDS_LATE_MS);
      this.#lateTimer = this.#clock.setTimeout(() => {
        if (this.#soFar !== null) this.#understand({ ...this.#soFar, kind: 'final' });
      }, LAST_WORD_LATE_MS);
    }
  }

  #answerAgain(): void {
    const again = this.#again;
    const now = this.#clock.now();
    if (again === null || now - this.#last.ms < BETWEEN_KEYS_MS) return;
    this.#last = { ...this.#last, ms: now };
    this.#send(
      { digits: again.digits, why: 'the recording that was answered before, once more' },
      now - ANNOUNCEMENT_MS,
    );
  }

  #send(asked: KeepHolding, fromMs: number): void {
    this.#again = null;
    this.stop();
    this.#answered = [...this.#answered, { fromMs, toMs: this.#clock.now(), digits: asked.digits }].slice(-MOST_KNOWN);
    this.#press(asked);
  }
}
