"""Where the notebooks of the package are."""

from __future__ import annotations

import shutil
from pathlib import Path

from canfar_jupyter.cli.failure import CommandFailed

_INSTALLED = "canfar-jupyter/notebooks"  # below share/jupyter of an installed package


def notebooks() -> Path:
    """Return their folder: of a checkout the ones being edited, else the installed ones."""
    from jupyter_core.paths import jupyter_path

    beside = Path(__file__).resolve().parents[2] / "notebooks"
    for folder in (beside, *(Path(p) for p in jupyter_path(_INSTALLED))):
        if (folder / "dashboards" / "dashboard.ipynb").is_file():
            return folder
    raise CommandFailed(
        "The notebooks are not installed. Install again: pip install canfar_jupyter"
    )


def own_copies(originals: Path, folder: Path) -> Path:
    """Give the user copies to work in; one that is there is theirs and stays as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    for notebook in originals.glob("*.ipynb"):
        if not (own := folder / notebook.name).exists():
            shutil.copyfile(notebook, own)
    return folder
