"""The snapshot of an instance that boots from a volume: no bytes, but a mapping of volumes."""

import msgspec
import pytest

from canfar_jupyter.cloud.lists.images import FIELDS, columns
from canfar_jupyter.model.launch.sizing import misfits

MAPPING = '[{"boot_index": 1, "volume_size": 9}, {"boot_index": 0, "volume_size": 20}]'
FLAVOR = {"disk_gib": 10, "ram_gib": 4.0, "vcpus": 1, "ephemeral_gib": 0}


def row_of(**more):
    told = {"id": "i", "name": "snap", "size": 0, "min_disk": 20, "owner": "p", **more}
    image = msgspec.convert(told, FIELDS.row)
    return {name: values[0] for name, values in columns([image], "p").items()}


def test_it_is_listed_as_a_snapshot_of_the_size_of_its_root_volume():
    row = row_of(block_device_mapping=MAPPING)
    assert row["is_snapshot"]
    assert row["virtual_size"] == 20 << 30


@pytest.mark.parametrize(
    "mapping", ["", "[]", "{}", "no JSON", '[{"boot_index": "0"}]', "[" * 5000]
)
def test_a_mapping_that_makes_no_sense_takes_nothing_else_away(mapping):
    assert row_of(block_device_mapping=mapping)["virtual_size"] is None


def test_it_makes_a_volume_of_its_own_so_the_disk_of_the_flavor_does_not_matter():
    assert misfits(row_of(block_device_mapping=MAPPING), FLAVOR, {}) == []


def test_an_image_with_bytes_still_needs_the_disk():
    assert len(misfits(row_of() | {"size": 5}, FLAVOR, {})) == 1
