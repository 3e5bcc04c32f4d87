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
from support.encoders.running import Bert, give_back_memory

log = logging.getLogger(__name__)

LOOK_AGAIN = 15.0  # seconds until models that were not there are looked for again


@dataclass(frozen=True, slots=True)
class Encoders:
    """All three, or there is no ``Encoders``."""

    dense: Dense
    late: Late
    cross: Cross


class _Shelf:
    """What is loaded, who loads, and when to look again."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.loaded: Encoders | None = None
        self.folder = ""  # that it was loaded from
        self.loading = False
        self.look_at = 0.0


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
    if _is_loaded(shelf):
        return shelf.loaded
    if time.monotonic() >= shelf.look_at and not shelf.loading:
        shelf.loading = True
        threading.Thread(target=_load_once, name="load-encoders", daemon=True).start()
    return None


def load() -> Encoders | None:
    """The encoders, however long it takes (about a second); None where they are not to be had."""
    shelf = _shelf
    if _is_loaded(shelf):
        return shelf.loaded
    with shelf.lock:
        if not _is_loaded(shelf):
            shelf.loaded = _loaded() if present() else None
            shelf.folder = str(settings.MODEL_DIR)
            shelf.look_at = time.monotonic() + LOOK_AGAIN
        return shelf.loaded


def forget() -> None:
    """Let go of what is loaded; whoever still holds it may go on using it."""
    globals().update(_shelf=_Shelf())
    give_back_memory()


def _is_loaded(shelf: _Shelf) -> bool:
    same = shelf.folder == str(settings.MODEL_DIR) and settings.RETRIEVAL_MODE != "lexical"
    return shelf.loaded is not None and same


def _load_once() -> None:
    try:
        if (found := load()) is not None:
            found.cross.open()  # not only when the first customer waits for it
    finally:
        _shelf.loading = False


def _loaded() -> Encoders | None:
    began = time.monotonic()
    try:
        dense, late, cross = _bert(DENSE), _bert(LATE), _bert(CROSS)
        dense.open()
        late.open()  # the third when it is wanted: who makes vectors never needs it
        found = Encoders(Dense(dense), Late(late), Cross(cross))
    except Exception:  # onnxruntime's own classes, a broken installation: never a customer's loss
        log.exception("the encoders cannot be loaded; retrieval stays lexical")
        return None
    log.info("encoders loaded in %.1f s", time.monotonic() - began)
    return found


def _bert(model: Model) -> Bert:
    paths = folder.path_of(model.weights), folder.path_of(model.tokenizer)
    return Bert(*paths, tokens=model.tokens)
