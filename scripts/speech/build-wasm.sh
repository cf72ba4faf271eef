#!/bin/sh
# Builds lib/speech/embedded/model/pocketsphinx.wasm from Debian's source packages of PocketSphinx and SphinxBase.
# Needs: apt-get install --no-install-recommends emscripten dpkg-dev, and a deb-src line for the release.
#   scripts/speech/build-wasm.sh [WORK_FOLDER]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
model=${MODEL:-$here/../../lib/speech/embedded/model}
work=${1:-$(mktemp -d)}
mkdir -p "$work/objects"
cd "$work"
ls -d pocketsphinx-*/ sphinxbase-*/ >/dev/null 2>&1 || apt-get source pocketsphinx sphinxbase
ps=$(ls -d "$work"/pocketsphinx-*/)
sb=$(ls -d "$work"/sphinxbase-*/)
flags="-O3 -fmacro-prefix-map=$work/= -fmacro-prefix-map=$here/= -msimd128 -DHAVE_CONFIG_H -w -I$sb/include -I$sb/include/android -I$ps/include -I$ps/src/libpocketsphinx -I$sb/src/libsphinxbase/lm"
for source in "$sb"/src/libsphinxbase/*/*.c "$ps"/src/libpocketsphinx/*.c "$here"/recogniser.c "$here"/line-mapper.c; do
  name=$(basename "$(dirname "$source")")-$(basename "$source" .c).o
  [ "objects/$name" -nt "$source" ] || echo "$source $name"
done >todo
xargs -r -P "$(nproc)" -L 1 sh -c 'exec nice -n 19 emcc '"$flags"' -c "$0" -o "objects/$1"' <todo
exports=_recogniser_open,_recogniser_begin,_recogniser_feed,_recogniser_end,_recogniser_new_stream,_recogniser_text,_recogniser_word_first,_recogniser_word_next,_recogniser_words_done,_recogniser_word,_recogniser_word_start,_recogniser_word_end,_recogniser_word_probability,_malloc,_free
# STANDALONE_WASM: no JavaScript glue; lib/speech/embedded/wasm-host.ts gives the few system calls.
emcc -O2 objects/*.o -o pocketsphinx.wasm --no-entry -sSTANDALONE_WASM=1 -sALLOW_MEMORY_GROWTH=1 \
  -sINITIAL_MEMORY=50331648 -sTOTAL_STACK=2097152 -sERROR_ON_UNDEFINED_SYMBOLS=0 -sEXPORTED_FUNCTIONS=$exports
mkdir -p "$model"
cp pocketsphinx.wasm "$model/pocketsphinx.wasm"
ls -l "$model/pocketsphinx.wasm"
