#!/bin/sh
# Trains both models anew, from ../shared/audio alone: about 15 minutes on two cores, 3 GB of scratch files.
#   bench/hearing/train/train.sh WORK_FOLDER        (needs Debian's python3-sklearn)
# Afterwards: tsx bench/hearing/evaluate.ts --models WORK_FOLDER judges the held-out folds; to ship the models, copy
# WORK_FOLDER/acoustic-model.json and human-model.json to lib/hearing and run prettier over them.
set -eu
out=$1
here=$(dirname "$0")
root=$here/../../..
run="$root/node_modules/.bin/tsx"
python=${PYTHON:-/usr/bin/python3}
mkdir -p "$out"
"$python" "$here/folds.py" "$out"
"$run" "$here/compose.ts" "$out/voices-over-music" "$out/fold-files.json" --calls 20 --seed 2 --over-music 0.6
"$run" "$here/compose.ts" "$out/pickups" "$out/fold-files.json" --calls 60 --seed 3
"$run" "$here/extract-acoustic.ts" "$out/acoustic" --worsened 1
"$run" "$here/extract-acoustic.ts" "$out/acoustic-composed" "$out/voices-over-music"
"$python" "$here/train-acoustic.py" "$out" "$out/acoustic" "$out/acoustic-composed" --rounds 110
"$run" "$here/extract-human.ts" "$out/human" --models "$out" --worsened 1
"$run" "$here/extract-human.ts" "$out/human-composed" --models "$out" "$out/pickups"
"$python" "$here/train-human.py" "$out" "$out/human" "$out/human-composed"
