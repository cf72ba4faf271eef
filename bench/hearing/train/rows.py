"""What extract-human.ts wrote: ten rows a second of every call, with the truth where it is known."""
import csv
import json
import os

import numpy as np

# Of lib/hearing/human/call-course.ts: what is known of the voice begins here, as logarithms.
EVIDENCE = 85

# What sounds, as extract-human.ts names it: studio and announcer are voices of recordings, listening a person's pause.
HEARD = ["tone", "silence", "music", "studio", "announcer", "person", "listening"]


class Rows:
    """Rows of several extractions one after the other; the first is the labelled set, the others are composed calls."""

    def __init__(self, folder, names):
        meta, parts = [], []
        for name in names:
            with open(name + ".csv") as f:
                m = list(csv.reader(f))[1:]
            parts.append(np.fromfile(name + ".f32", dtype="<f4").reshape(len(m), -1))
            meta += m
        with open(os.path.join(folder, "fold-files.json")) as f:
            fold_of = json.load(f)
        self.x = np.concatenate(parts)
        self.file = np.array([m[0] for m in meta])
        self.live = np.array([int(m[2]) for m in meta])
        self.source = np.array([m[3] for m in meta])
        self.weight = np.array([float(m[4]) for m in meta])
        self.fold = np.array([fold_of.get(m[0].split("#")[0], int(m[5] or -1)) for m in meta])
        self.asked = np.array([m[6] == "1" for m in meta])
        self.heard = np.array([HEARD.index(m[7]) if m[7] else -1 for m in meta])
        self.since = np.array([float(m[8]) for m in meta])
        self.judged = np.arange(len(meta)) < len(parts[0])
        self.folds = sorted(set(fold_of.values()))

    def take(self, chosen):
        """These rows alone."""
        for name in ("x", "file", "live", "source", "weight", "fold", "asked", "heard", "since", "judged"):
            setattr(self, name, getattr(self, name)[chosen])
        return self

    def evidence(self):
        """What is known of the voice, as lib/hearing/human/evidence-names.ts has it."""
        x = self.x[:, EVIDENCE:]
        return np.sign(x) * np.expm1(np.abs(x))

    def balanced(self, composed):
        """
        Weights: every source weighs the same within its class, up to a point (a few long recordings must not speak for
        all); `composed`: what a row of a composed call weighs beside one of the set; persons half of what recordings do.
        """
        w = np.where(self.live < 0, 0, self.weight) * np.where(self.judged, 1, composed)
        for live in (0, 1):
            of = self.live == live
            _, which, count = np.unique(self.source[of], return_inverse=True, return_counts=True)
            w[of] *= ((count / np.median(count)) ** -0.5)[which]
        w[self.live == 1] *= w[self.live == 0].sum() / w[self.live == 1].sum() * 0.5
        return w

    def sources_of(self, fold):
        """Voices, tracks and persons heard in the labelled set's files of a fold: its model must not know them."""
        return set(self.source[(self.fold == fold) & self.judged]) - {"", "none", "synth"}
