import base64
import re

import pytest

from canfar_jupyter.cloud import Cloud, Identity
from canfar_jupyter.cloud.launching import TOKEN
from canfar_jupyter.errors import CloudError, Invalid, QuotaReached, Unreachable
from canfar_jupyter.spec import LaunchSpec, Server

from .faulty import DROP

SERVERS, DETAIL = "/v2.1/servers", "/v2.1/servers/detail"
SPEC = LaunchSpec(name="lens", image="i", flavor="f", network="n", security_groups=("g1", "g2"))


@pytest.fixture
def cloud(faulty):
    identity = Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R")
    cloud = Cloud(faulty.wire(), identity)
    cloud.pauses = []
    cloud._pause = cloud.pauses.append
    return cloud


class Nova:
    """Keeps what it was asked to make; each POST does what the script says."""

    def __init__(self, faulty, *script):
        self.made, self.ended, self._script = [], [], iter(script)
        faulty.on("POST", SERVERS, self.post)
        faulty.on("GET", DETAIL, self.list)
        for n in range(4):
            faulty.on("DELETE", f"{SERVERS}/s{n}", lambda _q, _b, n=n: self.delete(n))

    def post(self, _query, body):
        does = next(self._script, "answer")
        if does in ("answer", "make and drop", "make and 504"):
            row = {"id": f"s{len(self.made)}", "name": "lens", "status": "BUILD"}
            created = f"2026-11-24T06:00:0{len(self.made)}Z"
            metadata = body["server"]["metadata"]
            self.made.append({**row, "created": created, "metadata": metadata})
        if does == "late twin":
            self.late = body["server"]["metadata"]
        if does == "answer":
            if hasattr(self, "late"):
                late = {"id": "s1", "name": "lens", "status": "BUILD", "metadata": self.late}
                self.made.append({**late, "created": "2026-11-24T05:59:59Z"})
            return 202, {"server": {"id": self.made[0]["id"], "adminPass": "x"}}
        return (504, "late") if does == "make and 504" else DROP

    def list(self, query, _body):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", query["changes-since"])
        return 200, {"servers": self.made}

    def delete(self, n):
        self.ended.append(f"s{n}")
        return 204, ""


def test_a_launch_sends_ids_once_and_returns_while_building(faulty, cloud):
    Nova(faulty)
    assert cloud.launch_spec(SPEC) == Server("s0", "lens", "BUILD")
    ((_, _, _, body),) = faulty.sent("POST", SERVERS)
    sent = body["server"]
    assert (sent["imageRef"], sent["flavorRef"]) == ("i", "f")
    assert sent["networks"] == [{"uuid": "n"}]
    assert sent["security_groups"] == [{"name": "g1"}, {"name": "g2"}]
    assert len(sent["metadata"][TOKEN]) == 32
    assert "user_data" not in sent
    assert "key_name" not in sent


def test_user_data_is_sent_encoded(faulty, cloud):
    Nova(faulty)
    own = "#cloud-config\nhostname: lens\n"
    cloud.launch_spec(LaunchSpec(name="l", image="i", flavor="f", network="n", user_data=own))
    (request,) = faulty.sent("POST", SERVERS)
    assert b"hostname: lens" in base64.b64decode(request[3]["server"]["user_data"])


@pytest.mark.parametrize("loss", ["make and drop", "make and 504"])
def test_a_launch_whose_answer_is_lost_is_found_and_not_sent_again(faulty, cloud, loss):
    nova = Nova(faulty, loss)
    assert cloud.launch_spec(SPEC).id == "s0"
    assert len(nova.made) == len(faulty.sent("POST", SERVERS)) == 1


def test_a_launch_that_never_arrived_is_sent_again(faulty, cloud):
    nova = Nova(faulty, "drop")
    assert cloud.launch_spec(SPEC).id == "s0"
    assert len(nova.made) == 1
    assert len(faulty.sent("POST", SERVERS)) == 2
    assert sum(cloud.pauses) > 5  # it was given time to turn up


def test_a_first_request_that_comes_through_late_leaves_one_instance(faulty, cloud):
    nova = Nova(faulty, "late twin")
    assert cloud.launch_spec(SPEC).id == "s1"
    assert nova.ended == ["s0"]


def test_another_instance_of_the_same_name_is_not_taken_for_ours(faulty, cloud):
    nova = Nova(faulty, "drop")
    nova.made.append({"id": "s9", "name": "lens", "status": "ACTIVE", "metadata": {TOKEN: "x"}})
    cloud.launch_spec(SPEC)
    assert len(nova.made) == 2


def test_a_launch_is_not_sent_again_before_it_could_be_looked_for(faulty, cloud):
    Nova(faulty, "drop")
    faulty.on("GET", DETAIL, DROP)
    with pytest.raises(Unreachable) as caught:
        cloud.launch_spec(SPEC)
    assert "look in the list of instances" in caught.value.hint
    assert len(faulty.sent("POST", SERVERS)) == 1


def test_a_launch_that_is_lost_twice_is_an_error_that_says_so(faulty, cloud):
    Nova(faulty, "drop", "drop")
    with pytest.raises(CloudError) as caught:
        cloud.launch_spec(SPEC)
    assert "may have been launched all the same" in caught.value.hint
    assert len(faulty.sent("POST", SERVERS)) == 2


def test_a_launch_that_was_never_sent_is_not_looked_for(faulty, cloud):
    faulty.on("GET", "/v2.1/limits", (200, {}))
    cloud._wire.get("compute", "/limits")
    faulty.close()
    cloud._wire.sdk.session.session.close()
    with pytest.raises(Unreachable) as caught:
        cloud.launch_spec(SPEC)
    assert "may have been launched" not in caught.value.hint
    assert cloud.pauses == []


def test_a_refusal_is_not_tried_again(faulty, cloud):
    text = "Quota exceeded for instances: Requested 1, but already used 5 of 5 instances"
    faulty.on("POST", SERVERS, (403, {"forbidden": {"message": text}}))
    with pytest.raises(QuotaReached, match="instances: 5 of 5 used"):
        cloud.launch_spec(SPEC)
    faulty.on("POST", SERVERS, (400, {"badRequest": {"message": "Flavor x could not be found."}}))
    with pytest.raises(Invalid) as caught:
        cloud.launch_spec(SPEC)
    assert caught.value.field == "flavor"
    assert not faulty.sent("GET", DETAIL)
