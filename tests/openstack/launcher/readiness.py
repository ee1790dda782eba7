"""Is the cloud ready for its users?"""

import time
from collections.abc import Callable

from keystoneauth1.exceptions import ClientException

from tests.openstack.launcher import seed
from tests.openstack.launcher.plan import Plan

TIMEOUT = 180.0  # s


class NotReady(RuntimeError):
    pass


def wait_until_computing(plan: Plan) -> None:
    """Wait until the workers of nova have reported, and those of cinder know each other."""
    admin = seed.connect(plan, "real-admin")

    def all_up() -> bool:
        answer = admin.compute.get("/os-services")
        services = answer.json()["services"] if answer.ok else []
        return len(services) == 3 and all(service["state"] == "up" for service in services)

    def has_room() -> bool:
        answer = admin.block_storage.get("/scheduler-stats/get_pools")
        return bool(answer.ok and answer.json()["pools"])

    _wait(all_up, "nova's services have not reported")
    _wait(has_room, "cinder's scheduler knows no place for volumes")


def wait_until_answering(plan: Plan) -> None:
    """Wait until a member gets the lists: the first requests load what the services left out."""
    member = seed.connect(plan, "real")

    def answering() -> bool:
        answers = (
            member.compute.get("/servers/detail"),
            member.network.get("/ports"),
            member.image.get("/images"),
            member.block_storage.get("/limits"),
        )
        return all(answer.ok for answer in answers)

    _wait(answering, "a member's lists of servers, ports, images or volumes fail")


def _wait(condition: Callable[[], bool], otherwise: str) -> None:
    give_up = time.monotonic() + TIMEOUT
    while time.monotonic() < give_up:
        try:
            if condition():
                return
        except ClientException as error:
            otherwise = f"{otherwise}: {error}"[:2000]
        time.sleep(0.1)
    raise NotReady(otherwise)
