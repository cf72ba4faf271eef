#!/bin/sh
# A labelled set as mobile networks bring it, with the same labels. Through their codecs music comes near to speech: on
# held-out folds nearly all music that was taken for speech was so coded.
#   bench/hearing/train/coded.sh SET_FOLDER OUT_FOLDER amr|gsm|mixed
# mixed: of four files one through AMR, one through GSM full rate, two as they are. Needs sox, libsox-fmt-base.
set -eu
mkdir -p "$2"
out=$(cd "$2" && pwd)
codec=$3
cd "$1"
find . -type d -exec mkdir -p "$out/{}" \;
n=0
find . -name '*.wav' | LC_ALL=C sort | while read -r file; do
  n=$((n + 1))
  case $codec-$((n % 4)) in
    amr-* | mixed-1)
      # Networks lower the rate where the air is bad: 4.75 to 12.2 kbit/s, in turn.
      sox -V1 -D "$file" -r 8000 -c 1 -C $((n / 4 % 8)) "$out/coded.amr-nb"
      sox -V1 -D "$out/coded.amr-nb" -e mu-law -b 8 "$out/$file"
      ;;
    gsm-* | mixed-3)
      sox -V1 -D "$file" -r 8000 -c 1 -t gsm "$out/coded.gsm"
      sox -V1 -D -t gsm -r 8000 "$out/coded.gsm" -e mu-law -b 8 "$out/$file"
      ;;
    *) cp "$file" "$out/$file" ;;
  esac
done
rm -f "$out/coded.amr-nb" "$out/coded.gsm"
cp labels.json "$out/labels.json"
