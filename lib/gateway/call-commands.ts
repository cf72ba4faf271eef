/** Commands on a live call (msg.action): what each one does, and in which words it is refused. */
import { hideSecrets } from '../ivr/secret-reference';
import type { Call } from './call';
import type { CallAction, ConnectRequest, JobStart, Refusal } from './gateway.types';
import { refusal } from './refusal';

export interface CommandContext {
  connectUser(request: ConnectRequest): JobStart;
  /** The user's phone stops ringing, or leaves the bridge. */
  takeUserOff(): Promise<void>;
  /** Whether somebody waits for a human on this call. */
  isWaitedFor(): boolean;
}

/** Null when it was done. Rejects only for faults. */
export async function carryOut(
  call: Call,
  action: CallAction,
  argument: unknown,
  context: CommandContext,
): Promise<Refusal | null> {
  switch (action) {
    case 'hangup':
      await call.hangup();
      return null;
    case 'connect': {
      const started = context.connectUser(typeof argument === 'string' && argument ? { device: argument } : {});
      return started.ok ? null : started;
    }
    case 'dtmf':
      return press(call, argument);
    case 'say':
      return say(call, argument);
    case 'play':
      if (typeof argument !== 'string' || argument.trim() === '') {
        return refusal('no-file', 'msg.payload must hold the path of the WAV file to play.');
      }
      call.record('call/playing', argument);
      await call.leg?.play({ kind: 'wav', file: argument });
      return null;
    case 'hold':
    case 'unhold':
      await call.leg?.hold(action === 'hold');
      call.record(`call/${action}`, action === 'hold');
      return null;
    case 'false-alarm':
      return takeAlarmBack(call, context);
  }
}

/** Back to hold from wherever the alarm has led. */
async function takeAlarmBack(call: Call, context: CommandContext): Promise<Refusal | null> {
  if (call.activity !== 'with-human' && call.activity !== 'connecting' && call.activity !== 'bridged') {
    return refusal('no-alarm', 'There is no human alarm to take back on this call.');
  }
  await context.takeUserOff();
  call.forgetHuman();
  if (!context.isWaitedFor()) call.busyWith(null);
  call.record('human/false-alarm', true);
  return null;
}

async function press(call: Call, argument: unknown): Promise<Refusal | null> {
  const written = typeof argument === 'number' ? String(argument) : argument;
  if (typeof written !== 'string') return badDigits();
  const filled = fill(call, written);
  if ('ok' in filled) return filled;
  if (!/^[0-9*#A-D]{1,64}$/i.test(filled.text)) return badDigits();
  // One or two keys are a menu choice; more may be a PIN or a card (DESIGN law 8).
  const shown = written !== filled.text || written.length <= 2 ? written : `${written.length} keys`;
  call.record('call/pressed', shown);
  const sent = (await call.leg?.sendDigits(filled.text)) ?? false;
  return sent ? null : refusal('not-sent', 'The digits could not be sent: the far end takes no audio from us now.');
}

async function say(call: Call, argument: unknown): Promise<Refusal | null> {
  if (typeof argument !== 'string' || argument.trim() === '') {
    return refusal('no-text', 'msg.payload must hold the text to say.');
  }
  if (call.activity === 'bridged') {
    return refusal('bridged', 'You are talking on this call yourself; nothing else is said into it.');
  }
  const filled = fill(call, argument);
  if ('ok' in filled) return filled;
  call.record('call/said', hideSecrets(argument, call.secrets.own));
  const problem = await call.say(argument);
  return problem === null ? null : refusal('not-said', `It could not be said: ${problem}`);
}

function fill(call: Call, text: string): { readonly text: string } | Refusal {
  const filled = call.secrets.fill(text);
  return filled.ok ? { text: filled.text } : refusal('no-secret', call.secrets.whyMissing(filled.missing));
}

function badDigits(): Refusal {
  return refusal('bad-digits', 'msg.payload must hold the digits to press: 0-9, *, #, A-D, 64 at most.');
}
