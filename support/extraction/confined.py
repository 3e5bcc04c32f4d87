"""Becomes another program under limits: ``python -m support.extraction.confined MB S PROGRAM …``.

The limits and the wish to die with the parent outlive ``exec``. Set here, in a process of its
own, because nothing but ``exec`` may run between fork and exec in a process with threads.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
POLITENESS = 10  # of 19: whoever waits for a page or an answer goes first
OPEN_FILES = 32


def main() -> None:
    megabytes, seconds, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024**2,) * 2)
    if os.getppid() != parent:  # it died before the kernel knew of our wish
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    os.nice(POLITENESS)
    os.execv(program, sys.argv[3:])  # noqa: S606 - that no shell is in between is the point


if __name__ == "__main__":
    main()
