import base64

import pytest

from canfar_jupyter.cloud import Cloud, Identity, service_of
from canfar_jupyter.cloud.launch.request import TOKEN
from canfar_jupyter.errors import CloudFailure, Invalid, OutcomeUnknown, QuotaReached, Unreachable
from canfar_jupyter.model.instances.server import Server
from canfar_jupyter.model.launch.spec import LaunchSpec

from .faulty import DROP

SERVERS, DETAIL = "/v2.1/servers", "/v2.1/servers/detail"
SPEC = LaunchSpec(name="lens", image="i", flavor="f", network="n", security_groups=("g1", "g2"))


@pytest.fixture
def cloud(faulty):
    identity = Identity("faulty", faulty.url, "me", "u", "p", "p" * 32, "R")
    pauses = []
    cloud = Cloud(faulty.wire(), identity, pause=pauses.append)
    cloud.pauses = pauses
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
        if does in ("late twin", "late"):
            self.late = body["server"]["metadata"]
        if does == "refuse":  # by what came through in the meantime
            self.made.append({"id": "s5", "name": "lens", "status": "BUILD", "metadata": self.late})
            return 403, {"forbidden": {"message": "Quota exceeded for instances"}}
        if does == "answer":
            if hasattr(self, "late"):
                late = {"id": "s1", "name": "lens", "status": "BUILD", "metadata": self.late}
                self.made.append({**late, "created": "2026-11-24T05:59:59Z"})
            return 202, {"server": {"id": self.made[0]["id"], "adminPass": "x"}}
        return (504, "late") if does in ("make and 504", "504") else DROP

    def list(self, query, _body):
        assert "changes-since" not in query  # it would hide what a clock that is off has dated
        return 200, {"servers": self.made}

    def delete(self, n):
        self.ended.append(f"s{n}")
        return 204, ""


def test_a_launch_sends_ids_once_and_returns_while_building(faulty, cloud):
    Nova(faulty)
    assert service_of(cloud).launches.launch_spec(SPEC) == [Server("s0", "lens", "BUILD")]
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
    service_of(cloud).launches.launch_spec(
        LaunchSpec(name="l", image="i", flavor="f", network="n", user_data=own)
    )
    (request,) = faulty.sent("POST", SERVERS)
    assert b"hostname: lens" in base64.b64decode(request[3]["server"]["user_data"])


@pytest.mark.parametrize("loss", ["make and drop", "make and 504"])
def test_a_launch_whose_answer_is_lost_is_found_and_not_sent_again(faulty, cloud, loss):
    nova = Nova(faulty, loss)
    assert service_of(cloud).launches.launch_spec(SPEC)[0].id == "s0"
    assert len(nova.made) == len(faulty.sent("POST", SERVERS)) == 1


def test_a_launch_that_never_arrived_is_sent_again(faulty, cloud):
    nova = Nova(faulty, "drop")
    assert service_of(cloud).launches.launch_spec(SPEC)[0].id == "s0"
    assert len(nova.made) == 1
    assert len(faulty.sent("POST", SERVERS)) == 2
    assert sum(cloud.pauses) > 5  # it was given time to turn up


def test_a_first_request_that_comes_through_late_leaves_one_instance(faulty, cloud):
    nova = Nova(faulty, "late twin")
    assert service_of(cloud).launches.launch_spec(SPEC)[0].id == "s1"
    assert nova.ended == ["s0"]


def test_another_instance_of_the_same_name_is_not_taken_for_ours(faulty, cloud):
    nova = Nova(faulty, "drop")
    nova.made.append({"id": "s9", "name": "lens", "status": "ACTIVE", "metadata": {TOKEN: "x"}})
    service_of(cloud).launches.launch_spec(SPEC)
    assert len(nova.made) == 2


def test_a_launch_is_not_sent_again_before_it_could_be_looked_for(faulty, cloud):
    Nova(faulty, "drop")
    faulty.on("GET", DETAIL, DROP)
    with pytest.raises(OutcomeUnknown) as caught:
        service_of(cloud).launches.launch_spec(SPEC)
    assert "Look in the list before you try again" in caught.value.hint
    assert len(faulty.sent("POST", SERVERS)) == 1


def test_a_launch_that_is_lost_twice_is_an_error_that_says_so(faulty, cloud):
    Nova(faulty, "drop", "drop")
    with pytest.raises(OutcomeUnknown, match="It is not known whether the request to launch lens"):
        service_of(cloud).launches.launch_spec(SPEC)
    assert len(faulty.sent("POST", SERVERS)) == 2


def test_a_launch_that_a_proxy_gave_up_waiting_for_may_come_and_is_not_sent_again(faulty, cloud):
    nova = Nova(faulty, "504")
    with pytest.raises(OutcomeUnknown, match="It is not known whether the request to launch lens"):
        service_of(cloud).launches.launch_spec(SPEC, "t" * 32)
    assert len(faulty.sent("POST", SERVERS)) == 1
    assert service_of(cloud).launches.launched(SPEC, "t" * 32) == []
    nova.made.append({"id": "s7", "name": "lens", "metadata": {TOKEN: "t" * 32}})
    assert service_of(cloud).launches.launched(SPEC, "t" * 32) == [Server("s7", "lens", "BUILD")]


def test_a_launch_that_is_refused_because_it_took_the_last_quota_itself_is_found(faulty, cloud):
    nova = Nova(faulty, "late", "refuse")
    assert service_of(cloud).launches.launch_spec(SPEC) == [Server("s5", "lens", "BUILD")]
    assert len(nova.made) == 1


def test_a_launch_that_was_never_sent_is_not_looked_for(faulty, cloud):
    faulty.on("GET", "/v2.1/limits", (200, {}))
    service_of(cloud).client.get("compute", "/limits")
    faulty.close()
    service_of(cloud).client.sdk.session.session.close()
    with pytest.raises(Unreachable) as caught:
        service_of(cloud).launches.launch_spec(SPEC)
    assert "may have been" not in caught.value.hint
    assert cloud.pauses == []


def test_a_refusal_is_not_tried_again(faulty, cloud):
    text = "Quota exceeded for instances: Requested 1, but already used 5 of 5 instances"
    faulty.on("POST", SERVERS, (403, {"forbidden": {"message": text}}))
    with pytest.raises(QuotaReached, match="instances: 5 of 5 used"):
        service_of(cloud).launches.launch_spec(SPEC)
    faulty.on("POST", SERVERS, (400, {"badRequest": {"message": "Flavor x could not be found."}}))
    with pytest.raises(Invalid) as caught:
        service_of(cloud).launches.launch_spec(SPEC)
    assert caught.value.field == "flavor"
    assert not faulty.sent("GET", DETAIL)


THREE = LaunchSpec(name="w", image="i", flavor="f", network="n", count=3)


class NovaOfSeveral:
    """Makes as many as it is asked for, and lists them in no order; or loses what it is told to."""

    def __init__(self, faulty, *script, shows=99):
        self.made, self.ended, self._script, self._shows = [], [], iter(script), shows
        faulty.on("POST", SERVERS, self.post)
        faulty.on("GET", DETAIL, self.list)
        for n in range(9):
            faulty.on("DELETE", f"{SERVERS}/s{n}", lambda _q, _b, n=n: self.delete(n))

    def post(self, _query, body):
        asked = body["server"]
        assert (asked["min_count"], asked["max_count"]) == (3, 3)
        does = next(self._script, "answer")
        late = [self.row(n, asked) for n in range(3)] if does == "late" else []
        if does in ("answer", "make and drop"):
            at = len(self.made)
            self.made += [self.row(at + n, asked, f"w-{n + 1}") for n in range(3)]
        if hasattr(self, "late"):  # it comes through now, beside the second
            at = len(self.made)
            self.made += [row | {"id": f"s{at + n}"} for n, row in enumerate(self.late)]
            del self.late
        if late:
            self.late = late
        return (202, {"reservation_id": "r-1"}) if does == "answer" else DROP

    def row(self, n, asked, name=None):
        row = {"id": f"s{n}", "name": name or f"w-{n + 1}", "status": "BUILD"}
        return {**row, "created": "2026-11-24T06:00:00Z", "metadata": asked["metadata"]}

    def list(self, query, _body):
        assert "changes-since" not in query
        assert query.get("reservation_id", "r-1") == "r-1"
        return 200, {"servers": self.made[: self._shows][::-1]}

    def delete(self, n):
        self.ended.append(f"s{n}")
        return 204, ""


def test_several_instances_are_asked_for_by_one_request_and_listed_by_another(faulty, cloud):
    NovaOfSeveral(faulty)
    assert service_of(cloud).launches.launch_spec(THREE) == [
        Server(f"s{n}", f"w-{n + 1}", "BUILD") for n in range(3)
    ]
    assert [r[1] for r in faulty.requests if r[1].startswith(SERVERS)] == [SERVERS, DETAIL]


def test_several_whose_answer_is_lost_are_found_and_not_asked_for_again(faulty, cloud):
    NovaOfSeveral(faulty, "make and drop")
    assert [server.name for server in service_of(cloud).launches.launch_spec(THREE)] == [
        "w-1",
        "w-2",
        "w-3",
    ]
    assert len(faulty.sent("POST", SERVERS)) == 1


def test_several_that_never_arrived_are_asked_for_again(faulty, cloud):
    nova = NovaOfSeveral(faulty, "drop")
    assert len(service_of(cloud).launches.launch_spec(THREE)) == len(nova.made) == 3
    assert nova.ended == []


def test_several_that_come_through_late_are_ended_but_one_of_each_name(faulty, cloud):
    nova = NovaOfSeveral(faulty, "late")
    kept = service_of(cloud).launches.launch_spec(THREE)
    assert [server.name for server in kept] == ["w-1", "w-2", "w-3"]
    assert len(nova.made) == 6
    assert {s.id for s in kept} | set(nova.ended) == {row["id"] for row in nova.made}
    assert len(nova.ended) == 3


@pytest.mark.parametrize("script", ["answer", "make and drop"])
def test_fewer_than_were_asked_for_are_told_and_never_topped_up(faulty, cloud, script):
    NovaOfSeveral(faulty, script, shows=2)
    with pytest.raises(CloudFailure, match="3 instances w were requested; the cloud shows 2"):
        service_of(cloud).launches.launch_spec(THREE)
    assert len(faulty.sent("POST", SERVERS)) == 1
    assert sum(cloud.pauses) > 5  # the third was given time to turn up


def test_several_that_cannot_be_listed_may_have_been_launched(faulty, cloud):
    NovaOfSeveral(faulty)
    faulty.on("GET", DETAIL, (500, "down"))
    with pytest.raises(OutcomeUnknown, match="It is not known whether the request to launch w"):
        service_of(cloud).launches.launch_spec(THREE)
    assert len(faulty.sent("POST", SERVERS)) == 1


@pytest.mark.parametrize("skew", [-86_400, -180, 180, 86_400])
@pytest.mark.parametrize("how", ["make and drop", "make and 504"])
def test_a_launch_is_not_sent_again_whatever_the_clock_of_the_cloud_shows(faulty, cloud, how, skew):
    faulty.skew = skew
    nova = Nova(faulty, how)
    assert service_of(cloud).launches.launch_spec(SPEC) == [Server("s0", "lens", "BUILD")]
    assert len(nova.made) == len(faulty.sent("POST", SERVERS)) == 1
