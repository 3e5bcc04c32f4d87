"""Manuals in a bucket of S3 or its like: bounded waits, one kind of error, a rest after trouble.

Loaded only where STORAGE_URL names a bucket: boto3 takes 0.4 s to import.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

CONNECT_SECONDS = 5
READ_SECONDS = 60
ATTEMPTS = 2  # in all, of one request
REST = 15.0  # seconds in which nobody else waits for a server that did not answer
IN_MEMORY = 1024 * 1024  # bytes of a file that is read; the rest lies in FILE_UPLOAD_TEMP_DIR


class StorageDown(OSError):
    """The bucket cannot be used now; the text is for staff."""


class BucketStorage(S3Storage):
    """Raises StorageDown (an OSError) for whatever goes wrong, FileNotFoundError for no file."""

    def __init__(self, **options: Any) -> None:
        self._rests_until = 0.0
        super().__init__(**options)
        self.client_config = Config(
            signature_version="s3v4",
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            s3={"addressing_style": "path" if self.endpoint_url else "auto"},
            # Not every server that speaks S3 knows the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )

    def get_default_settings(self) -> dict[str, Any]:
        return {
            **super().get_default_settings(),
            "max_memory_size": IN_MEMORY,
            # One part after the other: ten threads of 8 MiB each are no help beside a download.
            "transfer_config": TransferConfig(use_threads=False),
        }

    def _open(self, name: str, mode: str = "rb") -> Any:
        with self._bounded():
            file = super()._open(name, mode)
            return file.open()  # all of it, now: not when somebody reads

    def _save(self, name: str, content: Any) -> str:
        with self._bounded():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with self._bounded():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with self._bounded():
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        with self._bounded():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with self._bounded():
            changed: datetime = super().get_modified_time(name)
            return changed

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self._bounded():
            folders, files = super().listdir(path)
            return folders, files

    @contextmanager
    def _bounded(self) -> Iterator[None]:
        if time.monotonic() < self._rests_until:
            raise StorageDown(f"the bucket {self.bucket_name} did not answer a moment ago")
        try:
            yield
        except (ClientError, BotoCoreError, Boto3Error) as error:
            raise self._trouble(error) from error

    def _trouble(self, error: Exception) -> StorageDown:
        """The library's exception in words for staff; who did not answer is left alone a while."""
        inner = error if isinstance(error, ClientError) else error.__context__
        if not isinstance(inner, ClientError):
            self._rest()
            return StorageDown(
                f"the bucket {self.bucket_name} does not answer ({type(error).__name__})"
            )
        status = inner.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if status >= 500:
            self._rest()
        code = inner.response.get("Error", {}).get("Code") or status
        return StorageDown(f"the bucket {self.bucket_name} refuses: {code}")

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + REST
