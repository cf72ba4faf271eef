"""
Trains a recurrent network of the live-human model: it hears the course of a whole call, ten rows a second.

    python3 train-course.py FOLDER NETWORK ROWS [ROWS...] [--fold K] [--sounds 0.3] [--early 1]

NETWORK: its number, also that of the chance it is trained with. ROWS: what extract-human.ts wrote; the first is the
labelled set, others are composed training calls. FOLDER holds fold-files.json; course-N-model.json and
course-N-fold-K.json are written there. A fold's network has seen none of its
files and is told nothing about any voice, track or person heard in them. Needs Debian's python3-torch.
"""
import argparse
import json
import os
import time

import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score
from torch import nn

from boosting import significant
from rows import HEARD, Rows

p = argparse.ArgumentParser()
p.add_argument("folder")
p.add_argument("network", type=int)
p.add_argument("rows", nargs="+")
p.add_argument("--fold", type=int, action="append", help="only this fold's network; -1: the one of all data")
p.add_argument("--hidden", type=int, default=64)
p.add_argument("--epochs", type=int, default=9)
p.add_argument("--steps", type=int, default=800, help="length of a training sequence, tenths of a second")
p.add_argument("--batch", type=int, default=24)
p.add_argument("--rate", type=float, default=3e-3)
p.add_argument("--composed", type=float, default=0.25, help="what a row of a composed call weighs beside one of the set")
p.add_argument("--idle", type=float, default=0.15, help="what a row weighs while no voice is judged")
p.add_argument("--sounds", type=float, default=0, help="weight of naming what sounds, beside the task itself")
p.add_argument("--early", type=float, default=0, help="how much more the first seconds of a person weigh")
a = p.parse_args()
torch.set_num_threads(1)

# A sequence that begins in the middle of a call is not judged before the network has heard this many steps of it.
UNJUDGED_STEPS = 60
# Somebody who is not noticed in this time has heard nothing and may hang up.
EARLY_SECONDS = 6

rows = Rows(a.folder, a.rows)
mean = rows.x.mean(0)
deviation = rows.x.std(0) + 1e-3
x = np.clip((rows.x - mean) / deviation, -4, 4).astype(np.float32)
first = (rows.since >= 0) & (rows.since < EARLY_SECONDS)
weight = (rows.balanced(a.composed) * np.where(rows.asked, 1, a.idle) * np.where(first, 1 + a.early, 1)).astype(np.float32)
rarity = (len(rows.heard) / (np.bincount(rows.heard[rows.heard >= 0], minlength=len(HEARD)) + 1)) ** 0.5
rarity = torch.tensor(rarity / rarity.mean(), dtype=torch.float32)
live = np.maximum(rows.live, 0).astype(np.float32)
starts = np.flatnonzero(np.r_[True, rows.file[1:] != rows.file[:-1]])
ends = np.r_[starts[1:], len(rows.file)]


class Network(nn.Module):
    """What lib/hearing/models/recurrent-network.ts evaluates, with the noise of training."""

    def __init__(self):
        super().__init__()
        self.entry = nn.Linear(x.shape[1], a.hidden)
        self.gates = nn.GRU(a.hidden, a.hidden, batch_first=True)
        self.exit = nn.Linear(2 * a.hidden, 1)
        # For training only: who must also tell what sounds learns more from calls without a person.
        self.sounds = nn.Linear(2 * a.hidden, len(HEARD))
        self.forget_inputs = nn.Dropout(0.15)
        self.forget_state = nn.Dropout(0.3)

    def forward(self, rows):
        entered = torch.relu(self.entry(self.forget_inputs(rows)))
        state, _ = self.gates(entered)
        known = self.forget_state(torch.cat([entered, state], -1))
        return self.exit(known)[..., 0], self.sounds(known)


def batch_of(calls, chance, weights, random):
    """Stretches of calls drawn by length; a third begin where the call does."""
    shape = (a.batch, a.steps)
    bx, by, bw = np.zeros((*shape, x.shape[1]), np.float32), np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    heard = np.full(shape, -1, np.int64)
    for j, call in enumerate(random.choice(len(calls), a.batch, p=chance)):
        start, end = calls[call]
        at = start
        if end - start > a.steps and random.random() > 0.3:
            at += int(random.integers(0, end - start - a.steps // 3))
        n = min(a.steps, end - at)
        bx[j, :n], by[j, :n], bw[j, :n] = x[at : at + n], live[at : at + n], weights[at : at + n]
        heard[j, :n] = rows.heard[at : at + n]
        if at > start:
            bw[j, :UNJUDGED_STEPS] = 0
    return map(torch.from_numpy, (bx, by, bw, heard))


def fit(k):
    """Fold k's network; k < 0: that of all data."""
    torch.manual_seed(a.network)
    random = np.random.default_rng(a.network)
    weights = weight.copy()
    weights[np.isin(rows.source, list(rows.sources_of(k)))] = 0
    calls = [(s, e) for s, e in zip(starts, ends) if rows.fold[s] != k]
    lengths = np.array([e - s for s, e in calls], float)
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), a.rate, weight_decay=1e-3)
    batches = max(1, int(lengths.sum() / (a.steps * a.batch)))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, a.rate, total_steps=batches * a.epochs, pct_start=0.2)
    scale = float(weights[weights > 0].mean()) * a.batch * a.steps * 0.5
    network.train()
    for epoch in range(a.epochs):
        began, loss_sum = time.time(), 0.0
        for _ in range(batches):
            bx, by, bw, heard = batch_of(calls, lengths / lengths.sum(), weights, random)
            # Other lines and rooms shift a call as a whole; the rest is measured anew each time.
            bx = bx + 0.1 * torch.randn(a.batch, 1, x.shape[1]) + 0.1 * torch.randn_like(bx)
            score, sounds = network(bx)
            loss = (nn.functional.binary_cross_entropy_with_logits(score, by, reduction="none") * bw).sum() / scale
            if a.sounds > 0:
                sounds, heard = sounds.reshape(-1, len(HEARD)), heard.reshape(-1)
                loss = loss + a.sounds * nn.functional.cross_entropy(sounds, heard, weight=rarity, ignore_index=-1)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            loss_sum += float(loss)
        print(f"fold {k} epoch {epoch}: loss {loss_sum / batches:.4f}, {time.time() - began:.0f} s", flush=True)
    network.eval()
    return network


def numbers(tensor, digits=4):
    return [significant(v, digits) for v in np.ravel(np.asarray(tensor))]


def write_network(path, network):
    s = network.state_dict()
    out = {
        "inputs": x.shape[1], "hidden": a.hidden,
        "mean": numbers(mean, 5), "deviation": numbers(deviation, 5),
        "entry": numbers(s["entry.weight"]), "entryBias": numbers(s["entry.bias"]),
        "gates": numbers(s["gates.weight_ih_l0"]), "gateBias": numbers(s["gates.bias_ih_l0"]),
        "state": numbers(s["gates.weight_hh_l0"]), "stateBias": numbers(s["gates.bias_hh_l0"]),
        "exit": numbers(s["exit.weight"]), "exitBias": numbers(s["exit.bias"])[0],
    }
    with open(path, "w") as f:
        json.dump(out, f, separators=(",", ":"))
        f.write("\n")


for k in a.fold or [-1, *rows.folds]:
    network = fit(k)
    write_network(os.path.join(a.folder, f"course-{a.network}-" + ("model.json" if k < 0 else f"fold-{k}.json")), network)
    if k < 0:
        continue
    score = np.full(len(live), np.nan)
    with torch.no_grad():
        for start, end in zip(starts, ends):
            if rows.fold[start] == k:
                score[start:end] = network(torch.from_numpy(x[None, start:end]))[0][0].numpy()
    for what, chosen in (("DEV", rows.judged), ("composed", ~rows.judged)):
        ok = chosen & rows.asked & (rows.live >= 0) & ~np.isnan(score)
        if ok.any():
            auc, ap = roc_auc_score(rows.live[ok], score[ok]), average_precision_score(rows.live[ok], score[ok])
            print(f"fold {k} {what}: {ok.sum()} rows, AUC {auc:.4f}, AP {ap:.4f}", flush=True)
