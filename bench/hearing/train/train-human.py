"""
Trains the live-human model.

    python3 train-human.py FOLDER ROWS [ROWS...] [--labels labels.json]

ROWS: what extract-human.ts wrote; the first is the labelled set, others are composed training calls (with a fold
column). FOLDER holds fold-files.json; human-model.json and human-fold-K.json are written there. A fold's model has
seen neither its files nor any voice, track or person heard in them.
"""
import argparse
import csv
import json
import multiprocessing
import os

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from boosting import boost, write_model

p = argparse.ArgumentParser()
p.add_argument("folder")
p.add_argument("rows", nargs="+")
p.add_argument("--rounds", type=int, default=130)
p.add_argument("--rate", type=float, default=0.1)
p.add_argument("--leaves", type=int, default=12)
p.add_argument("--jobs", type=int, default=2, help="models trained at once, each on one core")
p.add_argument("--bags", type=int, default=3, help="models averaged, each trained without a quarter of the sources")
p.add_argument("--composed", type=float, default=0.35, help="what a row of a composed call weighs beside one of the set")
p.add_argument("--drop", default="", help="comma-separated input numbers to blank out")
a = p.parse_args()

meta, parts = [], []
for rows in a.rows:
    m = list(csv.DictReader(open(rows + ".csv")))
    parts.append(np.fromfile(rows + ".f32", dtype="<f4").reshape(len(m), -1))
    meta += m
x = np.concatenate(parts)
for i in filter(None, a.drop.split(",")):
    x[:, int(i)] = 0
y = np.array([int(m["live"]) for m in meta])
w = np.array([float(m["weight"]) for m in meta])
source = np.array([m["source"] for m in meta])
name = np.array([m["file"] for m in meta])
fold_of = json.load(open(os.path.join(a.folder, "fold-files.json")))
fold = np.array([fold_of.get(m["file"], int(m["fold"] or -1)) for m in meta])
judged = np.arange(len(y)) < len(parts[0])
w[~judged] *= a.composed
# Every source weighs the same within its class, up to a point: a few long recordings must not speak for all.
for live in (0, 1):
    names, count = np.unique(source[y == live], return_counts=True)
    scale = dict(zip(names, (count / np.median(count)) ** -0.5))
    for i in np.flatnonzero(y == live):
        w[i] *= scale[source[i]]
w[y == 1] *= w[y == 0].sum() / w[y == 1].sum() * 0.5

options = dict(rounds=a.rounds, leaves=a.leaves, rate=a.rate, l2=10.0, smallest=60)
score = np.full(len(y), np.nan)


def bagged(rows):
    """Models of these rows, each blind to other quarters of the sources: what they agree on is not one voice's."""
    names = np.unique(source[rows])
    models = []
    for bag in range(a.bags):
        order = np.random.default_rng(100 + bag).permutation(len(names))
        blind = set(names[order[: len(names) // 4]]) - {"none", "synth"} if a.bags > 1 else set()
        seen = rows & ~np.isin(source, list(blind))
        models.append(boost(x[seen], y[seen], w[seen], seed=bag, **options))
    return models


def chance(models, rows):
    score = np.mean([m.decision_function(x[rows]) for m in models], axis=0)
    return 1 / (1 + np.exp(-score))


def fit(k):
    """Fold k's model and its scores of the fold's rows; k < 0: the model of all data."""
    if k < 0:
        return bagged(np.ones(len(y), bool)), None, len(y)
    test = fold == k
    heard = set(source[test & judged]) - {"none", "synth"}
    train = ~test & ~np.isin(source, list(heard))
    models = bagged(train)
    return models, chance(models, test), int(train.sum())


folds = [-1, *sorted(set(fold_of.values()))]
with multiprocessing.Pool(a.jobs) as pool:
    for k, (models, said, trained) in zip(folds, pool.imap(fit, folds)):
        if k < 0:
            write_model(os.path.join(a.folder, "human-model.json"), models, ["live"], x.shape[1])
            continue
        score[fold == k] = said
        write_model(os.path.join(a.folder, f"human-fold-{k}.json"), models, ["live"], x.shape[1])
        print(f"fold {k}: {(fold == k).sum()} rows judged by a model of {trained}", flush=True)
for what, ok in (("DEV", judged), ("composed", ~judged)):
    if ok.any():
        print(what, ok.sum(), "rows, AUC", round(roc_auc_score(y[ok], score[ok]), 4), "AP", round(average_precision_score(y[ok], score[ok]), 4))
print("bytes", os.path.getsize(os.path.join(a.folder, "human-model.json")))
