"""Which readings of images are made while some of them are in transition."""

from canfar_jupyter.live.base.refresher import WHOLE_IMAGES


def test_only_images_that_move_are_looked_at_in_between(state):
    ready, saving = {"id": "i", "status": "active"}, {"id": "s", "status": "saving"}
    state.cloud.lists["images"] = [ready, saving]
    assert state.read("images").in_transition
    state.read("images")
    assert state.cloud.asked == ["images", ("some", ("s",))]
    state.cloud.lists["images"][1]["status"] = "active"
    assert not state.read("images").in_transition
    assert state.images["s"]["status"] == "active"


def test_an_image_that_vanishes_while_it_is_made_is_dropped(state):
    state.cloud.lists["images"] = [{"id": "s", "status": "queued"}]
    state.read("images")
    state.cloud.lists["images"] = []
    state.read("images")
    assert len(state.images) == 0


def test_all_images_are_still_read_now_and_then_while_one_moves(state):
    state.cloud.lists["images"] = [{"id": "s", "status": "queued"}]
    state.read("images")
    state.read("images", after=WHOLE_IMAGES + 1)
    assert state.cloud.asked == ["images", "images"]
