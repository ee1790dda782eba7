from canfar_jupyter.model.bootlog import KeptLog
from canfar_jupyter.model.bootlog.joining import GAP

from .samples import recorded


def test_only_what_is_new_comes_out():
    kept = KeptLog()
    assert kept.take("one\ntw") == "one\ntw"
    assert kept.take("one\ntwo\n") == "o\n"
    assert kept.take("one\ntwo\n") == ""


def test_what_the_cloud_has_dropped_is_kept():
    text = recorded("a")
    kept = KeptLog()
    size = 20_000  # what this cloud keeps
    for end in range(0, len(text) + 3000, 3000):
        seen = text[:end]
        kept.take(seen[-size:])
    assert kept.text == text
    assert kept.gaps == 0


def test_the_last_lines_are_enough_to_go_on():
    text = recorded("a")
    kept = KeptLog()
    kept.take(text[:30_000])
    assert kept.take("\n".join(text.split("\n")[-200:])) == "" or kept.gaps <= 1
    again = KeptLog()
    again.take(text[:50_000])
    again.take(text[40_000:])
    assert again.text == text


def test_something_lost_between_two_readings_is_counted():
    kept = KeptLog()
    kept.take("a first line\nand a second\n")
    other = "quite another\n"
    assert kept.take(other) == f"\n{other}"
    assert kept.gaps == 1
    assert kept.text == f"a first line\nand a second\n{GAP}\n{other}"
    assert kept.take(f"{other}and on\n") == "and on\n"


def test_a_log_that_repeats_itself_is_not_read_twice():
    line = "login: \n"
    kept = KeptLog()
    kept.take(line * 100)
    assert kept.take(line * 103) == line * 3


def test_a_log_that_starts_again_with_the_same_lines_is_another_boot():
    first = "firmware\nLinux version 6.8\ninit at 06:00\nlogin: "
    kept = KeptLog()
    kept.take(first)
    assert kept.take("") == ""  # it was cut off
    assert kept.take("firmware\n") == "\nfirmware\n"
    assert kept.take("firmware\nLinux version 6.8\n") == "Linux version 6.8\n"
    assert kept.gaps == 1
    assert not kept.follows("firmware\n")


def test_fewer_of_the_last_lines_are_no_other_boot():
    kept = KeptLog()
    kept.take("login: \n" * 100)
    assert kept.take("login: \n" * 60) == ""
    assert kept.gaps == 0
