import re
from pathlib import Path

from canfar_jupyter import widgets
from canfar_jupyter.widgets.kit.sheet import ORDER, Sheet

STYLES = Path(widgets.__file__).parent / "styles"


def test_the_style_sheet_fetches_nothing_and_takes_its_colours_from_the_theme():
    assert {file.stem for file in STYLES.glob("*.css")} == set(ORDER)
    text = Sheet._css
    assert "url(" not in text
    assert "@import" not in text
    bare = re.sub(
        r"var\(--jp-[\w-]+, [^)]*\)", "", text
    )  # a colour after a theme variable is its fallback
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", bare)) <= {"#fff", "#000"}


def test_only_the_tokens_know_the_names_of_jupyter():
    for file in STYLES.glob("*.css"):
        lines = [line for line in file.read_text().splitlines() if "::highlight" not in line]
        assert ("var(--jp-" in "\n".join(lines)) == (file.stem == "tokens")
