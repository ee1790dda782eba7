from concurrent.futures import Future

import pytest

from canfar_jupyter.errors import Cancelled, CloudFailure, Invalid, NotFound
from canfar_jupyter.widgets.images.browser import ImageBrowser
from canfar_jupyter.widgets.images.create import CreateImage
from canfar_jupyter.widgets.images.create_fields import SERVER
from canfar_jupyter.widgets.images.facts import facts
from canfar_jupyter.widgets.images.rows import IMAGE_ROWS
from canfar_jupyter.widgets.kit.path_picker import PathPicker
from canfar_jupyter.widgets.status.transfers import Transfers
from tests.support.rows import image
from tests.support.spies import spy


@pytest.fixture
def browser(store):
    return ImageBrowser(store)


@pytest.fixture
def form(browser, cloud):
    form = browser.open_create()
    cloud.settle()
    return form


def cell(browser, image_id, key):
    """Return what the table shows of an image in a column."""
    (column,) = (c for c in IMAGE_ROWS.columns if c.key == key)
    return column.value(browser.rows[image_id])


def failed(error):
    future = Future()
    future.set_exception(error)
    return future


def opened(store, cloud):
    """Return a form that knows how the cloud takes images."""
    form = CreateImage(store)
    cloud.settle()
    return form


def test_an_offered_image_has_accept_and_decline_and_no_launch(browser, store, cloud):
    browser.table.press("launch", ["i-pending"])
    browser.table.press("accept", ["i-ubuntu"])
    assert cloud.sent == []
    browser.table.press("accept", ["i-pending"])
    assert cloud.sent == [("accept_image", "i-pending")]
    assert store.images["i-pending"]["tab"] == "shared"


def test_a_declined_image_goes(browser, store, cloud):
    browser.table.press("decline", ["i-pending"])
    cloud.settle()
    assert "i-pending" not in store.images


def test_why_an_answer_failed_is_said(browser, cloud):
    cloud.refuse = NotFound("It is gone.")
    browser.table.press("accept", ["i-pending"])
    cloud.settle()
    assert "It is gone." in browser.messages.items[-1]["text"]


def test_details_name_who_uses_it_and_show_text_as_text(browser, cloud):
    cloud.servers.change("s-a", image_id="i-ubuntu")
    browser.table.press("details", ["i-ubuntu"])
    cloud.settle()
    shown = dict(browser.panel.pane("overview").view.facts)
    assert shown["Used by"] == "lens-a"
    assert (shown["System"], shown["Supported"]) == ("Ubuntu 24.04", "yes")
    assert shown["Security updates"] == "until 2029-05-31"
    assert (shown["Description"], shown["<b>"]) == ("for lenses", "<script>")


def test_what_belongs_to_others_has_no_tabs_that_change_it(browser):
    def tabs(image):
        browser.show(image)
        return [tab["title"] for tab in browser.panel.head.tabs]

    assert tabs("i-lens") == ["Overview", "Share", "Edit", "Download", "Used by"]
    browser.panel.head.tab = "edit"
    assert tabs("i-ubuntu") == ["Overview", "Download", "Used by"]
    assert browser.panel.head.tab == "overview"
    assert tabs("i-pending") == ["Overview", "Used by"]


def test_the_instances_of_an_image_are_named_with_their_state(browser, cloud):
    browser.show("i-lens", "used_by")
    users = browser.panel.pane("used_by")
    assert users.note.text == "No instance was launched from it."
    cloud.servers.change("s-a", image_id="i-lens")
    assert users.view.facts == [["lens-a", "ACTIVE, c2-7.5gb-30, 10.0.0.5"]]
    assert users.note.text == ""


def test_a_snapshot_says_which_instance_it_came_from(store):
    row = {**store.images["i-lens"], "server_id": "s-a"}
    assert dict(facts(row, store.servers.values(), None))["Snapshot of"] == "lens-a"
    assert "no longer exists" in dict(facts({**row, "server_id": "x"}, (), None))["Snapshot of"]


def test_details_that_cannot_be_read_are_said_and_read_again(browser, cloud, monkeypatch, store):
    def refused(_image):
        return failed(CloudFailure("Glance does not answer.", hint="Try again in a minute."))

    with monkeypatch.context() as slow:
        slow.setattr(store, "image_details", refused)
        browser.show("i-lens")
        cloud.settle()
    overview = browser.panel.pane("overview")
    assert overview.reading.line.text == "Glance does not answer. Try again in a minute."
    assert dict(overview.view.facts)["Owner"] == "this project"  # what the list knows is there
    overview.reading.again.click()
    cloud.settle()
    assert overview.reading.line.text == ""
    assert dict(overview.view.facts)["Description"] == "for lenses"


def test_an_image_in_use_is_not_deleted_and_the_instance_is_named(browser, cloud):
    cloud.servers.change("s-a", image_id="i-lens")
    browser.table.press("del", ["i-lens"])
    assert "is used by lens-a" in browser.messages.items[-1]["text"]
    assert browser.dialog.question is None


def test_delete_asks_first_says_so_and_closes_the_panel(browser, cloud):
    browser.show("i-lens")
    browser.table.press("del", ["i-lens"])
    assert cloud.sent == []
    browser.dialog.answer(True)
    cloud.settle()
    assert cloud.sent == [("delete_image", "i-lens")]
    assert browser.messages.items[-1]["text"] == "lens-ready is deleted."
    assert browser.panel.about == ""


def test_buttons_still_work_after_cancel(browser, cloud):
    browser.show("i-lens", "edit")
    cloud.settle()
    browser.table.press("del", ["i-lens"])
    browser.dialog.answer(False)
    browser.table.press("del", ["i-lens"])
    assert browser.dialog.question.title == "Delete lens-ready?"
    browser.panel.pane("edit").form.name.value = "thrown-away"
    browser.panel.pane("edit").form.cancel.click()
    assert browser.panel.head.tab == "overview"
    browser.table.press("edit", ["i-lens"])
    cloud.settle()
    form = browser.panel.pane("edit").form
    assert (form.name.value, form.save.disabled) == ("lens-ready", False)
    form.description.value = "new"
    form.start()
    cloud.settle()
    assert cloud.sent == [("update_image", "i-lens", {"description": "new"})]


def test_only_what_was_changed_is_sent_and_it_is_said(browser, cloud):
    browser.table.press("edit", ["i-lens"])
    cloud.settle()
    form = browser.panel.pane("edit").form
    form.login_user.value = "ubuntu"
    form.properties.value = "os_distro=debian"
    form.start()
    cloud.settle()
    properties = {"<b>": None, "os_distro": "debian"}
    changes = {"login_user": "ubuntu", "properties": properties}
    assert cloud.sent == [("update_image", "i-lens", changes)]
    assert browser.messages.items[-1]["text"] == "lens-ready is changed."
    assert browser.panel.head.tab == "overview"


def test_sharing_lists_who_has_answered_and_what_was_done_stays_said(browser, cloud):
    browser.table.press("share", ["i-lens"])
    cloud.settle()
    share = browser.panel.pane("share")
    assert "not shared with any project yet" in share.note.text
    share.project.value = "batch"
    share.start()
    cloud.settle()
    assert cloud.sent == [("share_image", "i-lens", "batch")]
    assert share.members.children[0].children[0].text == "batch has not answered yet"
    assert share.done.text.startswith("lens-ready is offered to batch")
    assert cell(browser, "i-lens", "origin")[1] == "shared with batch"
    cloud.refuse = NotFound("You can see no project named x.", field="project")
    share.project.value = "x"
    share.start()
    cloud.settle()
    assert "no project named x" in share.field.note.text
    assert share.project.value == "x"


def test_an_accepted_image_stays_the_image_of_its_owner(browser, store, cloud):
    cloud.images.change("i-pending", owner="p2")
    cloud.settle()
    browser.show("i-pending")
    assert browser.offers.words.text == "galaxy-fit is offered to this project by lensing-batch."
    browser.offers.accept.click()
    cloud.settle()
    assert cloud.sent == [("accept_image", "i-pending")]
    assert store.images["i-pending"]["owner"] == "p2"
    assert cell(browser, "i-pending", "origin")[0] == "shared by lensing-batch"
    shown = dict(browser.panel.pane("overview").view.facts)
    assert shown["Owner"] == "lensing-batch, shared with this project"
    assert "stays the image of its owner" in browser.messages.items[-1]["text"]
    assert browser.offers.about == ""


def test_several_offers_are_one_bar(browser, cloud):
    assert (browser.offers.about, browser.offers.more.text) == ("i-pending", "")
    cloud.images.load(image("i1", "a", "pending"), image("i2", "b", "pending"))
    cloud.settle()
    assert browser.offers.words.text.startswith("galaxy-fit is offered")
    assert browser.offers.more.text == "2 more"
    for following, more in (("a", "1 more"), ("b", "")):
        browser.offers.decline.click()
        cloud.settle()
        assert browser.offers.words.text.startswith(f"{following} is offered")
        assert browser.offers.more.text == more
    browser.offers.decline.click()
    cloud.settle()
    assert browser.offers.layout.display == "none"


def test_the_row_of_an_image_that_is_uploaded_here_shows_how_far_it_is(browser, store, stores):
    operation = store.operations.begin("Creating the image upload", transfer=True)
    store.operations.progress(operation, 62 << 20, 100 << 20, 0.0)
    stores.settle()
    assert cell(browser, "i-queued", "ready")[0] == "Uploading 62 %"
    assert cell(browser, "i-queued", "ready")[3] == "62 MiB of 100 MiB"
    assert IMAGE_ROWS.primary(browser.rows["i-queued"]) == "cancel"
    assert browser.transfers.items == []  # not twice
    browser.table.press("cancel", ["i-queued"])
    stores.settle()
    assert cell(browser, "i-queued", "ready")[0] == "Cancelling"
    with pytest.raises(Cancelled):
        store.operations.progress(operation, 63 << 20, 100 << 20, 0.0)


def test_a_list_that_is_down_is_said_and_an_image_can_still_be_added(browser, cloud):
    cloud.images.fail(CloudFailure("Glance does not answer.", hint="It is tried again."))
    browser.add.click()
    assert browser.adding.form is not None


def test_the_form_proposes_a_name_and_sends_what_it_says(form, store, cloud, monkeypatch):
    made = spy(monkeypatch, store, "create_image")
    assert form.button.disabled
    form.url.value = " https://host/a/noble-server.qcow2.xz?x=1 "
    assert form.name.value == "noble-server"
    form.min_disk.value = 7
    form.login_user.value = "ubuntu"
    form.start()
    [(verb, spec)] = cloud.sent
    assert (verb, spec.url) == ("create_image", "https://host/a/noble-server.qcow2.xz?x=1")
    assert made == [(spec, False)]  # no file that this page has written itself
    assert (spec.name, spec.disk_format, spec.min_disk_gib) == ("noble-server", None, 7)
    assert spec.login_user == "ubuntu"


def test_how_the_cloud_takes_it_is_explained(store, cloud):
    form = opened(store, cloud)
    assert "downloads it itself" in form.how.text
    assert "public addresses only" not in form.how.text
    cloud.methods = ()
    assert "does not download" in opened(store, cloud).how.text


def test_it_comes_through_the_notebook_server_where_that_is_wanted(form, store, cloud):
    form.url.value = "https://host/disk.img"
    assert form.spec.via is None
    form.through_us.value = True
    assert form.spec.via == "notebook"
    form.source.value = SERVER
    assert form.spec.via is None
    assert form.through_us.layout.display is None
    cloud.methods = ()  # there is no choice
    assert opened(store, cloud).through_us.layout.display == "none"


def test_a_failed_download_of_the_cloud_is_tried_again_another_way(form, cloud):
    form.url.value = "https://host/disk.img"
    cloud.refuse = Invalid("The cloud may not go there.", field="url")
    form.start()
    cloud.settle()
    assert form.button.disabled
    form.through_us.value = True
    assert (form.fields["url"].note.text, form.button.disabled) == ("", False)


def test_a_page_for_others_says_where_it_fetches_from(store, cloud, monkeypatch):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    assert "public addresses only" in opened(store, cloud).how.text


def test_a_name_that_is_taken_is_warned_of_and_allowed(form):
    form.url.value = "https://host/lens-ready.img"
    assert form.fields["name"].note.text.startswith("An image called lens-ready exists already")
    assert not form.button.disabled


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(form, cloud):
    form.url.value = "https://host/page"
    cloud.refuse = Invalid("This is a web page.", field="source", hint="Copy the link.")
    form.start()
    cloud.settle()
    assert form.fields["url"].note.text == "This is a web page. Copy the link."
    assert form.url.value == "https://host/page"
    form.url.value = "https://host/disk.img"
    assert form.fields["url"].note.text == ""
    cloud.refuse = Cancelled("Making it was cancelled.")
    form.start()
    cloud.settle()
    assert "cancelled" in form.messages.items[-1]["text"]


def test_a_refusal_of_a_former_source_does_not_block_another_one(form, cloud):
    form.url.value = "https://host/page"
    cloud.hold, cloud.refuse = True, Invalid("This is a web page.", field="source")
    form.start()
    form.url.value = "https://host/disk.img"
    cloud.answer()
    cloud.settle()
    assert (form.fields["url"].note.text, form.button.disabled) == ("", False)
    assert "This is a web page." in form.messages.items[-1]["text"]


def test_a_form_that_is_open_is_not_emptied_by_opening_it_again(browser, form, cloud):
    form.url.value = "https://host/disk.img"
    browser.add.click()
    cloud.settle()
    assert browser.adding.form.url.value == "https://host/disk.img"


def test_the_page_is_in_place_of_the_list_and_keeps_what_was_typed(browser, form, wire, cloud):
    form.url.value = "https://host/disk.img"
    assert browser.listed.layout.display == "none"
    wire.say(browser.adding.head, op="close")
    assert browser.listed.layout.display is None
    assert browser.adding.layout.display == "none"
    browser.add.click()
    assert browser.adding.form is form
    form.cancel.click()
    assert browser.adding.form is None
    assert browser.listed.layout.display is None
    browser.add.click()
    assert browser.adding.form.url.value == ""


def test_a_failure_of_a_page_that_was_left_is_a_message_too(browser, form, cloud, wire):
    form.url.value = "https://host/page"
    wire.say(browser.adding.head, op="close")
    cloud.refuse = Invalid("This is a web page.", field="source", hint="Copy the link.")
    form.start()
    cloud.settle()
    assert browser.messages.items[-1]["text"] == "This is a web page."
    assert form.fields["url"].note.text == "This is a web page. Copy the link."


def test_a_double_click_makes_one_image(form, cloud):
    cloud.hold = True
    form.url.value = "https://host/disk.img"
    form.start()
    form.start()
    cloud.answer()
    assert len(cloud.sent) == 1


def test_the_picker_goes_through_the_allowed_folders_only(store, tmp_path, monkeypatch, cloud):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "disk.img").write_bytes(b"x" * 3000)
    monkeypatch.setenv("CANFAR_JUPYTER_FOLDERS", str(tmp_path))
    form = CreateImage(store)
    cloud.settle()
    form.source.value = SERVER
    picker = form.picker
    assert picker.list.options == ("sub/",)
    picker.list.value = "sub/"
    assert picker.list.options == (".. (up)", "disk.img  (2.9 KiB)")
    picker.list.value = "disk.img  (2.9 KiB)"
    assert (picker.value, form.name.value) == (str(tmp_path / "sub" / "disk.img"), "disk")
    assert picker.list.description == f"In {tmp_path / 'sub'}"
    picker.list.value = ".. (up)"
    assert picker.list.options == ("sub/",)
    assert picker.list.description == f"In {tmp_path}"


def test_the_picker_leads_to_each_of_the_folders_and_says_what_is_empty(tmp_path, monkeypatch):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    (second / "disk.img").write_bytes(b"x")
    monkeypatch.setenv("CANFAR_JUPYTER_FOLDERS", f"{first}:{second}")
    picker = PathPicker()
    assert picker.note.text == "This folder is empty."
    picker.list.value = f"{second}/"
    assert picker.note.text == ""
    picker.list.value = "disk.img  (1 byte)"
    assert picker.value == str(second / "disk.img")
    assert PathPicker(only_folders=True).value == str(first)


def test_on_voila_without_folders_the_picker_says_why(store, monkeypatch, cloud):
    monkeypatch.setenv("VOILA_BASE_URL", "/")
    monkeypatch.delenv("CANFAR_JUPYTER_FOLDERS", raising=False)
    form = CreateImage(store)
    cloud.settle()
    assert form.picker.text.disabled
    assert "CANFAR_JUPYTER_FOLDERS" in form.picker.note.text


def test_transfers_show_bytes_rate_and_time_left_and_cancel(store, stores, wire):
    transfers = Transfers(store)
    assert transfers.items == []
    operation = store.operations.begin("Making the image lens", transfer=True)
    store.operations.progress(operation, 512 << 20, 2 << 30, 128 << 20)
    stores.settle()
    [item] = transfers.items
    assert item["words"] == "512 MiB of 2 GiB, 128 MiB/s, 12 s left"
    assert item["share"] == 0.25
    wire.say(transfers, op="cancel", id=operation.id)
    assert not transfers.items[0]["can_cancel"]
    with pytest.raises(Cancelled):
        store.operations.progress(operation, 600 << 20, 2 << 30, 0.0)
    store.operations.end(operation, Cancelled("stopped"))
    stores.settle()
    assert transfers.items == []
