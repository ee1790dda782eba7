import pytest

from canfar_jupyter.errors import QuotaReached
from canfar_jupyter.widgets.usage.page import UsagePage
from tests.support.rows import quota


@pytest.fixture
def opened():
    return []


@pytest.fixture
def usage(store, cloud, opened):
    page = UsagePage(store, opened.append)
    cloud.settle()
    return page


def test_each_quota_says_what_is_used_and_left(cloud, usage):
    assert usage.view.notice == ""
    assert usage.view.quotas[2] == {
        "label": "Memory",
        "used": "15 GiB",
        "limit": "40 GiB",
        "left": "25 GiB",
        "share": 0.375,
        "tone": "good",
    }


def test_a_quota_without_a_limit_or_a_known_use_has_no_bar(cloud, usage):
    cloud.quotas.load(quota("key_pairs", float("nan"), 100), quota("security_groups", 4))
    seen = {row["label"]: row for row in usage.view.quotas}
    assert (seen["Key pairs"]["used"], seen["Key pairs"]["share"]) == ("not reported", None)
    groups = seen["Security groups"]
    assert (groups["limit"], groups["left"], groups["share"]) == ("no limit", "", None)


def test_what_instances_that_are_off_keep_is_said_by_instance(cloud, usage, wire, opened):
    assert usage.view.summary == "No instance that is off keeps any of it."
    cloud.servers.change("s-a", status="SHUTOFF", vcpus=2, ram_gib=7.5)
    [row] = usage.view.kept
    assert (row["name"], row["cores"], row["memory"]) == ("lens-a", "2", "7.5 GiB")
    assert usage.view.summary.startswith("1 instance is off and keeps 2 cores and 7.5 GiB")
    wire.say(usage.view, op="open", id="s-a")
    assert opened == ["s-a"]
    cloud.servers.change("s-a", status="SHELVED_OFFLOADED")
    assert usage.view.kept == []


def test_quotas_that_cannot_be_read_say_why(cloud, stores):
    store = stores.open(cloud, loaded=False)
    page = UsagePage(store, lambda _id: None)
    cloud.settle()
    assert page.view.notice == "Reading the quotas..."
    cloud.quotas.fail(QuotaReached("The cloud is busy.", hint="It is tried again."))
    assert page.view.notice == "The cloud is busy. It is tried again."
