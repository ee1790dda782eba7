"""What the pages of a list remember from the last reading is a place in it still."""

from tests.contract.project import wait_until_after


def rows_behind(project, marker):
    answer = project.nova.get(f"/servers/detail?marker={marker}&limit=1000", microversion="2.69")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["servers"]]


def test_a_server_cuts_the_list_in_the_same_place_when_others_come_and_it_goes(member, launch):
    made = []
    for _ in range(3):
        made.append(launch())
        wait_until_after(member.wait_for_server(made[-1], "ACTIVE")["created"])
    oldest, middle, newest = made
    behind = rows_behind(member, middle)
    assert oldest in behind
    assert newest not in behind
    later = launch()
    member.wait_for_server(later, "ACTIVE")
    assert rows_behind(member, middle) == behind
    member.nova.delete(f"/servers/{middle}")
    member.wait_until_gone(middle)
    assert rows_behind(member, middle) == behind
