"""Keep a new cloud, so that the next start takes seconds instead of half a minute."""

import hashlib
import shutil
import sys
import sysconfig
from pathlib import Path

from tests.openstack.launcher import sqlite
from tests.openstack.places import HERE, Places

KEPT = ("images", "nova", "neutron", "cinder", "fernet", "credkeys")


def stamp(places: Places) -> str:
    """Changes with the installed packages, this recipe, and the directory (databases name it)."""
    told = hashlib.sha256(f"{sys.version}{places.run}".encode())
    for recipe in sorted((*HERE.glob("launcher/*.py"), *HERE.glob("plug/**/*"))):
        if recipe.is_file() and recipe.suffix != ".pyc":
            told.update(recipe.read_bytes())
    site = Path(sysconfig.get_path("purelib"))
    told.update("\n".join(sorted(info.name for info in site.glob("*.dist-info"))).encode())
    return told.hexdigest()


def is_kept(places: Places) -> bool:
    """Is there a cloud made by exactly this recipe from exactly these packages?"""
    written = places.seed / "stamp"
    return written.exists() and written.read_text() == stamp(places)


def keep(places: Places) -> None:
    """Copy the running cloud; the stamp comes last, so that half a copy does not count."""
    shutil.rmtree(places.seed, ignore_errors=True)
    places.seed.mkdir(mode=0o700)
    (places.seed / "db").mkdir(mode=0o700)
    for database in (places.run / "db").glob("*.db"):
        sqlite.copy(database, places.seed / "db" / database.name)
    for folder in KEPT:
        shutil.copytree(places.run / folder, places.seed / folder)
    shutil.copy2(places.run / "password", places.seed / "password")
    (places.seed / "stamp").write_text(stamp(places))


def unpack(places: Places) -> None:
    """Begin a run with the cloud that is kept."""
    shutil.copytree(places.seed, places.run)
