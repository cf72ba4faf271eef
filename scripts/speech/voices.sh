#!/bin/sh
# Collects what the recogniser learns from: synthetic voices (flite slt, rms, kal16; variants of espeak-ng) reading our own
# sentences, and human readers (LibriSpeech, CC BY 4.0), all at 16 kHz in the full band.
# Needs: apt-get install flite espeak-ng sox
#   scripts/speech/voices.sh WORK_FOLDER SENTENCES LIBRISPEECH_FOLDER
# LIBRISPEECH_FOLDER holds *.flac anywhere below, and transcripts.tsv (utterance, text) or the corpus' own *.trans.txt.
# Writes WORK_FOLDER/voices/*.wav, texts.tsv (name, text), and the lists learn and check of wav files: readers count
# twice, and every seventeenth is kept for the check.
set -eu
sentences=$(realpath "$2") libri=$(realpath "$3")
mkdir -p "$1/voices"
cd "$1"
: >texts.tsv
: >jobs
# VOICE:EVERY = reads every EVERY-th sentence. The voices of bench/speech/test-audio.ts are none of these.
turn=0
for voice in flite:slt:6 flite:rms:6 flite:kal16:8 espeak:en-us+m1:20 espeak:en-us+m3:20 espeak:en-gb+m7:20 espeak:en-us+m4:20 \
  espeak:en-us+f1:20 espeak:en-us+f2:20 espeak:en-us+f4:20 espeak:en-us+f5:20 espeak:en-gb:20 espeak:en-us+Annie:20; do
  turn=$((turn + 1))
  awk -v turn="$turn" -v voice="$voice" '
    BEGIN { split(voice, part, ":"); split("135 150 165", speed, " ") }
    NR % part[3] == turn % part[3] {
      name = part[2] "-" NR; gsub(/\+/, "-", name)
      print part[1] "|" part[2] "|" speed[NR % 3 + 1] "|" name "|" $0 >>"jobs"
      print name "\t" $0 >>"texts.tsv"
    }' "$sentences"
done
tr '\n' '\0' <jobs | xargs -0 -P 2 -I{} sh -c '
  IFS="|"; set -- $1; raw=voices/$4.raw.wav
  case $1 in
    flite) flite -voice "$2" -t "$5" -o "$raw" ;;
    espeak) espeak-ng -v "$2" -s "$3" -w "$raw" "$5" ;;
  esac && sox -G "$raw" -r 16000 -c 1 -b 16 "voices/$4.wav" && rm "$raw"' sh {}
find voices -name '*.wav' | sort >learn
find "$libri/" -follow -name '*.flac' | sort >flacs
tr '\n' '\0' <flacs | xargs -0 -P 2 -I{} sh -c 'sox "$1" -r 16000 -c 1 -b 16 "voices/$(basename "$1" .flac).wav"' sh {}
find "$libri/" -follow -name '*.trans.txt' -exec cat {} + | sed 's/ /\t/' | tr 'A-Z' 'a-z' >>texts.tsv
[ ! -f "$libri/transcripts.tsv" ] || cat "$libri/transcripts.tsv" >>texts.tsv
sed 's#.*/\(.*\)\.flac#voices/\1.wav#' flacs | awk 'NR % 17 == 0 { print >"check"; next } { print; print }' >>learn
wc -l learn check texts.tsv
