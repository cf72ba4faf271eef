#!/usr/bin/env python3
"""Rebuilds mixture_weights, which Debian's en-us model lacks, from its sendump (uint8 log weights, base 1.0001 << 10).

    mixture-weights.py sendump mixture_weights
"""
import struct
import sys

FEATURES, CODEWORDS = 3, 128

with open(sys.argv[1], "rb") as source:
    dump = source.read()


def header(at):
    """Length-prefixed strings, ended by a length of zero."""
    values = {}
    while True:
        (length,) = struct.unpack_from("<i", dump, at)
        at += 4
        if length == 0:
            return values, at
        text = dump[at : at + length].split(b"\0")[0].decode("latin1")
        at += length
        if " " in text:
            key, value = text.split(" ", 1)
            values[key] = value


values, at = header(0)
# What follows is rows and columns, unless the header gave them.
rows, columns = struct.unpack_from("<ii", dump, at)
at += 8
features = int(values.get("feature_count", FEATURES))
codewords = int(values.get("mixture_count", rows))
senones = int(values.get("model_count", columns))
body = dump[len(dump) - features * codewords * senones :]
weights = [1.0001 ** -(value << 10) for value in range(256)]
out = bytearray()
for senone in range(senones):
    for feature in range(features):
        base = feature * codewords * senones
        row = [weights[body[base + codeword * senones + senone]] for codeword in range(codewords)]
        total = sum(row)
        out += struct.pack(f"<{codewords}f", *(weight / total for weight in row))
with open(sys.argv[2], "wb") as target:
    target.write(b"s3\nversion 1.0\nendhdr\n")
    target.write(struct.pack("<I", 0x11223344))
    target.write(struct.pack("<4i", senones, features, codewords, senones * features * codewords))
    target.write(out)
print(f"{senones} senones, {features} features, {codewords} codewords")
