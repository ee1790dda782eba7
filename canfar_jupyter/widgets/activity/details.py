"""All that is known of one row of the activity, beside the list."""

from __future__ import annotations

import ipywidgets as ipw

from canfar_jupyter.widgets.activity.rows import facts
from canfar_jupyter.widgets.kit.disclosure import Disclosure
from canfar_jupyter.widgets.kit.facts_view import FactsView
from canfar_jupyter.widgets.table.row_format import Row


class ActivityDetails(ipw.VBox):
    """State, reason, times; folded the id of the request, for the cloud's operators."""

    def __init__(self) -> None:
        self.facts, self._request = FactsView("Activity"), FactsView("Request")
        self.support = Disclosure("Details for support", lambda: self._request)
        super().__init__([self.facts, self.support])

    def show(self, row: Row) -> None:
        """Show a row, or how it is now."""
        self.facts.show(facts(row))
        self._request.show([("Request id", row["request_id"])] if row["request_id"] else [])
        self.support.layout.display = None if row["request_id"] else "none"
