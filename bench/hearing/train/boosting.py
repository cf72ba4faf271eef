"""Gradient boosting with held-out folds by source, and its export as the plain data lib/hearing evaluates."""
import json

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def significant(x, digits=5):
    return float(f"{float(x):.{digits}g}")


def export(models, classes, inputs):
    """The JSON of lib/hearing/models/boosted-trees.ts; of several models it is their mean score: all their trees, scaled."""
    share = 1 / len(models)
    out = {
        "classes": list(classes),
        "inputs": inputs,
        "baseline": [significant(x, 6) for x in np.mean([np.ravel(m._baseline_prediction) for m in models], axis=0)],
        "roots": [], "feature": [], "value": [], "left": [], "right": [],
    }
    for tree in (tree for model in models for iteration in model._predictors for tree in iteration):
        out["roots"].append(len(out["feature"]))
        for node in tree.nodes:
            leaf = bool(node["is_leaf"])
            out["feature"].append(-1 if leaf else int(node["feature_idx"]))
            # A threshold sits between two values of the training set: four digits of it are enough.
            out["value"].append(significant(node["value"] * share, 3) if leaf else significant(node["num_threshold"], 4))
            out["left"].append(0 if leaf else int(node["left"]))
            out["right"].append(0 if leaf else int(node["right"]))
    return out


def write_model(path, models, classes, inputs):
    with open(path, "w") as f:
        json.dump(export(models, classes, inputs), f, separators=(",", ":"))
        f.write("\n")


def boost(x, y, weight, rounds, leaves, rate, l2=2.0, smallest=40, seed=1):
    model = HistGradientBoostingClassifier(
        loss="log_loss", max_iter=rounds, max_leaf_nodes=leaves, learning_rate=rate,
        l2_regularization=l2, min_samples_leaf=smallest, early_stopping=False, random_state=seed,
    )
    return model.fit(x, y, sample_weight=weight)


def file_folds(files, count):
    """Fold of each file: files that share a music track or a person stay together, sizes are balanced by seconds."""
    groups = {}
    for f in files:
        names = sorted({s["src"] for s in f["segments"] if "src" in s and s["label"] in ("MUSIC", "LIVE_HUMAN")})
        key = names[0] if names else f["file"]
        key = key.replace(".wav", "")
        groups.setdefault(key, []).append(f)
    load = [0.0] * count
    fold = {}
    for key in sorted(groups, key=lambda k: (-sum(f["duration"] for f in groups[k]), k)):
        k = int(np.argmin(load))
        for f in groups[key]:
            fold[f["file"]] = k
            load[k] += f["duration"]
    return fold
