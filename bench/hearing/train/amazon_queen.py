"""
Takes the spoken lines out of "Flight of the Amazon Queen" (Debian's package of that name): one folder for the partner
of each scene, "joe" for the hero, each line an MP3.   amazon_queen.py QUEEN.1C OUT_FOLDER

The archive begins with a table: "QTBL", a version, then big-endian the number of entries and 21 bytes for each
(name of 12, bundle, offset, size). A line's name is scene, line, speaker (J: Joe, P: partner), part: 020001P2.SB.
"""
import os
import re
import struct
import sys

HEADER_BYTES = 15
ENTRY = struct.Struct(">12sBII")
NAME = re.compile(r"(\d{3})\d{3}([JP])\d?\.SB")
LEAST_BYTES = 1500

with open(sys.argv[1], "rb") as f:
    archive = f.read()
if archive[:4] != b"QTBL":
    sys.exit(f"{sys.argv[1]} does not begin with the table of this game")
(count,) = struct.unpack(">H", archive[HEADER_BYTES - 2 : HEADER_BYTES])
for i in range(count):
    field, _, offset, size = ENTRY.unpack_from(archive, HEADER_BYTES + i * ENTRY.size)
    name = field.split(b"\0")[0].decode("latin1")
    line = NAME.fullmatch(name)
    if line is None or size < LEAST_BYTES:
        continue
    folder = os.path.join(sys.argv[2], line[1] if line[2] == "P" else "joe")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name[:-3].lower() + ".mp3"), "wb") as f:
        f.write(archive[offset : offset + size])
