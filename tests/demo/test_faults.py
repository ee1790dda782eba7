import json
import time

import pytest
import requests


@pytest.fixture
def trouble(demo, api):
    """Order trouble: trouble(path=..., status=...)."""
    told = json.loads((demo.clouds_yaml.parent / "demo.json").read_text())
    headers = {"X-Demo-Secret": told["secret"]}
    url = api.base + "/demo/faults"

    def order(**fault):
        reply = requests.post(url, json=fault, headers=headers, timeout=5)
        reply.raise_for_status()
        return reply.json()["faults"]

    yield order
    requests.delete(url, headers=headers, timeout=5)


def test_nobody_orders_trouble_without_the_secret(api):
    reply = requests.post(api.base + "/demo/faults", json={"status": 500}, timeout=5)
    assert reply.status_code == 403
    assert api.nova("GET", "/servers").status_code == 200


def test_the_next_answers_fail_and_then_all_is_well(api, trouble):
    trouble(path="/compute/.*", status=503, times=2, headers={"Retry-After": "1"})
    for _ in range(2):
        reply = api.nova("GET", "/servers")
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "1")
    assert api.nova("GET", "/servers").status_code == 200


def test_an_answer_is_lost_before_or_after_the_work(api, trouble):
    for when, made in [("before", 0), ("after", 1)]:
        trouble(method="POST", path=".*/servers", drop=when)
        with pytest.raises(requests.ConnectionError):
            api.launch("lost")
        assert len(api.nova("GET", "/servers").json()["servers"]) == made


def test_an_answer_is_cut_off(api, trouble):
    trouble(path=".*/flavors/detail", cut=100)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        api.nova("GET", "/flavors/detail")
    assert api.nova("GET", "/flavors/detail").status_code == 200


def test_an_upload_is_lost_and_the_image_waits_again_or_is_there(api, trouble):
    body = {"name": "lost", "disk_format": "raw", "container_format": "bare"}
    for when, status in [("before", "queued"), ("after", "active")]:
        id_ = api.glance("POST", "/images", body).json()["id"]
        trouble(method="PUT", path=".*/file", drop=when)
        with pytest.raises(requests.ConnectionError):
            api.glance("PUT", f"/images/{id_}/file", data=b"x" * 100_000)
        assert api.glance("GET", f"/images/{id_}").json()["status"] == status


def test_an_answer_comes_late(api, trouble):
    trouble(path=".*/limits", delay=0.3)
    began = time.monotonic()
    api.nova("GET", "/limits")
    assert time.monotonic() - began >= 0.3


def test_trouble_that_makes_no_sense_is_refused(trouble):
    with pytest.raises(requests.HTTPError):
        trouble(path="(")
    with pytest.raises(requests.HTTPError):
        trouble(drop="sometimes")
