"""Writes OUT_FOLDER/fold-files.json: which held-out fold judges which file. Usage: folds.py OUT_FOLDER [LABELS] [FOLDS]"""
import json
import os
import sys

from boosting import file_folds

out = sys.argv[1]
labels = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "../../../../shared/audio/labels.json")
os.makedirs(out, exist_ok=True)
with open(os.path.join(out, "fold-files.json"), "w") as f:
    json.dump(file_folds(json.load(open(labels))["files"], int(sys.argv[3]) if len(sys.argv) > 3 else 6), f)
