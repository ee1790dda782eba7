"""The program that runs in the QEMUs of the tests is what its source says."""

import shutil
import subprocess

import pytest

from tests.openstack.places import HERE

GUEST = HERE / "guest"


@pytest.mark.skipif(
    not (shutil.which("as") and shutil.which("ld")),
    reason="no assembler here: apt-get install binutils",
)
def test_the_image_is_assembled_from_its_source(tmp_path):
    made = tmp_path / "boot.img"
    assembled = subprocess.run(
        ["as", "--32", "-o", str(tmp_path / "boot.o"), str(GUEST / "boot.S")],
        capture_output=True,
        text=True,
        check=False,
    )
    if "unrecognized option" in assembled.stderr:
        pytest.skip("the assembler here is for another processor")
    assert assembled.returncode == 0, assembled.stderr
    link = ["ld", "-m", "elf_i386", "-Ttext", "0x7c00", "--oformat", "binary"]
    subprocess.run([*link, "-o", str(made), str(tmp_path / "boot.o")], check=True)
    assert made.read_bytes() == (GUEST / "boot.img").read_bytes()
