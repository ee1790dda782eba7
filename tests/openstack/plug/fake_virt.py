"""Nova's fake hypervisor with a snapshot that uploads bytes and a console log that tells something.

The stock one leaves snapshots `queued` for ever and always says "FAKE CONSOLE OUTPUT".
"""

import base64
import io

from nova.compute import task_states
from nova.image import glance
from nova.virt import fake

BOOTED = """\
[    0.000000] Linux version 6.8.0-45-generic (buildd@lcy02-amd64-075)
[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=LABEL=cloudimg-rootfs ro console=ttyS0
[    3.412345] cloud-init[612]: Cloud-init v. 24.4.1 running 'init' at Mon, 24 Nov 2025 06:00:03.
{keys}
{user_data}
[   11.203456] cloud-init[901]: Cloud-init v. 24.4.1 finished. Datasource DataSourceOpenStackLocal.

Ubuntu 24.04.3 LTS {host} ttyS0

{host} login: """


class Driver(fake.FakeDriverWithoutFakeNodes):
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
