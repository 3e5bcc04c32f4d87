"""The encoders of this process: there or not, loaded when first wanted, shared by its threads."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass

from django.conf import settings

from support.encoders import folder
from support.encoders.kinds import Cross, Dense, Late
from support.encoders.manifest import CROSS, DENSE, LATE, Model
from support.encoders.ordinary import ordinary_questions
from support.encoders.running import Bert, give_back_memory, one_arena

log = logging.getLogger(__name__)

LOOK_AGAIN = 15.0  # seconds until models that were not there are looked for again
GRACE = 30.0  # seconds that a call may take
KEPT = 600.0  # seconds after their last use: 230 MB that a desk at rest does not hold


@dataclass(frozen=True, slots=True)
class Encoders:
    """All three, or there is no ``Encoders``."""

    dense: Dense
    late: Late
    cross: Cross

    def close(self) -> None:
        """Free their memory. Whoever still uses them has them loaded again by that."""
        for encoder in (self.dense, self.late, self.cross):
            encoder.close()
        give_back_memory()


class _Shelf:
    """What is loaded, who loads, when it was last wanted, and when to look again."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loaded: Encoders | None = None
        self.folder = ""  # that it was loaded from
        self.loading = False
        self.look_at = 0.0
        self.used_at = 0.0
        self.gone = threading.Event()


_shelf = _Shelf()
os.register_at_fork(after_in_child=lambda: globals().update(_shelf=_Shelf()))


def present() -> bool:
    """Whether this process may use encoders, and their files are there and right."""
    return settings.RETRIEVAL_MODE != "lexical" and not folder.missing()


def are_wanted() -> bool:
    """Whether this desk should fetch encoders that it does not have."""
    return settings.FETCH_MODELS and settings.RETRIEVAL_MODE != "lexical" and not present()


def ready() -> Encoders | None:
    """The encoders if they are loaded; else None, at once, and the loading begins."""
    shelf = _shelf
    shelf.used_at = time.monotonic()
    if _is_loaded(shelf):
        return shelf.loaded
    if time.monotonic() >= shelf.look_at and not shelf.loading:
        shelf.loading = True
        threading.Thread(target=_load_once, name="load-encoders", daemon=True).start()
    return None


def load() -> Encoders | None:
    """The encoders, however long it takes (about a second); None where they are not to be had."""
    shelf = _shelf
    shelf.used_at = time.monotonic()
    if _is_loaded(shelf):
        return shelf.loaded
    with shelf.lock:
        if not _is_loaded(shelf):
            shelf.loaded = _loaded() if present() else None
            shelf.folder = str(settings.MODEL_DIR)
            shelf.used_at = time.monotonic()
            shelf.look_at = shelf.used_at + LOOK_AGAIN
            if shelf.loaded is not None:
                name, work = "forget-encoders", _forget_unused
                threading.Thread(target=work, args=(shelf,), name=name, daemon=True).start()
        return shelf.loaded


def forget() -> None:
    """Let go of what is loaded, until it is wanted again."""
    old = _shelf
    globals().update(_shelf=_Shelf())
    old.gone.set()
    if old.loaded is not None:
        old.loaded.close()


def _forget_unused(shelf: _Shelf) -> None:
    """A thread's work: wait until nobody has wanted them for KEPT seconds."""
    while (left := shelf.used_at + KEPT - time.monotonic()) > 0:
        if shelf.gone.wait(left):
            return
    if shelf is _shelf and (old := shelf.loaded) is not None:
        log.info("encoders were not used for %.0f s and are forgotten", KEPT)
        forget()
        time.sleep(GRACE)
        old.close()  # once more: a call that was under way has opened them again


def _is_loaded(shelf: _Shelf) -> bool:
    same = shelf.folder == str(settings.MODEL_DIR) and settings.RETRIEVAL_MODE != "lexical"
    return shelf.loaded is not None and same


def _load_once() -> None:
    try:
        if (found := load()) is not None:
            found.cross.open()  # not only when the first customer waits for it
            ordinary_questions(found.dense)
    finally:
        _shelf.loading = False


def _loaded() -> Encoders | None:
    began = time.monotonic()
    one_arena()
    try:
        found = Encoders(Dense(_bert(DENSE)), Late(_bert(LATE)), Cross(_bert(CROSS)))
        found.dense.open()
        found.late.open()  # the third when it is wanted: who makes vectors never needs it
    except Exception:  # onnxruntime's own classes, a broken installation: never a customer's loss
        log.exception("the encoders cannot be loaded; retrieval stays lexical")
        return None
    log.info("encoders loaded in %.1f s", time.monotonic() - began)
    return found


def _bert(model: Model) -> Bert:
    paths = folder.path_of(model.weights), folder.path_of(model.tokenizer)
    return Bert(*paths, tokens=model.tokens)
