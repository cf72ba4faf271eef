#!/usr/bin/env python3
"""Means between two models: MLLR carries over to voices unheard, MAP fits those heard; the middle serves both.

    interpolate-means.py MLLR_MEANS MAP_MEANS SHARE_OF_MAP OUT
"""
import array
import struct
import sys


def read(path):
    """The part from the byte-order mark on, split into dimensions and values; a trailing checksum is left out."""
    with open(path, "rb") as source:
        data = source.read()
    at = data.index(b"endhdr\n") + 7 + 4
    codebooks, features, densities = struct.unpack_from("<3i", data, at)
    head = 4 * (3 + features)
    (count,) = struct.unpack_from("<i", data, at + head)
    values = array.array("f", data[at + head + 4 : at + head + 4 + 4 * count])
    return data[at : at + head + 4], values


head, one = read(sys.argv[1])
other_head, two = read(sys.argv[2])
assert head == other_head, "the models differ in shape"
share = float(sys.argv[3])
mixed = array.array("f", ((1 - share) * a + share * b for a, b in zip(one, two)))
with open(sys.argv[4], "wb") as target:
    target.write(b"s3\nversion 1.0\nendhdr\n" + struct.pack("<I", 0x11223344) + head + mixed.tobytes())
