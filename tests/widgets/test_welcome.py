import pytest

from canfar_jupyter.widgets.welcome.welcome import Welcome


@pytest.fixture
def welcome(store, cloud):
    made = Welcome(store)
    cloud.settle()
    yield made
    made.close()


def done(welcome):
    return {step["key"]: step["done"] for step in welcome.steps}


def test_it_follows_the_project(welcome, cloud):
    assert not welcome.empty
    assert done(welcome) == {"key": True, "launch": True, "log_in": False}
    cloud.servers.drop(*list(cloud.servers))
    cloud.keypairs.drop(*list(cloud.keypairs))
    cloud.settle()
    assert welcome.empty
    assert done(welcome) == {"key": False, "launch": False, "log_in": False}


def test_its_images_are_of_the_project_and_without_any_it_says_where_to_choose(welcome, cloud):
    assert {image["id"] for image in welcome.images} <= set(cloud.images)
    assert welcome.images
    cloud.images.drop(*list(cloud.images))
    cloud.settle()
    assert welcome.images == []
    assert welcome.words["images"].startswith("Choose an image")


def test_what_is_pressed_leads_to_its_page(welcome, wire):
    said = []
    welcome.on_launch(lambda id_: said.append(("launch", id_)))
    welcome.on_step(lambda key: said.append(("step", key)))
    wire.say(welcome, op="launch", id="i-ubuntu")
    wire.say(welcome, op="step", key="key")
    wire.say(welcome, op="nonsense")
    assert said == [("launch", "i-ubuntu"), ("step", "key")]
