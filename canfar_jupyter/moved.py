"""Where modules were before 0.2: the old paths still import, with a DeprecationWarning.

They go with 0.3.
"""

from __future__ import annotations

import sys
import warnings
from importlib import import_module
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

PACKAGE = f"{__package__}."
MODULES = {
    "bootlog": "model.bootlog",
    "checks": "model.launch.problems",
    "cloud.downloading": "cloud.images.download",
    "cloud.imaging": "cloud.images.create",
    "cloud.sources": "cloud.images.sources",
    "columns": "model.columns",
    "commands": "model.commands",
    "destinations": "local.destinations",
    "details": "model.instances.details",
    "diagnosis": "model.doctor.diagnosis",
    "distros": "model.images.systems",
    "findings": "model.doctor.findings",
    "floatingips": "model.network.floating_ips",
    "folders": "local.folders",
    "formats": "model.images.formats",
    "loginuser": "model.instances.login_user",
    "options": "model.launch.problem_fields",
    "ports": "model.network.rules",
    "readiness": "model.instances.readiness",
    "serving": "apps.serving",
    "sites": "model.sites",
    "sizing": "model.launch.sizing",
    "spec": "model.launch.spec",
    "sshfolder": "local.ssh_keys",
    "sshkeys": "model.keys.public_key",
    "userdata": "model.userdata",
    "userdata.fetching": "local.fetching",
    "userdata.folder": "local.recipe_folder",
    "widgets.more_options": "widgets.launch.more_options",
}
NAMES = {  # what else is called otherwise in a module: old -> new
    "model.instances.readiness": {"Port": "SshProbe"},
    "model.keys.public_key": {"check": "check_key", "fingerprint": "fingerprint_of"},
    "model.launch.problems": {"plugs": "attachable_networks"},
}
METHODS = {  # of a cloud: the part of ``service_of(cloud)`` that has it now
    "launch_spec": "launches",
    "read": "lists",
    "read_changes": "lists",
    "read_ids": "lists",
    "read_some": "lists",
}


class _Moved:
    """Finds a module under its old path: it is the one that stands under the new path.

    A finder and a loader; their base classes would cost the import of this package 18 ms.
    """

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        old = name.removeprefix(PACKAGE)
        for known in sorted(MODULES, key=len, reverse=True):
            if name.startswith(PACKAGE) and (old == known or old.startswith(f"{known}.")):
                new = MODULES[known] + old[len(known) :]
                return ModuleSpec(name, self, origin=new, is_package=True)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        new = str(spec.origin)
        warnings.warn(
            f"{spec.name} is now {PACKAGE}{new}; the old path ends with 0.3.",
            DeprecationWarning,
            stacklevel=2,
        )
        module = import_module(PACKAGE + new)
        for before, now in NAMES.get(new, {}).items():
            setattr(module, before, getattr(module, now))
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module the spec of its own path back: it has been executed."""
        assert module.__spec__ is not None
        module.__spec__ = module.__spec__.loader_state


def install() -> None:
    """Let the old paths be found where there is nothing else."""
    if not any(isinstance(finder, _Moved) for finder in sys.meta_path):
        sys.meta_path.append(_Moved())
