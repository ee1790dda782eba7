"""``python -m canfar_jupyter.cli``."""

from canfar_jupyter.cli.command_line import main

raise SystemExit(main())
