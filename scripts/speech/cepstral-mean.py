#!/usr/bin/env python3
"""Sets -cmninit of feat.params to the mean cepstrum of telephone audio, so that the first utterance of a call is heard
as well as the next.

    cepstral-mean.py MFC_FOLDER FEAT_PARAMS
"""
import array
import pathlib
import sys

total = [0.0] * 13
files = sorted(pathlib.Path(sys.argv[1]).glob("*.mfc"))
for file in files:
    values = array.array("f", file.read_bytes()[4:])
    frames = len(values) // 13
    for i in range(13):
        total[i] += sum(values[i::13]) / frames / len(files)
path = pathlib.Path(sys.argv[2])
lines = [line for line in path.read_text().splitlines() if not line.startswith("-cmninit")]
path.write_text("\n".join(lines + ["-cmninit " + ",".join(f"{value:.2f}" for value in total)]) + "\n")
