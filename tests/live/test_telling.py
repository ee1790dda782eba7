from threading import Barrier, Event, Thread

import pytest

from canfar_jupyter.errors import Conflict
from canfar_jupyter.live.base.callbacks import Callbacks
from canfar_jupyter.live.base.operations import KEPT, Operations
from tests.support.waiting import until


@pytest.fixture
def callbacks():
    made = Callbacks()
    yield made
    made.close()


def settle(callbacks):
    until(lambda: callbacks.quiet)


def test_calls_are_made_in_order(callbacks):
    made = []
    for n in range(100):
        callbacks.put(lambda n=n: made.append(n))
    settle(callbacks)
    assert made == list(range(100))


def test_a_call_may_cause_another_which_comes_after_it(callbacks):
    made = []

    def first():
        callbacks.put(lambda: made.append("second"))
        made.append("first")

    callbacks.put(first)
    settle(callbacks)
    assert made == ["first", "second"]


def test_a_call_that_fails_does_not_keep_the_others_away(callbacks, caplog):
    made = []
    callbacks.put(lambda: 1 / 0)
    callbacks.put(lambda: made.append("second"))
    settle(callbacks)
    assert made == ["second"]
    assert "an observer failed" in caplog.text


def test_nobody_waits_for_a_call_that_another_put(callbacks):
    made, entered, go_on = [], Event(), Event()

    def slow():
        entered.set()
        go_on.wait(10)
        made.append("slow")

    callbacks.put(slow)
    assert entered.wait(10)
    callbacks.put(lambda: made.append("quick"))  # does not wait
    assert made == []
    assert not callbacks.quiet
    go_on.set()
    settle(callbacks)
    assert made == ["slow", "quick"]


def test_what_comes_afterwards_comes_once_and_last(callbacks):
    made, go_on = [], Event()
    callbacks.put(lambda: go_on.wait(10))

    def draw():
        made.append("draw")

    for n in range(3):
        callbacks.put(lambda n=n: made.append(n))
        callbacks.afterwards(draw)
    go_on.set()
    settle(callbacks)
    assert made == [0, 1, 2, "draw"]


def test_many_threads_lose_nothing(callbacks):
    made, together = [], Barrier(8)

    def work(n):
        together.wait()
        for i in range(200):
            callbacks.put(lambda i=i: made.append((n, i)))

    threads = [Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(callbacks)
    assert len(made) == 1600
    for n in range(8):
        assert [i for m, i in made if m == n] == list(range(200))


def test_once_closed_nothing_is_told(callbacks):
    made = []
    callbacks.put(lambda: made.append("before"))
    settle(callbacks)
    callbacks.close()
    callbacks.put(lambda: made.append("after"))
    assert (made, callbacks.quiet) == (["before"], True)


def test_an_operation_is_told_when_it_begins_and_when_it_ends(callbacks):
    operations, told = Operations(callbacks), []
    stop = operations.observe(told.append)
    launching = operations.begin("Launching lens")
    assert operations.running() == [launching]
    operations.end(launching)
    failing = operations.begin("Terminating lens")
    operations.end(failing, Conflict("It is busy."))
    settle(callbacks)
    assert [(o.text, o.state) for o in told] == [
        ("Launching lens", "running"),
        ("Launching lens", "done"),
        ("Terminating lens", "running"),
        ("Terminating lens", "failed"),
    ]
    assert str(told[-1].error) == "It is busy."
    assert [o.state for o in operations] == ["done", "failed"]
    stop()
    operations.begin("unheard")
    settle(callbacks)
    assert len(told) == 4


def test_only_the_last_operations_are_kept_but_none_that_runs_is_lost():
    operations = Operations()
    running = operations.begin("still at it")
    for n in range(KEPT + 10):
        operations.end(operations.begin(str(n)))
    assert len(operations) == KEPT + 1
    assert running in operations
