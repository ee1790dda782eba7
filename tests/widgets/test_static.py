"""What a saved notebook shows where no kernel runs."""

from canfar_jupyter.widgets import ImageBrowser, InstanceTable, LaunchForm
from canfar_jupyter.widgets.instances.rows import server_rows
from canfar_jupyter.widgets.table.saved_view import MAX_ROWS
from canfar_jupyter.widgets.table.table import Table
from tests.support.rows import FilledCollection

WIDGET = "application/vnd.jupyter.widget-view+json"


def bundle(widget):
    data, _metadata = widget._repr_mimebundle_()
    assert set(data) == {WIDGET, "text/html", "text/plain"}
    return data["text/html"], data["text/plain"]


def table_of(*rows):
    servers = FilledCollection("servers")
    servers.load(*rows)
    return Table(servers, server_rows(), label="Instances")


def test_the_rows_are_there_and_the_time_instead_of_an_age(store):
    html, text = bundle(Table(store.servers, server_rows(), label="Instances"))
    for word in ("Failed: No valid host was found.", "2026-11-20 10:00 UTC"):
        assert f"<td>{word}</td>" in html
    assert "<td>lens-a (" in html
    assert "lens-a (" in text
    assert "2 in all. Run the notebook to see them live." in html
    assert "2 in all." in text


def test_text_of_the_cloud_is_escaped_and_harmless_in_a_terminal():
    row = {"id": "s", "name": "<script>alert(1)</script>\x1b[2J", "key": '"><img src=x>'}
    html, text = bundle(table_of(row))
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "\x1b" not in html + text


def test_of_many_rows_only_the_first_are_there_and_the_others_are_counted():
    table = table_of(*({"id": f"s{i}", "name": f"lens-{i}"} for i in range(2345)))
    table._rows.reads = 0
    html, text = bundle(table)
    assert table._rows.reads <= 2 * MAX_ROWS
    assert html.count("<tr>") == MAX_ROWS + 1
    assert "And 2,295 more. Run the notebook to see them live." in html
    assert len(text.splitlines()) == MAX_ROWS + 3
    assert len(html) < 20_000


def test_rows_that_have_not_been_read_are_not_called_none():
    html, _text = bundle(Table(FilledCollection("servers"), server_rows(), label="Instances"))
    assert "were not read yet" in html


def test_a_panel_shows_the_table_in_it(store):
    html, _text = bundle(InstanceTable(store))
    assert "<td>lens-a (" in html
    html, _text = bundle(ImageBrowser(store))
    assert "canfar-ubuntu-24.04 (Ubuntu 24.04" in html
    assert "<td>600 MiB</td>" in html


def test_a_form_says_that_it_must_be_run(store):
    html, text = bundle(LaunchForm(store))
    assert "Run the notebook" in html
    assert "Run the notebook" in text
