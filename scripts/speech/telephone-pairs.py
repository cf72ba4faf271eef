#!/usr/bin/env python3
"""Makes pairs to learn from: speech in the full band, and the same as telephone lines of many kinds deliver it.

    telephone-pairs.py OUT_FOLDER COPIES SOURCE_LIST     SOURCE_LIST: one wav of 16 kHz, 16 bit, mono a line

Writes OUT_FOLDER/wide/NAME.wav (16 kHz, as it was, or a little faster or slower: another throat) and
OUT_FOLDER/narrow/NAME.wav (8 kHz; the same samples at half the rate, filtered, loud or quiet, with noise, coded, with
lost packets concealed), NAME.gain beside it (natural logarithm of the power gain), and OUT_FOLDER/names. NAME is COPY-LINE-STEM of the source.
"""
import os
import pathlib
import subprocess
import sys
import wave

import numpy
from scipy.signal import fftconvolve, firwin2, resample_poly

RATE = 8000
RNG = numpy.random.default_rng(1)
SPEEDS = ((1, 1), (1, 1), (10, 9), (9, 10))
FRAME = 160


def read(path):
    with wave.open(str(path)) as source:
        assert source.getframerate() == 16000 and source.getnchannels() == 1, path
        return numpy.frombuffer(source.readframes(source.getnframes()), "<i2").astype(numpy.float32)


def write(path, samples, rate):
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(rate)
        target.writeframes(numpy.clip(numpy.round(samples), -32768, 32767).astype("<i2").tobytes())


def line_filter():
    """Low cut, high cut and a tilt, as telephones, adapters and trunks differ; zero phase."""
    low, high, tilt = RNG.uniform(30, 350), RNG.uniform(3250, 3850), RNG.normal(0, 1.5)
    hz = numpy.linspace(0, 4000, 129)
    gain = 10 ** (tilt * numpy.log2(numpy.maximum(hz, 100) / 1000) / 20)
    gain *= 1 / (1 + (low / numpy.maximum(hz, 1)) ** 8)
    gain *= 1 / (1 + (hz / high) ** 60)
    gain *= 10 ** (numpy.interp(hz, numpy.linspace(0, 4000, 7), RNG.normal(0, 1, 7)) / 20)
    return firwin2(255, hz, numpy.concatenate([gain[:-1], [0]]), fs=RATE)


def noise(kind, length, others):
    if kind == "babble":
        total = numpy.zeros(length, numpy.float32)
        for other in others:
            total += numpy.resize(other, length)
        return total
    if kind == "hum":
        time = numpy.arange(length) / RATE
        mains = RNG.choice([50, 60])
        return sum(RNG.uniform(0.1, 1) * numpy.sin(2 * numpy.pi * mains * n * time + RNG.uniform(0, 6)) for n in range(1, 9))
    shape = {"white": 0.0, "pink": 0.5, "brown": 1.0}[kind]
    spectrum = numpy.fft.rfft(RNG.standard_normal(length))
    return numpy.fft.irfft(spectrum / numpy.maximum(1, numpy.arange(len(spectrum))) ** shape, length)


def mu_law(samples):
    """There and back (G.711)."""
    x = numpy.clip(numpy.round(samples), -32635, 32635)
    magnitude = numpy.abs(x) + 132
    exponent = numpy.clip(numpy.floor(numpy.log2(magnitude)) - 7, 0, 7)
    step = 2 ** (exponent + 3)
    return numpy.sign(x) * ((numpy.floor(magnitude / step) + 0.5) * step - 132)


def a_law(samples):
    x = numpy.clip(numpy.round(samples), -32768, 32767)
    magnitude = numpy.abs(x)
    exponent = numpy.clip(numpy.floor(numpy.log2(numpy.maximum(magnitude, 256))) - 7, 1, 7)
    step = 2 ** (exponent + 3)
    return numpy.sign(x) * (numpy.floor(magnitude / step) + 0.5) * step


def gsm(samples, scratch):
    write(scratch + ".wav", samples, RATE)
    subprocess.run(["sox", scratch + ".wav", scratch + ".gsm"], check=True)
    subprocess.run(["sox", scratch + ".gsm", "-b", "16", "-e", "signed-integer", scratch + ".wav"], check=True)
    with wave.open(scratch + ".wav") as source:
        coded = numpy.frombuffer(source.readframes(source.getnframes()), "<i2").astype(numpy.float32)
    return numpy.resize(coded, len(samples)) if len(coded) else samples


def lose_packets(samples, share):
    """The last pitch period again and again, fading: what a jitter buffer plays for a lost packet."""
    out = samples.copy()
    fading = 1.0
    for at in range(FRAME * 2, len(out) - FRAME, FRAME):
        if RNG.random() >= share:
            fading = 1.0
            continue
        past = out[at - 2 * FRAME : at]
        tail = past[-80:]
        scores = [float(numpy.dot(tail, past[-80 - lag : -lag])) / (1 + float(numpy.linalg.norm(past[-80 - lag : -lag]))) for lag in range(20, 140)]
        period = past[-(20 + int(numpy.argmax(scores))) :]
        fading *= 0.8
        out[at : at + FRAME] = fading * numpy.resize(period, FRAME)
    return out


def main():
    out, copies = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    sources = [line.strip() for line in open(sys.argv[3]) if line.strip()]
    for part in ("wide", "narrow"):
        (out / part).mkdir(parents=True, exist_ok=True)
    recent = []
    names = open(out / "names", "w")
    for copy in range(copies):
        for index, source in enumerate(sources):
            wide = read(source)
            up, down = SPEEDS[(copy + index) % len(SPEEDS)] if copy else (1, 1)
            if up != down:
                wide = resample_poly(wide, up, down)
            # Half a second of the room before and after: the silence between prompts.
            peak = numpy.max(numpy.abs(wide)) or 1
            wide = wide * min(1, 30000 / peak)
            level = 2000 / (numpy.sqrt(numpy.mean(wide**2)) or 1)
            narrow = fftconvolve(resample_poly(wide, 1, 2), line_filter(), "same")
            wanted_dbfs = RNG.uniform(-36, -14)
            gain = 32768 * 10 ** (wanted_dbfs / 20) / (numpy.sqrt(numpy.mean(narrow**2)) or 1)
            narrow = narrow * gain
            recent = [*recent[-7:], narrow]
            if RNG.random() < 0.6:
                kind = RNG.choice(["white", "pink", "brown", "hum", "babble"], p=[0.25, 0.25, 0.15, 0.15, 0.2])
                added = noise(kind, len(narrow), recent[:-1][-int(RNG.integers(2, 6)) :] or [narrow[::-1]])
                snr = RNG.uniform(6, 35)
                rms = numpy.sqrt(numpy.mean(added**2)) or 1
                narrow = narrow + added * (numpy.sqrt(numpy.mean(narrow**2)) / rms * 10 ** (-snr / 20))
            codec = RNG.choice(["mu", "a", "gsm", "mu-gsm"], p=[0.55, 0.2, 0.1, 0.15])
            if "gsm" in codec:
                narrow = gsm(narrow, str(out / f"scratch-{os.getpid()}"))
            narrow = a_law(narrow) if codec == "a" else mu_law(narrow)
            if RNG.random() < 0.3:
                narrow = lose_packets(narrow, RNG.uniform(0.01, 0.08))
            name = f"{copy}-{index}-{pathlib.Path(source).stem}"
            write(out / "wide" / f"{name}.wav", wide * level, 16000)
            write(out / "narrow" / f"{name}.wav", narrow, RATE)
            (out / "narrow" / f"{name}.gain").write_text(f"{2 * numpy.log(gain / level):.4f}\n")
            print(name, file=names)


main()
