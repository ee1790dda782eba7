"""The flavors that the launch form offers."""


def test_a_flavors_name_is_explained(form):
    row = next(row for row in form.flavor.rows if row["name"] == "c2-7.5gb-30")
    assert row["words"] == (
        "c: computing, with scratch disk; 2: 2 cores; 7.5gb: memory; 30: scratch disk, GB."
    )


def test_batch_processing_wants_scratch_disk(form, cloud):
    cloud.flavors.load({"id": "p2", "name": "p2-3gb", "vcpus": 2, "ram_gib": 3.0, "disk_gib": 20})
    assert form.flavor.value == "p2"
    form.condor.value = True
    assert form.flavor.value == "f2"
    last = next(row for row in form.flavor.rows if row["id"] == "p2")
    assert last["reason"].startswith("This flavor has no scratch disk")
    assert last["fits"]  # advice, not a reason against
