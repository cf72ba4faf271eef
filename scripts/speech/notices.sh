#!/bin/sh
# Writes the licence notices that travel with the embedded recogniser, from the copyright files of Debian's packages.
#   scripts/speech/notices.sh > lib/speech/embedded/model/NOTICES.txt
set -eu
# debian/* is the packaging, none of which is here.
notices() { awk '/^Files: /{ skip = /debian\/\*/ } !skip' "$1"; }
cat <<'HEAD'
What lies in this folder, and whose it is
=========================================

pocketsphinx.wasm   PocketSphinx and SphinxBase 0.8+5prealpha of Carnegie Mellon University and others (parts 1 and 2),
                    compiled with Emscripten, whose C library is musl (part 3); scripts/speech/build-wasm.sh
mdef, sendump, transition_matrices, variances, noisedict, feat.params
                    the CMU US English acoustic model of Debian's pocketsphinx-en-us (part 1)
means               the same model's means, adapted to telephone speech (MLLR and MAP; scripts/speech/build-model.sh), and
line-mapper.bin     a small network from telephone speech to full-band speech (scripts/speech/train-mapper.py), both with
                    speech synthesised by flite and espeak-ng and with readers of LibriSpeech test-other and
                    train-clean-100: V. Panayotov, G. Chen, D. Povey, S. Khudanpur, "Librispeech: an ASR corpus based on
                    public domain audio books", CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/); its audio was
                    filtered, mixed with noise and coded as a telephone does and is not contained here
ivr.dict            a selection of the CMU Pronouncing Dictionary as in pocketsphinx-en-us (part 1), and some words of our own
ivr.lm.bin          a language model of our own texts (scripts/speech/corpus, MIT as the rest of this package), mixed with
                    probabilities of the general model of pocketsphinx-en-us (part 1)

HEAD
echo "Part 1: PocketSphinx and its US English model"; echo "---------------------------------------------"
notices /usr/share/doc/pocketsphinx-en-us/copyright
echo; echo "Part 2: SphinxBase"; echo "------------------"
notices /usr/share/doc/libsphinxbase3/copyright
echo; echo "Part 3: musl, as in Emscripten (Emscripten itself: MIT, Copyright (c) 2010-2014 Emscripten authors)"
echo "--------------------------------------------------------------------------------------------------"
sed -n '1,/^Authors\/contributors/p' /usr/share/emscripten/system/lib/libc/musl/COPYRIGHT | sed '$d'
