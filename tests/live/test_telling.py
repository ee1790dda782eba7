from threading import Barrier, Event, Thread

from canfar_jupyter.errors import Conflict
from canfar_jupyter.live.base.callbacks import Callbacks
from canfar_jupyter.live.base.operations import KEPT, Operations


def test_calls_are_made_in_order():
    deliveries, made = Callbacks(), []
    for n in range(3):
        deliveries.put(lambda n=n: made.append(n))
    deliveries.run()
    assert made == [0, 1, 2]


def test_a_call_may_cause_another_which_comes_after_it():
    deliveries, made = Callbacks(), []

    def first():
        deliveries.put(lambda: made.append("second"))
        deliveries.run()
        made.append("first")

    deliveries.put(first)
    deliveries.run()
    assert made == ["first", "second"]


def test_a_call_that_fails_does_not_keep_the_others_away(caplog):
    deliveries, made = Callbacks(), []
    deliveries.put(lambda: 1 / 0)
    deliveries.put(lambda: made.append("second"))
    deliveries.run()
    assert made == ["second"]
    assert "an observer failed" in caplog.text


def test_what_one_thread_leaves_another_delivers():
    deliveries, made = Callbacks(), []
    entered, go_on = Event(), Event()

    def slow():
        entered.set()
        go_on.wait(10)

    deliveries.put(slow)
    thread = Thread(target=deliveries.run)
    thread.start()
    entered.wait(10)
    deliveries.put(lambda: made.append("left there"))
    deliveries.run()  # does not wait
    assert made == []
    go_on.set()
    thread.join()
    assert made == ["left there"]


def test_many_threads_lose_nothing():
    deliveries, made, together = Callbacks(), [], Barrier(8)

    def work(n):
        together.wait()
        for i in range(200):
            deliveries.put(lambda i=i: made.append((n, i)))
            deliveries.run()

    threads = [Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    deliveries.run()
    assert len(made) == 1600
    for n in range(8):
        assert [i for m, i in made if m == n] == list(range(200))


def test_an_operation_is_told_when_it_begins_and_when_it_ends():
    operations, told = Operations(), []
    stop = operations.observe(told.append)
    launching = operations.begin("Launching lens")
    assert operations.running() == [launching]
    operations.end(launching)
    failing = operations.begin("Terminating lens")
    operations.end(failing, Conflict("It is busy."))
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
    assert len(told) == 4


def test_only_the_last_operations_are_kept_but_none_that_runs_is_lost():
    operations = Operations()
    running = operations.begin("still at it")
    for n in range(KEPT + 10):
        operations.end(operations.begin(str(n)))
    assert len(operations) == KEPT + 1
    assert running in operations
