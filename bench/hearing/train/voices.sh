#!/bin/sh
# Natural voices of volunteers from Debian packages, each speaker a WAV of his lines (8 kHz, telephone band) with a
# second of digital silence after each line, and the same through GSM. Needs apt-get, dpkg-deb, sox, libsox-fmt-base.
#   bench/hearing/train/voices.sh OUT_FOLDER SCRATCH_FOLDER
# Left out on purpose: every voice DEV is made of, and the prompt packages of Asterisk, of which a sealed set may be made.
set -eu
mkdir -p "$1" "$2"
out=$(cd "$1" && pwd)
scratch=$(cd "$2" && pwd)
cd "$scratch"
for package in fillets-ng-data-cs fillets-ng-data-nl ktuberling-data tuxpaint-stamps-default; do
  [ -d "$package" ] && continue
  [ -n "$(find . -maxdepth 1 -name "${package}_*.deb")" ] || apt-get download -q "$package"
  dpkg-deb -x "$package"_*.deb "$package"
done

# speaker NAME MOST_LINES < list of files. Ordered by content: the same everywhere, and each recording once.
speaker() {
  rm -rf lines && mkdir lines
  tr '\n' '\0' | xargs -0 -r md5sum | sort -u -k1,1 | head -n "$2" | cut -c35- >list
  n=1000
  while read -r file; do
    n=$((n + 1))
    # Lines shorter than half a second are noises and letters.
    sox "$file" -r 8000 -c 1 -b 16 "lines/$n.wav" remix - sinc 250-3450 norm -6 dither -s pad 0 1 2>/dev/null </dev/null || continue
    [ "$(soxi -s "lines/$n.wav")" -gt 12000 ] || rm "lines/$n.wav"
  done <list
  [ "$(find lines -name '*.wav' | wc -l)" -ge 8 ] || return 0
  sox lines/*.wav "$out/$1.wav"
  sox "$out/$1.wav" -t gsm "$1.gsm"
  sox -t gsm "$1.gsm" -r 8000 -c 1 -b 16 "$out/$1-gsm.wav"
}

for language in cs nl; do
  for who in m v; do
    find "fillets-ng-data-$language" -name "*-$who-*.ogg" | speaker "fillets-$language-$who" 360
  done
done
for folder in ktuberling-data/usr/share/ktuberling/sounds/*; do
  language=$(basename "$folder")
  case $language in *@*) continue ;; esac
  find "$folder" -name '*.ogg' -o -name '*.wav' | grep "^$folder/" | speaker "ktuberling-$language" 80
done
for language in be bg ca da el es fr lt nl ro ru; do
  find tuxpaint-stamps-default -name "*_desc_$language.ogg" | speaker "tuxpaint-$language" 110
done
find tuxpaint-stamps-default -name '*_desc.ogg' | speaker tuxpaint-en 110
rm -rf lines list
