"""The folder into which web and worker processes count (Prometheus' multi-process mode)."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

# `counter_4711.db`, `gauge_livesum_4711.db`: the number is the process that counts there.
FILE_NAME = re.compile(r"^(?P<kind>[a-z_]+?)_(?P<pid>\d+)\.db$")


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def open_metrics_folder(folder: Path, *, clean: bool) -> Path:
    """Make it; ``clean`` takes out what dead processes counted in an earlier run.

    Another instance may be counting there, so files of live processes stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if clean:
        _remove(folder, only_gauges=False)
    return folder


def forget_dead_gauges(folder: Path) -> None:
    """Take the dead out of the gauges; what they counted stays, because counters never fall."""
    _remove(folder, only_gauges=True)


def _remove(folder: Path, *, only_gauges: bool) -> None:
    for file in folder.glob("*.db"):
        match = FILE_NAME.match(file.name)
        if not match or is_alive(int(match["pid"])):
            continue
        if match["kind"].startswith("gauge_live") or not only_gauges:
            with contextlib.suppress(FileNotFoundError):
                file.unlink()
