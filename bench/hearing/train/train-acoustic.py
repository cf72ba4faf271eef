"""
Trains the acoustic model (tone, silence, music, speech, speech over music).

    python3 train-acoustic.py OUT_FOLDER ROWS [ROWS...] [--coded ROWS] [--folds 6] [--labels labels.json]

ROWS is what extract-acoustic.ts wrote; the first is the labelled set, others are composed training calls; --coded: the
labelled set through codecs (coded.sh), whose rows weigh half. Each model is the mean of two: one is told of the composed
calls' announcers, with whom fewer voices are taken for music and more rooms for voices, the other is not. Writes OUT_FOLDER/acoustic-model.json (all data) and acoustic-fold-K.json,
fold-files.json (which fold judges which file). A fold's model has seen neither its files nor any voice, track or
person that is heard in them.
"""
import argparse
import csv
import json
import multiprocessing
import os

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score

from boosting import boost, file_folds, write_model

CLASSES = ["tone", "silence", "music", "speech", "speech-over-music"]

p = argparse.ArgumentParser()
p.add_argument("out")
p.add_argument("rows", nargs="+")
p.add_argument("--coded")
p.add_argument("--folds", type=int, default=6)
p.add_argument("--labels", default=os.path.join(os.path.dirname(__file__), "../../../../shared/audio/labels.json"))
p.add_argument("--rounds", type=int, default=90)
p.add_argument("--leaves", type=int, default=15)
p.add_argument("--jobs", type=int, default=2, help="models trained at once, each on one core")
a = p.parse_args()

meta, parts = [], []
for rows in [*a.rows, a.coded] if a.coded else a.rows:
    m = list(csv.DictReader(open(rows + ".csv")))
    for row in m if rows == a.coded else []:
        row["weight"] = 0.5 * float(row["weight"])
    parts.append(np.fromfile(rows + ".f32", dtype="<f4").reshape(len(m), -1))
    meta += m
x = np.concatenate(parts)
judged = np.arange(len(meta)) < len(parts[0])
y = np.array([CLASSES.index(m["class"]) for m in meta])
w = np.array([float(m["weight"]) for m in meta])
source = np.array([m["source"] for m in meta])
name = np.array([m["file"] for m in meta])
# Rare classes count for more, by the square root of how rare they are in the labelled set.
share = np.bincount(y[judged], minlength=len(CLASSES)) / judged.sum()
w *= (1 / np.sqrt(share))[y]

files = json.load(open(a.labels))["files"]
fold = file_folds(files, a.folds)
os.makedirs(a.out, exist_ok=True)
json.dump(fold, open(os.path.join(a.out, "fold-files.json"), "w"))
row_fold = np.array([fold.get(m["file"], int(m["fold"] or -1)) for m in meta])
predicted = np.full(len(y), -1)
announcer = ~judged & (np.arange(len(y)) < sum(len(part) for part in parts[: len(a.rows)])) & (y == CLASSES.index("speech"))


def fit(k):
    """Fold k's models and what their mean says of its files; k < 0: the models of all data."""
    if k < 0:
        return pair(np.full(len(y), True)), None, len(y)
    test = (row_fold == k) & judged
    heard = set(source[test]) - {"none", "synth"}
    # Tones and generated music have no source name: their files are theirs alone.
    train = (row_fold != k) & ~np.isin(source, list(heard))
    models = pair(train)
    score = np.mean([m.decision_function(x[test]) for m in models], axis=0)
    return models, score.argmax(1), int(train.sum())


def pair(train):
    return [boost(x[told], y[told], w[told], a.rounds, a.leaves, 0.1) for told in (train & ~announcer, train)]


with multiprocessing.Pool(a.jobs) as pool:
    for k, (models, said, trained) in zip([-1, *range(a.folds)], pool.imap(fit, [-1, *range(a.folds)])):
        if k < 0:
            write_model(os.path.join(a.out, "acoustic-model.json"), models, CLASSES, x.shape[1])
            continue
        test = (row_fold == k) & judged
        predicted[test] = said
        write_model(os.path.join(a.out, f"acoustic-fold-{k}.json"), models, CLASSES, x.shape[1])
        print(f"fold {k}: {test.sum()} rows judged by a model of {trained}, accuracy {np.mean(said == y[test]):.3f}", flush=True)
ok = predicted >= 0
print("accuracy", round(float(np.mean(predicted[ok] == y[ok])), 4), "macro-F1", round(f1_score(y[ok], predicted[ok], average="macro"), 4))
print(CLASSES)
print(confusion_matrix(y[ok], predicted[ok]))
print("bytes", os.path.getsize(os.path.join(a.out, "acoustic-model.json")))
