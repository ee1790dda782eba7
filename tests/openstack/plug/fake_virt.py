"""Nova's fake hypervisor with bytes in snapshots, a console log, and a QEMU behind its consoles.

The stock one leaves snapshots `queued` for ever, always says "FAKE CONSOLE OUTPUT", and has its
consoles on hosts that do not exist.
"""

import base64
import io
from pathlib import Path

import nova.conf
from machines import Machines
from nova import exception
from nova.compute import power_state, task_states
from nova.console import type as consoles
from nova.image import glance
from nova.virt import fake

BOOTED = """\
[    0.000000] Linux version 6.8.0-45-generic (buildd@lcy02-amd64-075)
[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=LABEL=cloudimg-rootfs ro console=ttyS0
[    3.412345] cloud-init[612]: Cloud-init v. 24.4.1 running 'init' \
at Mon, 24 Nov 2025 06:00:03 +0000. Up 3.41 seconds.
{keys}
{user_data}
[   11.203456] cloud-init[901]: Cloud-init v. 24.4.1 finished at Mon, 24 Nov 2025 06:00:11 +0000. \
Datasource DataSourceOpenStackLocal.  Up 11.20 seconds

Ubuntu 24.04.3 LTS {host} ttyS0

{host} login: """

NO_PORT = -1  # what libvirt says of a machine that is off


class Driver(fake.FakeDriverWithoutFakeNodes):
    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self._machines = Machines(Path(nova.conf.CONF.state_path).parent / "machines")

    def get_vnc_console(self, context, instance):
        machine = self._machine(instance)
        return consoles.ConsoleVNC("127.0.0.1", machine.vnc if machine else NO_PORT)

    def get_serial_console(self, context, instance):
        machine = self._machine(instance)
        return consoles.ConsoleSerial("127.0.0.1", machine.serial if machine else NO_PORT)

    def _machine(self, instance):
        """As libvirt's driver: unknown before it is made; no port while it is off."""
        if instance.uuid not in self.instances:
            raise exception.InstanceNotFound(instance_id=instance.uuid)
        if self.instances[instance.uuid].state == power_state.SHUTDOWN:
            return None
        return self._machines.get(instance.uuid)

    def reboot(self, context, instance, *arguments, **settings):
        super().reboot(context, instance, *arguments, **settings)
        self._machines.reset(instance.uuid)

    def power_off(self, instance, *arguments, **settings):
        super().power_off(instance, *arguments, **settings)
        self._machines.end(instance.uuid)

    def destroy(self, context, instance, *arguments, **settings):
        super().destroy(context, instance, *arguments, **settings)
        self._machines.end(instance.uuid)

    def snapshot(self, context, instance, image_id, update_task_state):
        update_task_state(task_state=task_states.IMAGE_PENDING_UPLOAD)
        update_task_state(
            task_state=task_states.IMAGE_UPLOADING,
            expected_state=task_states.IMAGE_PENDING_UPLOAD,
        )
        api = glance.API()
        image = api.get(context, image_id)
        metadata = {
            "disk_format": "raw",
            "container_format": "bare",
            "name": image["name"],
            "properties": image["properties"],
        }
        data = io.BytesIO(b"snap" * 1024)
        api.update(context, image_id, metadata, data, purge_props=False)

    def get_console_output(self, context, instance):
        if instance.key_data:
            keys = f"ci-info: | {instance.key_data.strip()} | ({instance.key_name})"
        else:
            keys = "ci-info: no authorized SSH keys fingerprints found for user ubuntu."
        text = base64.b64decode(instance.user_data or "").decode("ascii", "replace")
        marked = "\n".join(f"cloud-init[733]: user-data: {line}" for line in text.splitlines())
        return BOOTED.format(keys=keys, user_data=marked, host=instance.hostname)
