import pytest

import canfar_jupyter as cj
from canfar_jupyter.widgets import ImageBrowser, InstanceTable, LaunchForm
from tests.support.waiting import until


def content(app):
    """Say that a page shows the app, wait until it has signed in; return what it shows."""
    app.seen()
    until(lambda: app.content is not None or app.failed)
    assert not app.failed, app.messages.items
    return app.content


def failed(app):
    """Wait until signing in has failed; return the sentence and the hint."""
    until(lambda: app.failed)
    (item,) = app.messages.items
    return item["text"], item["hint"]


def test_the_dashboard_is_there_at_once_and_says_what_it_does(clouds):
    app = cj.dashboard("demo")
    assert app.note.text == "Signing in to demo..." or app.store is not None
    assert content(app).form.button.description == "Launch"


def test_the_whole_main_job_through_the_widgets(clouds):
    page = content(cj.dashboard("demo"))
    store = page.images._store
    until(lambda: all(store.collections[name].loaded for name in store.collections))
    image = next(id_ for id_, row in store.images.items() if row["name"] == "canfar-ubuntu-24.04")
    page.images.table.press("launch", [image])
    page.form.port.button.click()
    until(lambda: page.form.port.layout.display == "none")
    page.form.name.value = "lens"
    page.form.button.click()
    id_ = until(lambda: page.instances.table.current)
    assert store.servers[id_]["name"] == "lens"
    until(lambda: store.servers[id_]["status"] == "ACTIVE")
    page.instances.table.press("log", [id_])
    log = page.instances.panel.pane("log")
    until(lambda: "Linux" in log.text or log.refresh())
    page.instances.table.press("snapshot", [id_])
    (snapshot,) = page.instances.drawer.children
    snapshot.name.value = "lens-ready"
    snapshot.save.click()
    until(lambda: _image(store, "lens-ready").get("status") == "active")
    assert _image(store, "lens-ready")["tab"] == "project"
    page.instances.table.press("terminate", [id_])
    assert page.instances.dialog.question.title == "Terminate lens?"
    page.instances.dialog.answer(True)
    until(lambda: id_ not in store.servers)
    until(lambda: "lens was terminated." in [item["text"] for item in page.messages.items])
    assert "bad" not in [item["tone"] for item in page.messages.items]


def _image(store, name):
    store.look()
    return next((row for row in store.images.values() if row["name"] == name), {})


def test_called_again_it_is_the_same_dashboard(clouds):
    assert cj.dashboard("demo") is cj.dashboard("demo")


def test_os_cloud_names_the_cloud(clouds, monkeypatch):
    monkeypatch.setenv("OS_CLOUD", "demo")
    app = cj.dashboard()
    content(app)
    assert app.store.identity.cloud == "demo"
    assert cj.dashboard() is app


def test_a_cloud_of_connect_serves_too(clouds):
    cloud = cj.connect("demo")
    app = cj.dashboard(cloud)
    content(app)
    assert app.store.identity == cloud.identity


def test_a_dashboard_that_was_closed_is_made_anew(clouds):
    first = cj.dashboard("demo")
    content(first)
    images = first.content.images.table
    first.close()
    assert images.comm is None
    assert cj.dashboard("demo") is not first


@pytest.mark.parametrize(
    ("cloud", "word"),
    [("refused", "password"), ("nobody", "127.0.0.1:9"), ("no-such-cloud", "no-such-cloud")],
)
def test_a_failed_sign_in_is_a_sentence_with_what_to_do(clouds, cloud, word):
    text, hint = failed(cj.dashboard(cloud))
    assert word in f"{text} {hint}"
    assert "Traceback" not in text
    assert hint


def test_the_demo_cloud_is_one_click_away_from_a_failure(clouds):
    app = cj.dashboard("refused")
    failed(app)
    app.demo.click()
    content(app)
    assert app.store.identity.cloud == "demo"


def test_try_again_works_once_the_entry_is_right(clouds):
    app = cj.image_browser("later")
    failed(app)
    clouds.write_text(
        clouds.read_text()
        .replace("  refused:", "  later:", 1)
        .replace("not the password", _password(clouds))
    )
    app.again.click()
    content(app)


def _password(clouds):
    import yaml

    return yaml.safe_load(clouds.read_text())["clouds"]["demo"]["auth"]["password"]


def test_a_password_is_in_no_state_of_a_widget(clouds):
    app = cj.dashboard("refused")
    failed(app)
    assert "not the password" not in repr(app.messages.get_state())


def test_nothing_is_made_while_the_page_may_be_loading(clouds):
    app = cj.dashboard("demo")
    until(lambda: app.store is not None)
    assert app.content is None  # a page that is loading would miss some of the new widgets
    app.seen()
    until(lambda: app.content is not None)
    assert app.children[-1] is app.content


def test_a_second_page_shows_the_same_contents(clouds):
    app = cj.dashboard("demo")
    first = content(app)
    assert content(app) is first


def test_each_part_stands_alone(clouds):
    assert isinstance(content(cj.image_browser("demo")).children[0], ImageBrowser)
    assert isinstance(content(cj.launch_form("demo")), LaunchForm)
    assert isinstance(content(cj.instance_table("demo")), InstanceTable)


def test_launch_in_the_image_browser_opens_the_form_below(clouds):
    page = content(cj.image_browser("demo"))
    images = page.children[0]._store.images
    until(lambda: images.loaded)
    image = next(id_ for id_, row in images.items() if row["status"] == "active")
    page.children[0].table.press("launch", [image])
    assert page.children[1].spec.image == image


@pytest.mark.parametrize("app", [cj.instance, cj.doctor, cj.console])
def test_an_instance_that_is_not_found_is_not_a_failure_to_sign_in(clouds, app):
    shown = app("nope", "demo")
    shown.seen()
    text, hint = failed(shown)
    assert "nope" in text
    assert hint
    assert shown.again.layout.display is None
    assert shown.demo.layout.display == "none", "one is signed in already"


def test_an_instance_that_appears_is_found_by_trying_again(clouds):
    shown = cj.instance("late", "demo")
    shown.seen()
    failed(shown)
    cloud = cj.connect("demo")
    cloud.launch("late", image="cirros-0.6.3", flavor="t1-0.5gb")
    shown.again.click()
    assert content(shown) is shown.children[-1]
    assert not shown.failed


def test_after_a_failed_sign_in_both_ways_on_are_offered(clouds):
    app = cj.dashboard("refused")
    failed(app)
    assert app.again.layout.display is None
    assert app.demo.layout.display is None
