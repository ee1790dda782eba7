"""The field for own user data, alone on a page."""

from playwright.sync_api import expect

from canfar_jupyter.widgets.kit.bundle import bundle

RENDER = """async source => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const widget = await import(address);
  window.sent = [];
  const model = { send: message => sent.push(message), on: (_, take) => { window.answer = take; } };
  widget.default.render({ model, el: document.body });
}"""


def test_a_script_that_is_typed_before_the_kernel_answers_stays(page):
    page.set_content("<body></body>")
    page.evaluate(RENDER, bundle("user_data_field"))
    text = page.get_by_label("Custom script or cloud-config")
    text.fill("set -e")
    page.evaluate("answer({ op: 'text', text: '', first: true })")
    expect(text).to_have_value("set -e")
    assert {"op": "text", "text": "set -e"} in page.evaluate("sent")
    page.evaluate("answer({ op: 'text', text: '#!/bin/sh' })")  # as "Launch again" fills it
    expect(text).to_have_value("#!/bin/sh")
