"""Which version of Nova's or Cinder's API a request asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from canfar_jupyter.demo.core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Microversions:
    """The versions MAJOR.least to MAJOR.most of a service.

    ``former`` is the header of the service's own that came before OpenStack-API-Version.
    """

    service: str
    major: str
    least: int
    most: int
    former: str = ""

    def asked(self, headers: Mapping[str, str]) -> int:
        """Return the N of the version MAJOR.N that a request asks for.

        Raises:
            Refusal: 406 or 400.
        """
        words = headers.get("OpenStack-API-Version", "").split()
        text = words[1] if len(words) == 2 and words[0].lower() == self.service else ""
        text = text or headers.get(self.former, f"{self.major}.{self.least}")
        if text == "latest":
            return self.most
        found = re.fullmatch(r"([1-9]\d*)\.(0|[1-9]\d*)", text)
        if not found:
            raise Refusal(
                400,
                f"API Version String {text} is of invalid format. "
                "Must be of format MajorNum.MinorNum.",
            )
        if found[1] != self.major or not self.least <= int(found[2]) <= self.most:
            raise Refusal(
                406,
                f"Version {text} is not supported by the API. Minimum is "
                f"{self.major}.{self.least} and maximum is {self.major}.{self.most}.",
                headers=self.headers(text),
            )
        return int(found[2])

    def headers(self, version: str) -> dict[str, str]:
        """Return what every answer carries."""
        vary = ["OpenStack-API-Version", *([self.former] if self.former else [])]
        told = {"OpenStack-API-Version": f"{self.service} {version}", "Vary": ", ".join(vary)}
        return told | ({self.former: version} if self.former else {})


NOVA = Microversions("compute", "2", 1, 96, "X-OpenStack-Nova-API-Version")  # 2.96 is of 2024
CINDER = Microversions("volume", "3", 0, 71)
