"""A desk over a bucket: another process draws what one stored, and answers when it is gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live import Desk, manage
from tests.services import BucketServer

pytestmark = [pytest.mark.drill, pytest.mark.service, pytest.mark.timeout(180)]

PICTURE = "/manuals/1/pages/1/image.webp"
PRODUCT = "rimtaro-tx-5"  # all text: no worker reads its pictures, and the file, meanwhile


def test_a_desk_over_a_bucket(
    bucket_server: BucketServer, start: Callable[..., Desk], demo_dir: Path
) -> None:
    place = {
        "STORAGE_URL": bucket_server.create("drill"),
        "S3_ENDPOINT_URL": bucket_server.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    desk = start(demo_dir, **place)
    manage(demo_dir, "fetch_manuals", "--product", PRODUCT, **place)
    assert len(bucket_server.names("drill")) == 1
    assert desk.get(PICTURE)[0] == 200, desk.text_of_log()
    shutil.rmtree(demo_dir / "copies")
    nowhere = {**place, "S3_ENDPOINT_URL": "http://127.0.0.1:1"}
    desk.stop()
    desk = start(demo_dir, **nowhere)  # starts all the same
    assert desk.get(PICTURE)[0] == 200  # drawn before
    assert desk.get("/manuals/1/pages/2/image.webp")[0] == 503
    answer = manage(
        demo_dir, "ask", PRODUCT, "Which button wipes everything back to new?", "--json", **nowhere
    )
    assert '"citations": [{' in answer
