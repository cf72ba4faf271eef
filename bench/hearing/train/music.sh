#!/bin/sh
# Music of games from Debian packages, one WAV a track (8 kHz, telephone band): twenty seconds of its first half and
# twenty of its second. Orchestra, chip tunes, jazz, electronic, metal; most of it instrumental.
#   bench/hearing/train/music.sh OUT_FOLDER SCRATCH_FOLDER
# Needs apt-get, dpkg-deb, sox, libsox-fmt-base, libsox-fmt-mp3. Left out on purpose: every package DEV's music is from.
set -eu
mkdir -p "$1" "$2"
out=$(cd "$1" && pwd)
cd "$2"
for package in wesnoth-1.16-music singularity-music supertux-data extremetuxracer-data lincity-ng-data \
  frozen-bubble-data lugaru-data xmoto-data asc-music fretsonfire-songs-muldjord; do
  if [ ! -d "$package" ]; then
    [ -n "$(find . -maxdepth 1 -name "${package}_*.deb")" ] || apt-get download -q "$package"
    dpkg-deb -x "$package"_*.deb "$package"
  fi
  # Noises and jingles are smaller; a song's single instruments and its speech are not music as it is played.
  find "$package" \( -name '*.ogg' -o -name '*.mp3' -o -name '*.opus' \) -size +300k ! -path '*/speech/*' \
    ! -name 'guitar.ogg' ! -iname '*ambient*' ! -iname 'wind.ogg' | sort >tracks
  n=100
  while read -r track; do
    n=$((n + 1))
    seconds=$(soxi -D "$track" 2>/dev/null | cut -d. -f1)
    [ "${seconds:-0}" -ge 45 ] || continue
    for part in 1 2; do
      sox "$track" -r 8000 -c 1 -b 16 "$part.wav" trim "$((seconds * (4 * part - 3) / 8))" 20 remix - sinc 250-3450 \
        norm -6 dither -s 2>/dev/null </dev/null || continue 2
    done
    sox 1.wav 2.wav "$out/$package-$n.wav"
  done <tracks
done
rm -f 1.wav 2.wav tracks
