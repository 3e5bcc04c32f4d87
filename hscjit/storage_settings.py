"""``STORAGE_URL`` → Django's setting for the storage: a folder, or a bucket of S3 and its like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hscjit.data_folder import data_folder
from hscjit.env import BadEnvironment

ALLOWED = "the path of a folder, or s3://bucket/prefix"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9!_.*'()/-]*")


@dataclass(frozen=True, slots=True)
class Account:
    """Who we are at the bucket's server. Without a key boto3 looks where it always does (a role).

    ``endpoint`` is "" for Amazon itself.
    """

    endpoint: str = ""
    region: str = ""
    key: str = ""
    secret: str = ""
    token: str = ""


def storage_setting(url: str, account: Account) -> dict[str, Any]:
    """The ``default`` of STORAGES. Raises BadEnvironment; a bucket is not asked for anything."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        data_folder(Path(url), "STORAGE_URL")
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": url},
        }
    bucket, _, prefix = rest.partition("/")
    if scheme != "s3":
        raise BadEnvironment("STORAGE_URL", f"{scheme!r} is not a kind of storage", ALLOWED)
    if not _BUCKET.fullmatch(bucket):  # not shown: a password may stand in it
        raise BadEnvironment("STORAGE_URL", "what follows s3:// is not a bucket", ALLOWED)
    if not _PREFIX.fullmatch(prefix) or ".." in prefix:
        raise BadEnvironment("STORAGE_URL", f"{prefix!r} cannot be a prefix", ALLOWED)
    if bool(account.key) != bool(account.secret):
        missing = "AWS_SECRET_ACCESS_KEY" if account.key else "AWS_ACCESS_KEY_ID"
        raise BadEnvironment(missing, "not set, although its other half is", "both, or neither")
    return {
        "BACKEND": "hscjit.bucket_storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": prefix.strip("/"),
            "endpoint_url": account.endpoint or None,
            "region_name": account.region or None,
            "access_key": account.key or None,
            "secret_key": account.secret or None,
            "security_token": account.token or None,
        },
    }
