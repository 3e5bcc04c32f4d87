"""STORAGE_URL: a folder or a bucket; what cannot be one is told by name, and nobody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from hscjit.env import BadEnvironment
from hscjit.storage_settings import Account, storage_setting

ACCOUNT = Account("http://127.0.0.1:9000", "eu-central-1", "key", "secret", "token")


def test_a_folder_is_made(tmp_path: Path) -> None:
    setting = storage_setting(str(tmp_path / "a" / "b"), Account())
    assert (tmp_path / "a" / "b").is_dir()
    assert setting["OPTIONS"] == {"location": str(tmp_path / "a" / "b")}


@pytest.mark.parametrize(
    ("url", "bucket", "prefix"),
    [
        ("s3://manuals", "manuals", ""),
        ("s3://manuals/", "manuals", ""),
        ("s3://my.manuals-1/desk/a/", "my.manuals-1", "desk/a"),
    ],
)
def test_a_bucket(url: str, bucket: str, prefix: str) -> None:
    options = storage_setting(url, ACCOUNT)["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == (bucket, prefix)
    assert options["endpoint_url"] == "http://127.0.0.1:9000"
    assert (options["access_key"], options["secret_key"]) == ("key", "secret")


@pytest.mark.parametrize(
    "url",
    ["ftp://x", "s3://", "s3:///desk", "s3://UPPER", "s3://a", "s3://key:word@bucket/x",
     "s3://bucket/../x", "s3://bucket/a b", "https://s3.example/bucket", "s3://bucket?x=1"],
)  # fmt: skip
def test_what_is_neither(url: str) -> None:
    with pytest.raises(BadEnvironment, match=r"^STORAGE_URL: .*allowed: .*s3://bucket/prefix") as e:
        storage_setting(url, ACCOUNT)
    assert "word" not in str(e.value)


def test_half_a_key() -> None:
    with pytest.raises(BadEnvironment, match=r"^AWS_SECRET_ACCESS_KEY: not set"):
        storage_setting("s3://manuals", Account(key="key"))
    with pytest.raises(BadEnvironment, match=r"^AWS_ACCESS_KEY_ID: not set"):
        storage_setting("s3://manuals", Account(secret="secret"))
