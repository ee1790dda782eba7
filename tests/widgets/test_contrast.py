"""Each colour can be read: without a theme, and on JupyterLab's light and dark ones."""

import re
import sys
from pathlib import Path

import pytest

from tests.widgets.test_sheet import STYLES

THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"
NAMES = ("good", "busy", "attention", "failed", "off", "accent")
READ = (*NAMES, "text", "faint")
DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")


def declared(file):
    return dict(DECLARED.findall(file.read_text("utf-8")))


def theme(name):
    file = THEMES / f"theme-{name}-extension" / "index.css"
    if not file.exists():
        pytest.skip("JupyterLab's themes are not here")
    return declared(file)


def split(arguments):
    """Return the arguments of a CSS function."""
    parts, depth = [""], 0
    for character in arguments:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def colour(text, variables):
    """Return red, green, blue (0 to 255) and alpha of a CSS colour."""
    if text in ("white", "black"):
        return (255.0, 255.0, 255.0, 1.0) if text == "white" else (0.0, 0.0, 0.0, 1.0)
    if text.startswith("#"):
        digits = text[1:] if len(text) > 4 else "".join(2 * digit for digit in text[1:])
        return (*(float(int(digits[at : at + 2], 16)) for at in (0, 2, 4)), 1.0)
    function, _, inside = text.partition("(")
    parts = split(inside.rpartition(")")[0])
    if function == "var":
        return colour(variables.get(parts[0]) or parts[1], variables)
    if function in ("rgb", "rgba"):
        numbers = [float(part) for part in parts]
        return (*numbers[:3], numbers[3] if len(numbers) > 3 else 1.0)
    assert function == "color-mix", text
    one, share = re.fullmatch(r"(.*) (\d+)%", parts[1], re.S).groups()
    return mixed(colour(one, variables), colour(parts[2], variables), float(share) / 100)


def mixed(one, other, share):
    """Return what color-mix makes of two colours in srgb."""
    alpha = one[3] * share + other[3] * (1 - share)
    channels = zip(one[:3], other[:3], strict=True)
    return (
        *((a * one[3] * share + b * other[3] * (1 - share)) / alpha for a, b in channels),
        alpha,
    )


def over(front, ground):
    return tuple(f * front[3] + g * (1 - front[3]) for f, g in zip(front, ground[:3], strict=False))


def luminance(rgb):
    linear = [c / 3294.6 if c <= 10.31 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front, ground):
    """Return the contrast ratio of WCAG 2."""
    light = sorted((luminance(over(front, ground)), luminance(ground[:3])))
    return (light[1] + 0.05) / (light[0] + 0.05)


@pytest.fixture(params=["none", "light", "dark"])
def variables(request):
    theirs = {} if request.param == "none" else theme(request.param)
    return theirs | declared(STYLES / "tokens.css")


def of(name, variables):
    return colour(f"var(--cj-{name})", variables)


@pytest.mark.parametrize("ground", ["ground", "raised", "chosen"])
@pytest.mark.parametrize("name", READ)
def test_text_in_each_colour_can_be_read(variables, name, ground):
    assert contrast(of(name, variables), of(ground, variables)) >= 4.5


@pytest.mark.parametrize("name", ["edge", "accent", *NAMES])
def test_marks_and_edges_can_be_seen(variables, name):
    assert contrast(of(name, variables), of("ground", variables)) >= 3


@pytest.mark.parametrize("name", ["accent", "failed"])
def test_the_words_on_a_filled_button_can_be_read(variables, name):
    assert contrast(of("ground", variables), of(name, variables)) >= 4.5


def test_the_colours_of_the_states_differ(variables):
    made = {tuple(round(c) for c in of(name, variables)[:3]) for name in NAMES[:5]}
    assert len(made) == 5


def test_what_is_chosen_differs_from_what_is_pointed_at_by_more_than_colour():
    text = "".join(file.read_text() for file in STYLES.glob("*.css"))
    chosen = re.findall(
        r"([^{}]*(?:mod-active|aria-pressed|aria-selected|cj-chosen)[^{}]*)\{([^}]*)", text
    )
    assert len(chosen) >= 4
    for selector, style in chosen:
        assert re.search("box-shadow: inset|border-bottom-color|outline: 2px", style), selector
