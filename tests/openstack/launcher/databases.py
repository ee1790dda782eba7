"""Make the databases and the keys of a new cloud."""

import base64
import os
import sqlite3
import subprocess

from tests.openstack.launcher.plan import TYPES, Plan


class InitialisationFailed(RuntimeError):
    pass


def create_keystone(plan: Plan) -> None:
    keystone = ("keystone-manage", "--config-file", f"{plan.etc}/keystone.conf")
    _run(plan, *keystone, "db_sync")
    # `keystone-manage fernet_setup` wants to chown the keys to a user of its own.
    for folder in ("fernet", "credkeys"):
        for name in "01":
            descriptor = os.open(plan.run / folder / name, os.O_CREAT | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "wb") as key:
                key.write(base64.urlsafe_b64encode(os.urandom(32)))
    addresses = [
        part
        for interface in ("public", "internal", "admin")
        for part in (f"--bootstrap-{interface}-url", plan.url("keystone"))
    ]
    region = ("--bootstrap-region-id", "RegionOne")
    # By the environment: a command line is everybody's to read.
    secret = {"OS_BOOTSTRAP_PASSWORD": plan.password}
    _run(plan, *keystone, "bootstrap", *region, *addresses, environment=secret)


def create_glance(plan: Plan) -> None:
    _run(plan, "glance-manage", "--config-file", f"{plan.etc}/glance-api.conf", "db_sync")


def create_neutron(plan: Plan) -> None:
    """From the models: neutron's migrations do not run on sqlite."""
    import sqlalchemy
    from neutron.db.migration.models import head
    from neutron_lib.db import model_base

    head.get_metadata()
    model_base.BASEV2.metadata.create_all(sqlalchemy.create_engine(plan.database("neutron")))


def create_cinder(plan: Plan) -> None:
    _run(plan, "cinder-manage", "--config-file", f"{plan.etc}/cinder.conf", "db", "sync")


def create_nova(plan: Plan) -> None:
    nova = ("nova-manage", "--config-file", f"{plan.etc}/nova.conf")
    cell0, cell1 = plan.database("nova_cell0"), plan.database("nova_cell1")
    _run(plan, *nova, "api_db", "sync")
    _run(plan, *nova, "cell_v2", "map_cell0", "--database_connection", cell0)
    _run(plan, *nova, "db", "sync")
    cell = ("--name", "cell1", "--database_connection", cell1, "--transport-url", "fake:/")
    _run(plan, *nova, "cell_v2", "create_cell", *cell)


CREATE = {  # placement makes its own when it starts
    "keystone": create_keystone,
    "glance": create_glance,
    "neutron": create_neutron,
    "cinder": create_cinder,
    "nova": create_nova,
}


def move_endpoints(plan: Plan) -> None:
    """Write this run's ports into the catalog of a cloud that was made with other ports."""
    with sqlite3.connect(plan.run / "db" / "keystone.db") as database:
        for service, type_ in {**TYPES, "keystone": "identity"}.items():
            database.execute(
                "UPDATE endpoint SET url = ?"
                " WHERE service_id = (SELECT id FROM service WHERE type = ?)",
                (plan.url(service), type_),
            )
    database.close()


def _run(plan: Plan, command: str, *arguments: str, environment: dict[str, str] | None = None):
    with (plan.log / "initialise.log").open("a") as log:
        done = subprocess.run(
            [plan.venv / "bin" / command, *arguments],
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            check=False,
        )
    if done.returncode:
        told = (plan.log / "initialise.log").read_text()[-1500:]
        raise InitialisationFailed(f"{command} {arguments[-1]} failed: {told}")
