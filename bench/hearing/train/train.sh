#!/bin/sh
# Trains both models anew, from ../shared/audio and voices of Debian packages and a public repository (voices.sh): about
# forty minutes of both cores of a small machine, 3 GB of scratch files.
#   bench/hearing/train/train.sh WORK_FOLDER        (needs Debian's python3-sklearn, sox, libsox-fmt-base and libsox-fmt-mp3)
# Afterwards: tsx bench/hearing/evaluate.ts --models WORK_FOLDER judges the held-out folds; to ship the models, copy
# WORK_FOLDER/acoustic-model.json and human-model.json to lib/hearing and run prettier over them.
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
"$run" "$here/compose.ts" "$out/pickups" "$out/fold-files.json" "$out/voices" --calls 50 --seed 3 &
pickups=$!
"$run" "$here/compose.ts" "$out/over-music" "$out/fold-files.json" "$out/voices" --calls 20 --seed 2 --over-music 0.6
"$run" "$here/extract-acoustic.ts" "$out/acoustic-composed" "$out/over-music"
wait $pickups
"$python" "$here/train-acoustic.py" "$out" "$out/acoustic" "$out/acoustic-composed" --rounds 110
"$run" "$here/extract-human.ts" "$out/human" --models "$out" --worsened 1 &
human=$!
"$run" "$here/extract-human.ts" "$out/human-composed" --models "$out" "$out/pickups"
wait $human
"$python" "$here/train-human.py" "$out" "$out/human" "$out/human-composed"
