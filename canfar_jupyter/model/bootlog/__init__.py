"""Facts about a boot, extracted from the console log.

Pure: text in, frozen values out.  A console log is hostile text: any program on the machine may
have written it, in any bytes, and may imitate cloud-init.  So every fact has a certainty.
"""

from canfar_jupyter.model.bootlog.joining import KeptLog
from canfar_jupyter.model.bootlog.reader import BootReader, read_boot_log
from canfar_jupyter.model.bootlog.report import (
    Address,
    AuthorizedKey,
    BootReport,
    Failure,
    HostKey,
    Marker,
    Stage,
)

__all__ = [
    "Address",
    "AuthorizedKey",
    "BootReader",
    "BootReport",
    "Failure",
    "HostKey",
    "KeptLog",
    "Marker",
    "Stage",
    "read_boot_log",
]
