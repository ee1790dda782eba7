"""What a server said while booting."""

import base64

from tests.contract.refusals import assert_nova_refuses
from tests.support.waiting import until


def console(project, server, **arguments):
    return project.act(server, {"os-getConsoleOutput": arguments})


def test_the_console_log_is_text(member, server):
    answer = console(member, server)
    assert answer.status_code == 200
    assert list(answer.json()) == ["output"]
    text = until(lambda: console(member, server).json()["output"], "there is a log")
    assert len(text.splitlines()) > 3


def test_length_is_a_number_of_last_lines(member, server):
    def settled():
        """A log that did not grow while its end was read."""
        whole = console(member, server, length=None).json()["output"]
        last = console(member, server, length=3).json()["output"]
        same = "login:" in whole and whole == console(member, server).json()["output"]
        return (whole, last) if same else None

    whole, last = until(settled, "the log has ended")
    assert last == "\n".join(whole.split("\n")[-3:])
    assert console(member, server, length=0).json()["output"] == ""


def test_a_length_that_is_no_number_is_a_bad_request(member, server):
    told = r"Invalid input for field/attribute length. Value: all. 'all' does not match '.*'"
    assert_nova_refuses(console(member, server, length="all"), 400, "badRequest", told)


def test_a_server_that_is_not_built_yet_has_no_log(member, launch):
    server = launch()
    told = f"Instance {server} is not ready"
    assert_nova_refuses(console(member, server), 409, "conflictingRequest", told)


def test_the_log_shows_the_key_and_the_user_data_at_work(member, launch, key, public_key):
    script = b"#!/bin/sh\necho contract-marker\n"
    server = launch(key_name=key, user_data=base64.b64encode(script).decode())
    member.wait_for_server(server, "ACTIVE")

    def marked():
        return "contract-marker" in console(member, server).json()["output"]

    until(marked, "the log shows what the user data does", seconds=20)


def test_another_project_cannot_read_the_log(other, server):
    told = f"Instance {server} could not be found."
    assert_nova_refuses(console(other, server), 404, "itemNotFound", told)
