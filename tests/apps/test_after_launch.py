"""Readiness and the doctor as apps and on the command line, on the demo cloud."""

import canfar_jupyter as cj
from canfar_jupyter import cli
from canfar_jupyter.widgets import InstancePage, InstanceView
from tests.apps.test_apps import content
from tests.support.waiting import until


def launched(name):
    cloud = cj.connect("demo")
    server = cloud.launch(name, image="canfar-ubuntu-24.04", flavor="c1-3.75gb-15")
    cloud.wait_until_active(server)
    return cloud, server


def test_the_doctor_as_a_widget_and_his_button(clouds):
    cloud, server = launched("sick")
    page = content(cj.doctor("sick", "demo"))
    view = page.panel.pane("overview")
    assert isinstance(page, InstancePage)
    assert isinstance(view, InstanceView)
    until(lambda: view.diagnosis is not None)
    keys = [f.key for f in view.diagnosis.findings if f.state == "bad"]
    assert {"key", "address", "group"} <= set(keys)
    group = [f.key for f in view.diagnosis.findings].index("group")
    before = view.diagnosis
    view.fix(group)
    until(lambda: view.diagnosis is not before and view.diagnosis)
    states = {f.key: f.state for f in view.diagnosis.findings}
    assert states["group"] == "good"
    cloud.terminate(server)


def test_an_instance_by_its_name(clouds):
    cloud, server = launched("alone")
    page = content(cj.instance("alone", "demo"))
    assert page.panel.head.name == "alone"
    assert page.panel.pane("overview").diagnosis is None  # nobody asked
    cloud.terminate(server)


def test_the_floating_ips_of_a_project(clouds):
    table = content(cj.floating_ip_table("demo"))
    until(lambda: table.note.text.startswith("0 of 1 used."))
    table.allocate.click()
    until(lambda: len(table.table.frame))
    (id_,) = table.table.frame.index
    until(lambda: "is not associated" in table.note.text)
    until(lambda: table.allocate.disabled)  # the quota is reached
    table.table.press("release", [id_])
    table.dialog.answer(True)
    until(lambda: not len(table.table.frame) and not table.allocate.disabled)


def test_the_doctor_on_the_command_line(clouds, capsys):
    cloud, server = launched("cli")
    assert cli.main(["doctor", "cli", "--cloud", "demo"]) == 2
    out = capsys.readouterr().out
    assert "It was launched without a key" in out
    assert "because: Nova has no key for it" in out
    cloud.terminate(server)
    assert cli.main(["doctor", "nobody-like-this", "--cloud", "demo"]) == 1
    assert "There is no instance 'nobody-like-this'." in capsys.readouterr().err
