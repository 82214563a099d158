# SPDX-FileCopyrightText: 2026 The Objecta Console authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the console's GUI thread works in a frame while fourteen live series move: processor time of a turn of its event
loop, without a screen, as tests/ui/test_frames.cpp measures it."""
import json
import os
import pathlib
import subprocess


def frames(binaries, scratch, figures):
    target = pathlib.Path(scratch) / "frames.json"
    done = subprocess.run([pathlib.Path(binaries) / "test_frames"], capture_output=True, text=True, timeout=300,
                          env=os.environ | {"QT_QPA_PLATFORM": "offscreen", "OBJECTA_FIGURES": str(target)})
    if not target.exists():
        raise SystemExit(f"bench: the charts were not measured: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    # A frame that is too long is a figure here, and a failure in ./dev test.
    figures.update(json.loads(target.read_text()))
