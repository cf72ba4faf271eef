#!/bin/sh
# Trains the three models anew, from ../shared/audio and voices of Debian packages and a public repository (voices.sh):
# about an hour and a half of both cores of a small machine, 8 GB of scratch files, 8 GB of memory.
#   bench/hearing/train/train.sh WORK_FOLDER
# needs Debian's python3-sklearn, python3-torch, sox, libsox-fmt-base and libsox-fmt-mp3. Afterwards
#   tsx bench/hearing/evaluate.ts --models WORK_FOLDER
# judges the held-out folds; to ship the models, copy acoustic-model.json, human-model.json and course-model.json from
# WORK_FOLDER to lib/hearing/models and run prettier over them.
set -eu
mkdir -p "$1"
out=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
run="$here/../../../node_modules/.bin/tsx"
python=${PYTHON:-/usr/bin/python3}
# Two models are trained at once, each on one core.
export OMP_NUM_THREADS=1
sh "$here/voices.sh" "$out/voices" "$out/packages" &
voices=$!
"$python" "$here/folds.py" "$out"
"$run" "$here/extract-acoustic.ts" "$out/acoustic" --worsened 1
wait $voices
compose() { "$run" "$here/compose.ts" "$out/$1" "$out/fold-files.json" "$out/voices" --calls "$2" --seed "$3" --over-music "$4"; }
compose pickups 50 3 0.15 &
pickups=$!
compose over-music 20 2 0.6
"$run" "$here/extract-acoustic.ts" "$out/acoustic-composed" "$out/over-music"
wait $pickups
compose more-pickups 100 21 0.15 &
more=$!
"$python" "$here/train-acoustic.py" "$out" "$out/acoustic" "$out/acoustic-composed" --rounds 110
wait $more
extract() { name=$1; shift; "$run" "$here/extract-human.ts" "$out/$name" --models "$out" "$@"; }
extract human --worsened 1 &
human=$!
extract human-composed "$out/pickups"
wait $human
extract human-more "$out/more-pickups" &
more=$!
compose other-pickups 100 33 0.25
extract human-other "$out/other-pickups"
wait $more
"$python" "$here/train-human.py" "$out" "$out/human" "$out/human-composed"
course() { "$python" "$here/train-course.py" "$out" "$out/human" "$out/human-composed" "$out/human-more" "$out/human-other" "$@"; }
course --fold -1 --fold 0 --fold 1 --fold 2 &
folds=$!
course --fold 3 --fold 4 --fold 5
wait $folds
