#!/bin/sh
# Builds lib/speech/embedded/model (but for pocketsphinx.wasm: build-wasm.sh) from Debian packages, our own texts and
# readers of LibriSpeech. About ten minutes of a quiet machine; the same inputs give the same files.
# Needs: apt-get install --no-install-recommends sphinxtrain sphinxbase-utils pocketsphinx pocketsphinx-en-us
#   libsphinxbase-dev pkg-config gcc flite espeak-ng sox python3 python3-numpy python3-scipy, and Node.
#   scripts/speech/build-model.sh EMPTY_WORK_FOLDER LIBRISPEECH_FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/lm"
work=$(cd "$1" && pwd)
libri=$(cd "$2" && pwd)
model=${MODEL:-$here/../../lib/speech/embedded/model}
en_us=/usr/share/pocketsphinx/model/en-us

# What is said: the language model.
cc -O2 "$here/general-model.c" $(pkg-config --cflags --libs sphinxbase) -o "$work/general-model"
"$work/general-model" $en_us/en-us.lm.bin 9000 >"$work/general.arpa"
node --max-old-space-size=4000 "$here/language-model.mjs" "$work/lm" "$work/general.arpa" $en_us/cmudict-en-us.dict
sphinx_lm_convert -i "$work/lm/ivr.arpa" -o "$work/lm/ivr.lm.bin" -ofmt bin

# How it sounds: telephone lines to the full band, then the acoustic model to what comes of it.
grep -v '^#' "$here/corpus/read-aloud.txt" >"$work/sentences.txt"
"$here/voices.sh" "$work" "$work/sentences.txt" "$libri"
(
  cd "$work"
  # One thread each: sums in another order would be other numbers.
  export OPENBLAS_NUM_THREADS=1
  python3 "$here/telephone-pairs.py" pairs 2 learn
  python3 "$here/telephone-pairs.py" pairs-check 1 check
  python3 "$here/train-mapper.py" pairs pairs-check line-mapper.bin "${EPOCHS:-6}"
)
"$here/adapt.sh" "$work"

mkdir -p "$model"
for part in mdef sendump transition_matrices variances noisedict feat.params; do cp $en_us/en-us/$part "$model/"; done
cp "$work/adapted/means" "$work/line-mapper.bin" "$work/lm/ivr.lm.bin" "$work/lm/ivr.dict" "$model/"
python3 "$here/cepstral-mean.py" "$work/mfc" "$model/feat.params"
"$here/notices.sh" >"$model/NOTICES.txt"
du -sk "$model"
(cd "$model" && sha256sum *)
