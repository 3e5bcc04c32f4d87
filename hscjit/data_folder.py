"""The data folder and the key made up in it, for a desk that serves only its own machine."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
from pathlib import Path

from hscjit.env import BadEnvironment

KEY_FILE = "secret_key"


def is_loopback(host: str) -> bool:
    """Whether ``host`` is an address (or the name) of this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def data_folder(path: Path, name: str = "DATA_DIR") -> Path:
    """``path``, made if needed; raises BadEnvironment (for ``name``) if we cannot write there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadEnvironment(
            name, f"cannot write to {str(path)!r} ({reason})", "a folder we may write to"
        ) from error
    return path


def generated_secret_key(folder: Path) -> str:
    """The key kept in ``folder`` (mode 0600), made on first use; safe when two processes start."""
    file = folder / KEY_FILE
    if not file.exists():
        draft = folder / f".{KEY_FILE}-{os.getpid()}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)  # unlike rename, a link never replaces the other's key
        draft.unlink()
    return file.read_text().strip()
