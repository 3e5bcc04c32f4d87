"""Ends this process, and all that it forks, when whoever holds the other end of a pipe is gone."""

from __future__ import annotations

import functools
import os
import threading

# PR_SET_PDEATHSIG would be forgotten in forked children; every holder of the read end sees the
# end of the pipe, at once, however the other side died.


def hold_on_to(descriptor: int) -> None:
    """Watch ``descriptor`` (the read end of a pipe) here and in every process forked from here."""
    os.set_inheritable(descriptor, False)
    _watch(descriptor)
    os.register_at_fork(after_in_child=functools.partial(_watch, descriptor))


def _watch(descriptor: int) -> None:
    thread = threading.Thread(target=_exit_at_end, args=(descriptor,), name="lifeline", daemon=True)
    thread.start()


def _exit_at_end(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os._exit(0)
