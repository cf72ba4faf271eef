#!/usr/bin/env python3
"""Learns what the full band would have been, from what a telephone delivered: a small network from 11 frames of 24
log-mel energies (100 to 3900 Hz) to the 13 cepstra the acoustic model was trained on. No transcripts are needed.

    train-mapper.py PAIRS_FOLDER VALIDATION_FOLDER OUT_FILE [EPOCHS [HIDDEN]]

OUT_FILE is what line-mapper.c reads: see write().
"""
import os
import pathlib
import struct
import subprocess
import sys
import time

import numpy

# The same numbers are in line-mapper.c.
BINS, CEPSTRA, REACH = 24, 13, 5
DECAY, LOWEST_LEVEL, FLOOR = 0.004, 15.5, -12.0
# What adding one to every log-mel energy adds to the first cepstrum: 25 filters, orthonormal DCT.
C0_PER_LOG = 5.0
# PocketSphinx takes frames with a negative first cepstrum for digital silence.
USUAL_LEVEL = 20.0
NARROW = "-samprate 8000 -nfft 256 -lowerf 100 -upperf 3900 -nfilt 24 -logspec yes -remove_noise no -remove_silence no"
WIDE = "-samprate 16000 -lowerf 130 -upperf 6800 -nfilt 25 -transform dct -lifter 22 -remove_noise yes -remove_silence no"


def features(folder, part, arguments, width):
    source, target = folder / part, folder / f"{part}-features"
    if not target.exists():
        target.mkdir()
        subprocess.run(
            ["sphinx_fe", *arguments.split(), "-c", folder / "names", "-di", source, "-do", target, "-ei", "wav", "-eo", "f", "-mswav", "yes"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
    return lambda name: numpy.fromfile(target / f"{name}.f", "<f4")[1:].reshape(-1, width)


def levels(energies, start):
    """The line's level: rises at once, falls by 1.7 dB a second."""
    out = numpy.empty(len(energies), numpy.float32)
    level = start
    for index, energy in enumerate(energies.max(1)):
        level = max(level - DECAY, float(energy), LOWEST_LEVEL)
        out[index] = level
    return out


def load(folder):
    narrow = features(folder, "narrow", NARROW, BINS)
    wide = features(folder, "wide", WIDE, CEPSTRA)
    inputs, targets, starts = [], [], []
    total = 0
    for index, name in enumerate((folder / "names").read_text().split()):
        x, y = narrow(name), wide(name)
        length = min(len(x), len(y))
        x, y = x[:length], y[:length].copy()
        gain = float((folder / "narrow" / f"{name}.gain").read_text())
        # Half of them as the first words of a call, half as later ones.
        level = levels(x, LOWEST_LEVEL if index % 2 else float(x.max()))
        y[:, 0] += C0_PER_LOG * (gain - level + USUAL_LEVEL)
        x = numpy.maximum(x - level[:, None], FLOOR)
        inputs.append(numpy.concatenate([numpy.repeat(x[:1], REACH, 0), x, numpy.repeat(x[-1:], REACH, 0)]))
        targets.append(y)
        starts.append(numpy.arange(length, dtype=numpy.int32) + total)
        total += length + 2 * REACH
    return numpy.concatenate(inputs), numpy.concatenate(targets), numpy.concatenate(starts)


def write(path, layers):
    """int32 count of layers; each: int32 inputs, int32 outputs, float32 scale, float32 bias a row, int16 weights by row."""
    with open(path, "wb") as out:
        out.write(struct.pack("<i", len(layers)))
        for weights, bias in layers:
            scale = float(numpy.abs(weights).max()) / 32767
            out.write(struct.pack("<iif", weights.shape[0], weights.shape[1], scale))
            out.write(bias.astype("<f4").tobytes())
            out.write(numpy.round(weights.T / scale).astype("<i2").tobytes())


def main():
    folder, held_out, path = map(pathlib.Path, sys.argv[1:4])
    epochs = int(sys.argv[4]) if len(sys.argv) > 4 else 8
    hidden = int(sys.argv[5]) if len(sys.argv) > 5 else 256
    x, y, at = load(folder)
    vx, vy, vat = load(held_out)
    print(f"{len(y)} frames to learn from, {len(vy)} to check", flush=True)
    offsets = numpy.arange(2 * REACH + 1)
    gather = lambda source, where: source[where[:, None] + offsets].reshape(len(where), -1)
    mean, deviation = y.mean(0), y.std(0)
    in_mean, in_deviation = float(x.mean()), float(x.std())
    x, vx = (x - in_mean) / in_deviation, (vx - in_mean) / in_deviation
    y, vy = (y - mean) / deviation, (vy - mean) / deviation
    rng = numpy.random.default_rng(1)
    sizes = [BINS * len(offsets), hidden, hidden, CEPSTRA]
    layers = [
        [(rng.standard_normal((a, b)) * (2 / a) ** 0.5).astype(numpy.float32), numpy.zeros(b, numpy.float32)]
        for a, b in zip(sizes, sizes[1:])
    ]
    layers[-1][0] *= 0.1
    moments = [[numpy.zeros_like(p) for _ in range(2) for p in layer] for layer in layers]

    def forward(batch):
        outs = [batch]
        for index, (weights, bias) in enumerate(layers):
            batch = batch @ weights + bias
            if index < len(layers) - 1:
                numpy.maximum(batch, 0, out=batch)
            outs.append(batch)
        return outs

    size, step, began = 1024, 0, time.time()
    for epoch in range(epochs):
        order = rng.permutation(len(y))
        for first in range(0, len(order) - size, size):
            where = order[first : first + size]
            outs = forward(gather(x, at[where]))
            gradient = (outs[-1] - y[where]) * (2 / size)
            step += 1
            done = step * size / (epochs * len(order))
            rate = 1e-3 * (0.5 + 0.5 * numpy.cos(numpy.pi * min(1, done))) * min(1, step / 200)
            for index in range(len(layers) - 1, -1, -1):
                weights, bias = layers[index]
                before = gradient
                if index:
                    gradient = (gradient @ weights.T) * (outs[index] > 0)
                for slot, (parameter, slope) in enumerate(((weights, outs[index].T @ before), (bias, before.sum(0)))):
                    first_moment, second_moment = moments[index][slot], moments[index][slot + 2]
                    first_moment += 0.1 * (slope - first_moment)
                    second_moment += 0.001 * (slope * slope - second_moment)
                    corrected = (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
                    parameter -= rate * corrected * first_moment / (numpy.sqrt(second_moment) + 1e-8)
        error = numpy.concatenate([forward(gather(vx, vat[i : i + 4096]))[-1] - vy[i : i + 4096] for i in range(0, len(vat), 4096)])
        print(f"epoch {epoch + 1}: {time.time() - began:.0f} s, held-out error {(error**2).mean():.4f} of the variance", flush=True)
        # The standardising is folded into the first and last layer.
        first_weights, first_bias = layers[0]
        last_weights, last_bias = layers[-1]
        folded = [
            (first_weights / in_deviation, first_bias - first_weights.sum(0) * in_mean / in_deviation),
            *[tuple(layer) for layer in layers[1:-1]],
            (last_weights * deviation, last_bias * deviation + mean),
        ]
        write(path, folded)


main()
