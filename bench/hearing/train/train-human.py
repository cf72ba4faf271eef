"""
Trains the trees of the live-human model.

    python3 train-human.py FOLDER ROWS [ROWS...]

ROWS: what extract-human.ts wrote; the first is the labelled set, others are composed training calls. FOLDER holds
fold-files.json; human-model.json and human-fold-K.json are written there. A fold's model has seen neither its files
nor any voice, track or person heard in them.
"""
import argparse
import multiprocessing
import os

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from boosting import boost, write_model
from rows import Rows

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

rows = Rows(a.folder, a.rows)
asked = np.flatnonzero(rows.asked & (rows.live >= 0))
# Every second one: they are a tenth of a second apart and much alike.
rows.take(asked[::2])
x, y, source, fold, judged = rows.evidence(), rows.live, rows.source, rows.fold, rows.judged
for i in filter(None, a.drop.split(",")):
    x[:, int(i)] = 0
w = rows.balanced(a.composed)

options = dict(rounds=a.rounds, leaves=a.leaves, rate=a.rate, l2=10.0, smallest=60)
score = np.full(len(y), np.nan)


def bagged(chosen):
    """Models of these rows, each blind to other quarters of the sources: what they agree on is not one voice's."""
    names = np.unique(source[chosen])
    models = []
    for bag in range(a.bags):
        order = np.random.default_rng(100 + bag).permutation(len(names))
        blind = set(names[order[: len(names) // 4]]) - {"none", "synth"} if a.bags > 1 else set()
        seen = chosen & ~np.isin(source, list(blind))
        models.append(boost(x[seen], y[seen], w[seen], seed=bag, **options))
    return models


def chance(models, chosen):
    score = np.mean([m.decision_function(x[chosen]) for m in models], axis=0)
    return 1 / (1 + np.exp(-score))


def fit(k):
    """Fold k's model and its scores of the fold's rows; k < 0: the model of all data."""
    if k < 0:
        return bagged(np.ones(len(y), bool)), None, len(y)
    test = fold == k
    train = ~test & ~np.isin(source, list(rows.sources_of(k)))
    models = bagged(train)
    return models, chance(models, test), int(train.sum())


folds = [-1, *rows.folds]
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
