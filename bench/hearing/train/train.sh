#!/bin/sh
# Trains the models anew, from ../shared/audio, voices (voices.sh) and music (music.sh) of Debian packages and a public
# repository: about two hours of both cores of a small machine, 16 GB of scratch files, 10 GB of memory.
#   bench/hearing/train/train.sh WORK_FOLDER [SHARE]
# SHARE: of the composed calls and of the rounds of training; 1 is all of it, 0.02 shows in a quarter of an hour that
# every step runs. Needs Debian's python3-sklearn, python3-torch, sox, libsox-fmt-base and libsox-fmt-mp3. Afterwards
#   tsx bench/hearing/evaluate.ts --models WORK_FOLDER
# judges the held-out folds; to ship the models, copy acoustic-model.json, human-model.json and course-N-model.json from
# WORK_FOLDER to lib/hearing/models.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
share=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
run="$here/../../../node_modules/.bin/tsx"
python=${PYTHON:-/usr/bin/python3}
set=$here/../../../../shared/audio
# Two models are trained at once, each on one core.
export OMP_NUM_THREADS=1
of() { awk -v n="$1" -v share="$share" 'BEGIN { n = int(n * share + 0.5); print n < 1 ? 1 : n }'; }
(sh "$here/voices.sh" "$out/voices" "$out/packages" && sh "$here/music.sh" "$out/music" "$out/packages") &
sources=$!
"$python" "$here/folds.py" "$out"
for codec in amr gsm; do sh "$here/coded.sh" "$set" "$out/set-$codec" $codec; done
"$run" "$here/extract-acoustic.ts" "$out/acoustic" --worsened 1
"$run" "$here/extract-acoustic.ts" "$out/acoustic-coded" "$out/set-amr" "$out/set-gsm"
wait $sources
# compose NAME CALLS SEED OVER_MUSIC: so many calls a fold, half of them through a mobile network.
compose() {
  rm -rf "$out/plain/$1" "$out/$1"
  "$run" "$here/compose.ts" "$out/plain/$1" "$out/fold-files.json" "$out/voices" "$out/music" \
    --calls "$(of "$2")" --seed "$3" --over-music "$4" &&
    sh "$here/coded.sh" "$out/plain/$1" "$out/$1" mixed
}
compose over-music 30 2 0.6 &
over=$!
compose pickups-1 50 3 0.15
wait $over
"$run" "$here/extract-acoustic.ts" "$out/acoustic-composed" "$out/over-music"
"$python" "$here/train-acoustic.py" "$out" "$out/acoustic" "$out/acoustic-composed" --coded "$out/acoustic-coded" \
  --rounds "$(of 110)"
extract() { name=$1; shift; "$run" "$here/extract-human.ts" "$out/$name" --models "$out" "$@"; }
composed() { compose "pickups-$1" 100 "$2" "$3" && extract "human-$1" "$out/pickups-$1"; }
(extract human --worsened 1 && composed 2 21 0.15 && composed 3 33 0.25) &
half=$!
extract human-1 "$out/pickups-1"
extract human-coded "$out/set-amr" "$out/set-gsm"
composed 4 45 0.2
composed 5 57 0.15
wait $half
"$python" "$here/train-human.py" "$out" "$out/human" "$out/human-coded" "$out/human-1" --rounds "$(of 130)"
course() {
  network=$1; shift
  "$python" "$here/train-course.py" "$out" "$network" "$out/human" "$out/human-coded" "$out/human-1" "$@" \
    --epochs "$(of 9)"
}
course 1 "$out/human-2" "$out/human-3" &
first=$!
course 2 "$out/human-4" "$out/human-5" --sounds 0.3 --early 1
wait $first
