"""Writes entries into an Agent Teams inbox with no lock at all: read, push, replace by rename.
python3 writer.py INBOX FIRST COUNT"""
import json
import os
import sys
import time

inbox, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for n in range(first, first + count):
    try:
        with open(inbox, encoding="utf-8") as file:
            entries = json.load(file)
    except FileNotFoundError:
        entries = []
    entries.append({"from": "python", "text": str(n), "timestamp": f"2026-11-21T08:59:{n % 60:02}.{n % 1000:03}Z", "read": False})
    temporary = f"{inbox}.tmp.{os.getpid():08x}"
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=2)
    os.replace(temporary, inbox)
    time.sleep(0.002)
