#!/bin/sh
# Builds lib/speech/embedded/model (but for pocketsphinx.wasm: build-wasm.sh) from Debian packages, our own texts and
# LibriSpeech test-other. About five minutes of CPU.
# Needs: apt-get install --no-install-recommends sphinxtrain sphinxbase-utils pocketsphinx pocketsphinx-en-us
#   libsphinxbase-dev pkg-config gcc flite espeak-ng sox python3, and Node.
#   scripts/speech/build-model.sh WORK_FOLDER LIBRISPEECH_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/lm"
work=$(cd "$1" && pwd)
libri=$(cd "$2" && pwd)
model=$here/../../lib/speech/embedded/model
en_us=/usr/share/pocketsphinx/model/en-us
cc -O2 "$here/general-model.c" $(pkg-config --cflags --libs sphinxbase) -o "$work/general-model"
[ -s "$work/general.arpa" ] || "$work/general-model" $en_us/en-us.lm.bin 9000 >"$work/general.arpa"
node --max-old-space-size=4000 "$here/language-model.mjs" "$work/lm" "$work/general.arpa" $en_us/cmudict-en-us.dict
sphinx_lm_convert -i "$work/lm/ivr.arpa" -o "$work/lm/ivr.lm.bin" -ofmt bin
"$here/adapt.sh" "$work/adapt" "$work/lm" "$libri"
mkdir -p "$model"
for part in mdef sendump transition_matrices variances noisedict feat.params; do cp "$en_us/en-us/$part" "$model/"; done
python3 "$here/interpolate-means.py" "$work/adapt/mllr/means" "$work/adapt/map20/means" 0.5 "$model/means"
python3 "$here/cepstral-mean.py" "$work/adapt/mfc" "$model/feat.params"
cp "$work/lm/ivr.lm.bin" "$work/lm/ivr.dict" "$model/"
"$here/notices.sh" >"$model/NOTICES.txt"
du -sk "$model"
