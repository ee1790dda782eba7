"""One project of a cloud, as raw HTTP: what is sent and what comes back is seen as it is."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openstack
from keystoneauth1.adapter import Adapter
from requests import Response

from tests.support.waiting import until

PATCH = "application/openstack-images-v2.1-json-patch"
NOBODY = "00000000-0000-0000-0000-000000000000"


class Project:
    """A user in a project: adapters that never raise, one for each service.

    Attributes:
        id: The project's id.
        auth: What clouds.yaml says: auth_url, username, password, ...
        keystone, glance, nova, neutron, cinder: Paths are relative to the version, e.g. `/servers`.
    """

    def __init__(self, clouds_yaml: Path, cloud: str) -> None:
        config = openstack.config.OpenStackConfig(
            config_files=[str(clouds_yaml)], load_envvars=False
        ).get_one(cloud)
        self.auth: dict[str, str] = config.config["auth"]
        self.session = config.get_session()
        self.id = self.session.get_project_id()
        self.user_id = self.session.get_user_id()
        self.keystone = self._adapter("identity")
        self.glance = self._adapter("image", below="/v2")
        self.nova = self._adapter("compute")
        self.neutron = self._adapter("network", below="/v2.0")
        self.cinder = self._adapter("volumev3")

    def root(self, service_type: str) -> str:
        """A service's address in the catalog."""
        return self.session.get_endpoint(service_type=service_type, interface="public").rstrip("/")

    def act(self, server_id: str, action: dict[str, Any], microversion: str = "2.96") -> Response:
        return self.nova.post(
            f"/servers/{server_id}/action", json=action, microversion=microversion
        )

    def patch_image(self, image_id: str, *operations: dict[str, Any]) -> Response:
        return self.glance.patch(
            f"/images/{image_id}", json=operations, headers={"Content-Type": PATCH}
        )

    def upload(self, image_id: str, data: bytes) -> Response:
        return self.glance.put(
            f"/images/{image_id}/file",
            data=data,
            headers={"Content-Type": "application/octet-stream"},
        )

    def server(self, server_id: str, microversion: str = "2.96") -> dict[str, Any]:
        answer = self.nova.get(f"/servers/{server_id}", microversion=microversion)
        assert answer.status_code == 200, answer.text
        return answer.json()["server"]

    def image(self, image_id: str) -> dict[str, Any]:
        answer = self.glance.get(f"/images/{image_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def wait_for_server(self, server_id: str, status: str) -> dict[str, Any]:
        """Wait until a server has a status and is left alone; return it."""

        def arrived() -> dict[str, Any] | None:
            server = self.server(server_id)
            assert server["status"] != "ERROR" or status == "ERROR", server
            done = server["status"] == status and server["OS-EXT-STS:task_state"] is None
            return server if done else None

        return until(arrived, f"server {server_id} is {status}")

    def wait_for_image(self, image_id: str, status: str) -> dict[str, Any]:
        def arrived() -> dict[str, Any] | None:
            image = self.image(image_id)
            return image if image["status"] == status else None

        return until(arrived, f"image {image_id} is {status}")

    def wait_until_gone(self, server_id: str) -> None:
        def gone() -> bool:
            return self.nova.get(f"/servers/{server_id}").status_code == 404

        until(gone, f"server {server_id} is gone")

    def port(self, server_id: str) -> dict[str, Any]:
        (port,) = self.neutron.get(f"/ports?device_id={server_id}").json()["ports"]
        return port

    def _adapter(self, service_type: str, below: str = "") -> Adapter:
        return Adapter(
            self.session,
            endpoint_override=self.root(service_type) + below,
            service_type=service_type,
            raise_exc=False,
        )


def moment(written: str) -> datetime:
    """A time stamp of the cloud."""
    return datetime.strptime(written, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def wait_until_after(written: str) -> None:
    """Wait until the clock shows a later second than a time stamp of the cloud."""
    later = moment(written).timestamp() + 1.0
    until(lambda: time.time() >= later, f"it is past {written}")
