"""numpy computes in the thread that asks: others would make it wait for a busy machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_setting_comes_before_numpy(tmp_path: Path):
    code = (
        "import sys, hscjit.settings; before = 'numpy' in sys.modules; import numpy, os;"
        " a = numpy.ones((4000, 400), 'f4');"
        " [a @ a[0] for _ in range(50)];"
        " print(before, len(os.listdir('/proc/self/task')))"
    )
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment | {"DATA_DIR": str(tmp_path)},
        capture_output=True, text=True, timeout=30, check=True,
    )  # fmt: skip
    assert done.stdout.split() == ["False", "1"]
