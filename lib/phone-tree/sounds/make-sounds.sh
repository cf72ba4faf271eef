#!/usr/bin/env bash
# Makes every *.wav of this folder (8 kHz mono mu-law, WAV format 7) from text and numbers.
# Needs Debian's flite and sox, and Node for the music. Runs for a few seconds; the result does not vary between runs.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What a telephone line passes, at 8 kHz mu-law. -R: the same dither and noise on every run.
to_phone() { # in out [effects]
  local in=$1 out=$2
  shift 2
  sox -R -V1 "$in" -r 8000 -c 1 -e mu-law -b 8 -t wav "$out" "$@" sinc 300-3400
}

# Cuts the synthesiser's silence before the first and after the last sound; leaves 10 ms and 80 ms.
trim() { # in out
  sox -R -V1 "$1" "$2" silence 1 0.005 0.6% reverse silence 1 0.005 0.6% reverse pad 0.01 0.08
}

# Recorded announcements: one studio voice, no noise.
prompt() { # file text
  flite -voice slt --setf duration_stretch=0.96 -t "$2" -o "$work/raw.wav"
  trim "$work/raw.wav" "$work/cut.wav"
  to_phone "$work/cut.wav" "$1.wav" compand 0.02,0.2 -40,-22,-20,-14,0,-8 0 -40 0.02 norm -5
}

# The room behind a person: computer fans, a far hum, air. Six seconds, joined at the ends so that it loops.
room() { # name level-dB low-cut high-cut hum-Hz
  sox -R -V1 -n -r 16000 -c 1 "$work/air.wav" synth 7 brownnoise
  sox -R -V1 -n -r 16000 -c 1 "$work/hiss.wav" synth 7 pinknoise
  sox -R -V1 -n -r 16000 -c 1 "$work/hum.wav" synth 7 sine "$5" sine $(($5 * 3)) remix - gain -34
  sox -R -V1 -m -v 0.7 "$work/air.wav" -v 0.5 "$work/hiss.wav" -v 1 "$work/hum.wav" "$work/mix.wav" \
    sinc "$3-$4" tremolo 0.35 30 norm -3
  sox -R -V1 "$work/mix.wav" "$work/head.wav" trim 0 6 fade t 1 6 0
  sox -R -V1 "$work/mix.wav" "$work/tail.wav" trim 6 1 fade t 0 1 1
  sox -R -V1 -m -v 1 "$work/head.wav" -v 1 "$work/tail.wav" "$work/room-$1.wav" gain "$2"
  to_phone "$work/room-$1.wav" "room-$1.wav"
}

# A live person: another voice, its own pitch and pace, a real room around it, the room's noise under it.
person() { # file room voice stretch pitch-cents reverb level text
  local file=$1 room=$2 voice=$3 stretch=$4 pitch=$5 reverb=$6 level=$7 text=$8 length
  flite -voice "$voice" --setf "duration_stretch=$stretch" -t "$text" -o "$work/raw.wav"
  trim "$work/raw.wav" "$work/cut.wav"
  sox -R -V1 "$work/cut.wav" "$work/spoken.wav" pitch "$pitch" tremolo 0.9 18 reverb "$reverb" 60 25 \
    equalizer 2600 1q 3 norm "$level"
  trim "$work/spoken.wav" "$work/voice.wav"
  length=$(soxi -D "$work/voice.wav")
  sox -R -V1 "$work/room-$room.wav" "$work/under.wav" repeat 4 trim 0 "$length"
  sox -R -V1 -m -v 1 "$work/voice.wav" -v 1 "$work/under.wav" "$work/mixed.wav"
  to_phone "$work/mixed.wav" "$file.wav"
}

# --- Recorded announcements -------------------------------------------------------------------------------------------
prompt acme-welcome "Thank you for calling Acme Widgets."
prompt acme-main-menu "For sales, press 1. For support, press 2. For billing, press 3. For an operator, press 0."
prompt acme-support-menu "For help with an order, press 1. For technical help, press 2. For the main menu, press 9."
prompt acme-please-hold "Please hold while I connect you."
prompt acme-queue-second "Thank you for holding. Your call is important to us. You are number two in the queue."
prompt acme-queue-first "Thank you for holding. You are next in the queue. An agent will be with you shortly."
prompt acme-invalid "Sorry, that is not a valid choice."
prompt acme-no-key "Sorry, we did not receive your choice."
prompt acme-enter-account "Please enter your seven digit account number, followed by the pound key."
prompt acme-account-unknown "Sorry, we do not know that account number."
prompt acme-closed "Thank you for calling Acme Widgets. Our office is now closed. Please call again Monday to Friday, between nine and five. Goodbye."
prompt acme-no-agent "We are sorry, nobody is available to take your call. Please call again later. Goodbye."
prompt acme-goodbye "Thank you for calling. Goodbye."
prompt voicemail-greeting "The person you are calling is not available. Please leave your message after the tone."

# --- People -----------------------------------------------------------------------------------------------------------
room office -31 120 3000 120
room desk -34 200 3600 100
room home -36 100 2200 60

person robert-greeting office rms 0.98 20 22 -6 "Hello, this is Robert in customer support. How can I help you today?"
person robert-hello office rms 1.05 45 22 -6 "Hello? Is anyone there?"
person robert-reply office rms 0.96 10 22 -6 "Sure, I can help you with that. Could you tell me your name, please?"
person robert-thanks office rms 1.0 0 22 -6 "Thank you. Give me a moment, I am looking it up."
person robert-goodbye office rms 1.02 -10 22 -6 "I can not hear you, so I am going to hang up. Bye bye."

person alan-greeting desk awb 1.0 -30 12 -9 "Good afternoon, Acme Widgets, Alan speaking."
person alan-hello desk awb 1.08 -10 12 -9 "Hello? Can you hear me?"
person alan-reply desk awb 0.97 -40 12 -9 "All right, let me see what we have for you."
person alan-goodbye desk awb 1.0 -30 12 -9 "There is nobody there. Goodbye then."

person user-hello home rms 1.2 130 35 -8 "Hello?"
person user-who home rms 0.95 120 35 -8 "Yes, I am here."

# --- Hold music -------------------------------------------------------------------------------------------------------
node make-music.mjs "$work"
to_phone "$work/lobby.wav" music-lobby.wav norm -9
to_phone "$work/waiting-room.wav" music-waiting-room.wav norm -9

du -bc ./*.wav | tail -1
