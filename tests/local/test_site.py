"""The site is chosen, not written into the code."""

import re
from pathlib import Path

import pytest

from canfar_jupyter.errors import Invalid, NotConfigured
from canfar_jupyter.local.site import chosen
from canfar_jupyter.model import userdata
from canfar_jupyter.model.images import systems
from canfar_jupyter.model.sites import built_in, site

DOCUMENTED = Path(__file__).parents[2] / "docs/sites.md"


@pytest.fixture
def at(monkeypatch):
    """Choose a site, as a new kernel would."""

    def choose(named):
        monkeypatch.setenv("CANFAR_JUPYTER_SITE", str(named))
        site.cache_clear()
        systems._why_not.cache_clear()
        return site()

    yield choose
    site.cache_clear()
    systems._why_not.cache_clear()


def test_canfar_is_the_default():
    assert chosen().name == "CANFAR"
    assert [one.id for one in userdata.offered_recipes()] == [
        "htcondor",
        "updates",
        "packages",
        "tools",
    ]


def test_without_a_site_no_recipe_speaks_of_one(at):
    assert at("none") == built_in("none")
    assert [one.id for one in userdata.offered_recipes()] == ["updates", "packages"]
    with pytest.raises(Invalid, match="there are updates, packages"):
        userdata.compose("", condor=True)
    ubuntu = systems.system_of("ubuntu-24.04")
    assert systems.why_not_supported(ubuntu) == ""
    assert "security updates" in systems.why_not_supported(systems.system_of("ubuntu-16.04"))


def test_the_documented_file_is_a_site(at, tmp_path):
    [text] = re.findall(r"```toml\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
    file = tmp_path / "example.toml"
    file.write_text(text)
    here = at(file)
    assert (here.name, here.key_name, here.pool.central_manager) == (
        "Example",
        "id_example",
        "condor.example.org",
    )
    for one in userdata.offered_recipes():
        values = {"packages": "git"} if one.id == "packages" else {}
        told = f"{one.title} {one.sentence} {one.part(values).text}"
        told = told.replace("canfar_jupyter", "").replace('echo "CANFAR-$marker', "")
        assert "canfar" not in told.lower()
    assert userdata.recipe("tools").sentence.startswith("Installs the example client in /opt/ex")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "X"\ntools = [\n', "line 2: "),
        ('name = "X"\ncolour = "red"\n', ": there is no key colour."),
        ("name = 7\n", ": name must be a string."),
        ('tools = "vos"\n', ": tools must be a list of strings."),
        ("flavors = 7\n", ": flavors must be a table."),
        ('[htcondor]\ncentral_manager = "x"\n', ": htcondor.execute_dir is missing."),
        ("[known_images]\nsystem = {}\n", ": there is no key known_images.system."),
        ("[known_images.systems]\nubuntu = 7\n", "known_images.systems.ubuntu must be a list"),
    ],
)
def test_a_broken_file_is_a_sentence(at, tmp_path, text, says):
    file = tmp_path / "site.toml"
    file.write_text(text)
    with pytest.raises(NotConfigured) as caught:
        at(file)
    assert str(caught.value).startswith(f"The site file is invalid: {file}")
    assert says in str(caught.value)
    assert "CANFAR_JUPYTER_SITE" in caught.value.hint


def test_a_file_that_is_not_there_is_a_sentence(at):
    with pytest.raises(NotConfigured, match="The site 'nowhere' cannot be read: No such file"):
        at("nowhere")
