from threading import Barrier, current_thread

import pytest

from canfar_jupyter.cloud.http.executor import DaemonExecutor


def test_calls_run_on_daemon_threads_and_bring_results_or_errors():
    workers = DaemonExecutor(2)
    assert workers.submit(lambda: current_thread().daemon).result(10) is True
    with pytest.raises(ZeroDivisionError):
        workers.submit(lambda: 1 / 0).result(10)
    assert workers.submit(lambda: "still at work").result(10) == "still at work"


def test_as_many_calls_run_at_once_as_there_are_threads():
    together = Barrier(4, timeout=10)
    workers = DaemonExecutor(4)
    for future in [workers.submit(together.wait) for _ in range(4)]:
        future.result(10)


def test_no_more_threads_than_asked_for_are_started():
    workers = DaemonExecutor(3)
    names = [workers.submit(lambda: current_thread().ident) for _ in range(50)]
    assert len({future.result(10) for future in names}) <= 3


def test_closed_workers_begin_anew_when_asked():
    workers = DaemonExecutor(1)
    workers.submit(lambda: None).result(10)
    workers.close()
    assert workers.submit(lambda: 7).result(10) == 7
