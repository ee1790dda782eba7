import email
import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canfar_jupyter.errors import Invalid
from canfar_jupyter.model.userdata import (
    LIMIT,
    Choice,
    Kind,
    Part,
    compose,
    encode,
    encoded_size,
    measure,
    message,
    parts,
    preview,
    recipe,
)
from canfar_jupyter.model.userdata.mime import flatten, leaves, merge

CONFIG = "#cloud-config\npackages: [git]\n"
SCRIPT = "#!/bin/sh\necho é\n"


def payloads(data):
    return [part.get_payload(decode=True) for part in email.message_from_bytes(data).get_payload()]


def test_nothing_to_tell_is_no_user_data():
    assert encode(parts()) is None
    assert encode(parts(" \n")) is None
    assert compose() == compose(" \n") == ""
    assert preview(parts()) == ""


def test_own_text_goes_as_it_is():
    assert compose(SCRIPT) == SCRIPT
    assert encode(parts(SCRIPT)) == SCRIPT.encode()
    assert preview(parts(SCRIPT)) == SCRIPT


def test_what_an_editor_spoiled_is_mended_on_the_way():
    assert compose("\ufeff\r\n#!/bin/sh\r\ntrue\r\n") == "#!/bin/sh\ntrue\n"


def test_text_and_recipe_become_one_message_and_htcondor_runs_last():
    data = compose(CONFIG, condor=True).encode()
    assert email.message_from_bytes(data).get_content_type() == "multipart/mixed"
    assert payloads(data) == [CONFIG.encode(), recipe("htcondor").part().data]


def test_recipes_run_before_the_own_text_and_scripts_are_named_in_that_order():
    chosen = [Choice("htcondor"), Choice("updates"), Choice("packages", (("packages", "git"),))]
    data = encode(parts(SCRIPT, recipes=chosen, own=[Part.of("#!/bin/sh\n", "a b.sh")]))
    names = [part.get_filename() for part in email.message_from_bytes(data).get_payload()]
    assert names == ["01-updates.sh", "02-packages.sh", "03-a b.sh", "04-own.sh", "05-htcondor.sh"]


def test_a_recipe_asked_for_twice_runs_once():
    told = parts(condor=True, recipes=[Choice("htcondor"), Choice("htcondor")])
    assert [part.filename for part in told] == ["htcondor.sh"]


def test_the_values_of_a_recipe_win_over_the_plain_toggle():
    (told,) = parts(condor=True, recipes=[Choice("htcondor", (("owner", "ada"),))])
    assert "\nowner=ada\n" in told.text


def test_an_unknown_recipe_is_refused_with_the_known_ones():
    with pytest.raises(Invalid, match="htcondor, updates, packages, tools"):
        parts(recipes=[Choice("slurm")])


def test_equal_input_gives_equal_bytes():
    chosen = [Choice("updates")]
    assert encode(parts(SCRIPT, True, recipes=chosen)) == encode(
        parts(SCRIPT, True, recipes=chosen)
    )


def test_a_ready_message_is_merged_and_not_nested():
    ready = merge([Part.of(CONFIG, "base.yaml"), Part.of(SCRIPT, "go.sh")])
    data = encode(parts(ready, recipes=[Choice("updates")]))
    kinds = [part.get_content_type() for part in email.message_from_bytes(data).get_payload()]
    assert kinds == ["text/x-shellscript", "text/cloud-config", "text/x-shellscript"]
    assert payloads(data)[1:] == [CONFIG.encode(), SCRIPT.encode()]


def test_a_ready_message_keeps_its_types_names_and_merge_rules():
    ready = (
        "Content-Type: multipart/mixed; boundary=x\nMIME-Version: 1.0\n\n"
        "--x\nContent-Type: text/cloud-config\nMerge-Type: list(append)\n\n#cloud-config\na: 1\n"
        "\n--x\nContent-Type: text/x-shellscript-per-boot\n"
        'Content-Disposition: attachment; filename="boot.sh"\n\n#!/bin/sh\n\n--x--\n'
    )
    told = parts(ready, recipes=[Choice("updates")])
    _, config, boot = email.message_from_bytes(encode(told)).get_payload()
    assert config["Merge-Type"] == "list(append)"
    assert boot.get_content_type() == "text/x-shellscript-per-boot"
    assert boot.get_filename() == "boot.sh"


def test_a_single_ready_message_goes_as_it_is():
    ready = merge([Part.of(CONFIG), Part.of(SCRIPT)])
    assert encode(parts(ready)) == ready


def test_gzip_is_opened_to_be_merged_and_sent_as_it_is_when_alone():
    packed = gzip.compress(CONFIG.encode(), mtime=0)
    assert encode(parts(packed)) == packed
    assert payloads(encode(parts(packed, condor=True)))[0] == CONFIG.encode()
    assert preview(parts(packed)) == CONFIG


def test_two_files_of_one_name_both_arrive():
    told = [Part.of("#!/bin/sh\n1", "a.sh"), Part.of("#!/bin/sh\n2", "a.sh")]
    ready = Part(merge(told))
    names = [leaf.filename for leaf in leaves(Part(merge([ready, ready])))]
    assert len(set(names)) == 4


def test_a_name_cannot_write_headers():
    (leaf, _) = leaves(Part(merge([Part.of(SCRIPT, 'a"\nX-Evil: 1\n\nb'), Part.of(SCRIPT)])))
    assert leaf.data == SCRIPT.encode()


def test_a_boundary_that_a_part_holds_is_not_taken():
    first = merge([Part.of(SCRIPT), Part.of(CONFIG)])
    told = [Part.of("#!/bin/sh\n# " + first.decode()), Part.of(CONFIG)]
    again = merge(told)
    assert [leaf.data for leaf in leaves(Part(again))] == [part.data for part in told]
    trap = Part.of("#!/bin/sh\n" + again.decode())
    assert leaves(Part(merge([trap, Part.of(CONFIG)])))[0].data == trap.data


def test_the_preview_shows_every_part_unpacked_under_its_name():
    shown = preview(parts(SCRIPT, recipes=[Choice("updates")]))
    assert "# ===== part 1: 01-updates.sh (script) =====\n#!/bin/bash\n" in shown
    assert shown.endswith(f"# ===== part 2: 02-own.sh (script) =====\n{SCRIPT}")


def test_the_size_is_that_of_the_base64():
    assert [encoded_size(bytes(n)) for n in (0, 1, 3, 4)] == [0, 4, 4, 8]
    size = measure(parts("#!/bin/sh\n"))
    assert (size.plain, size.encoded, size.fits, size.compressed) == (10, 16, True, False)


def test_what_is_too_large_is_compressed_where_that_helps():
    long = "#!/bin/sh\n" + "echo the same again\n" * 5000
    told = parts(long)
    assert gzip.decompress(encode(told)) == long.encode()
    size = measure(told)
    assert size.compressed
    assert size.fits
    assert preview(told) == long


def test_what_stays_too_large_is_said():
    noise = random.Random(1).randbytes(60_000).hex()
    size = measure(parts(f"#!/bin/sh\n# {noise}\n"))
    assert not size.fits
    assert size.encoded > LIMIT


def test_bytes_that_are_no_text_travel_as_text_in_a_message():
    packed = gzip.compress(b"#!/bin/sh\ntrue\n")
    assert payloads(message(parts(packed)).encode()) == [b"#!/bin/sh\ntrue\n"]
    assert message(parts(SCRIPT)) == SCRIPT


@given(st.text(), st.booleans())
def test_composing_never_fails_on_any_text(text, condor):
    assert isinstance(compose(text, condor), str)
    data = encode(parts(text, condor))
    assert data is None or isinstance(data, bytes)


@given(st.binary(max_size=500))
def test_composing_and_showing_never_fail_on_any_bytes(data):
    told = parts(data, recipes=[Choice("updates")])
    assert isinstance(encode(told), bytes)
    assert isinstance(preview(told), str)
    assert isinstance(message(told), str)


any_part = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.text(min_size=1).map(lambda text: ("#!/bin/sh\n" + text).encode("utf-8", "replace")),
    st.lists(st.sampled_from(["From x", "--", "--==", "", ".", "é", "\r"])).map(
        lambda lines: "\n".join(["#cloud-config", *lines]).encode()
    ),
)


@given(st.lists(any_part, min_size=2, max_size=5))
def test_merging_keeps_every_part_byte_for_byte(contents):
    flat = list(flatten([Part(data, f"{n}.sh") for n, data in enumerate(contents)]))
    found = leaves(Part(merge(flat)))
    assert [leaf.data for leaf in found] == [part.data for part in flat]
    assert [leaf.kind for leaf in found if part_is_open(leaf)] == [
        part.kind for part in flat if part_is_open(part)
    ]


def part_is_open(part):
    return part.kind not in (Kind.MIME, Kind.UNKNOWN)


@given(st.binary(min_size=1).filter(bytes.strip))
def test_a_single_part_goes_as_it_is(data):
    assert encode([Part(data)]) == data
