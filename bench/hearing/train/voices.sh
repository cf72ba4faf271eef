#!/bin/sh
# Natural voices of volunteers and actors, each speaker a WAV of lines (8 kHz, telephone band) with a second of digital
# silence after each line, and the same through GSM and AMR. From Debian packages and one public repository.
#   bench/hearing/train/voices.sh OUT_FOLDER SCRATCH_FOLDER
# Needs apt-get, dpkg-deb, git, python3, sox, libsox-fmt-base, libsox-fmt-mp3.
# Left out on purpose: every voice DEV is made of, and the prompt packages of Asterisk, of which a sealed set may be made.
set -eu
mkdir -p "$1" "$2"
out=$(cd "$1" && pwd)
scratch=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
cd "$scratch"
for package in fillets-ng-data-cs fillets-ng-data-nl ktuberling-data tuxpaint-stamps-default flight-of-the-amazon-queen; do
  [ -d "$package" ] && continue
  [ -n "$(find . -maxdepth 1 -name "${package}_*.deb")" ] || apt-get download -q "$package"
  dpkg-deb -x "$package"_*.deb "$package"
done
if [ ! -d commands/data/speech ]; then
  rm -rf commands
  git clone -q --filter=blob:none --no-checkout https://github.com/Picovoice/speech-to-intent-benchmark commands
  git -C commands checkout -q 47b1ca63afe4f08cb83e1f70fec16764879bd130 -- data/speech
fi

# coded NAME: the speaker's WAV through two codecs of mobile networks.
coded() {
  sox "$out/$1.wav" -t gsm "$1.gsm"
  sox -t gsm "$1.gsm" -r 8000 -c 1 -b 16 "$out/$1-gsm.wav"
  sox "$out/$1.wav" -C 5 "$1.amr-nb"
  sox "$1.amr-nb" -r 8000 -c 1 -b 16 "$out/$1-amr.wav"
  rm "$1.gsm" "$1.amr-nb"
}

# line IN OUT: telephone band, even level, a second of silence behind it.
line() {
  sox "$1" -r 8000 -c 1 -b 16 "$2" remix - sinc 250-3450 norm -6 dither -s pad 0 1 2>/dev/null </dev/null
}

# speaker NAME MOST_LINES < list of files. Ordered by content: the same everywhere, and each recording once.
speaker() {
  rm -rf lines && mkdir lines
  tr '\n' '\0' | xargs -0 -r md5sum | sort -u -k1,1 | head -n "$2" | cut -c35- >list
  n=1000
  while read -r file; do
    n=$((n + 1))
    # Lines shorter than half a second are noises and letters.
    line "$file" "lines/$n.wav" || continue
    [ "$(stat -c %s "lines/$n.wav")" -gt 24044 ] || rm "lines/$n.wav"
  done <list
  [ "$(find lines -name '*.wav' | wc -l)" -ge 8 ] || return 0
  sox lines/*.wav "$out/$1.wav"
  coded "$1"
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
[ -d actors ] || python3 "$here/amazon_queen.py" "$(find flight-of-the-amazon-queen -name queen.1c)" actors
for folder in actors/*; do
  find "$folder" -name '*.mp3' | speaker "queen-$(basename "$folder")" 60
done
# Who speaks in which of these files is not told: each line counts as a speaker of its own ("each-").
rm -rf lines && mkdir lines
find commands/data/speech -name '*.wav' | sort | head -n 400 | while read -r file; do
  line "$file" "lines/$(basename "$file")"
done
sox lines/*.wav "$out/each-command.wav"
coded each-command
rm -rf lines list
