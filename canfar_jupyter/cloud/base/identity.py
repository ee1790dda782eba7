"""The user, project and cloud that are signed in to."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from canfar_jupyter.model.shown import Shown

_BY_VARIABLES = "envvars"  # what the SDK calls a cloud that OS_* variables describe


@dataclass(frozen=True, slots=True, repr=False)
class Identity(Shown):
    """One user in one project of one cloud; nothing secret."""

    cloud: str  # its name in clouds.yaml
    auth_url: str
    user: str
    user_id: str
    project: str
    project_id: str
    region: str  # empty: the cloud has only one

    @property
    def title(self) -> str:
        """The display name of the cloud."""
        return title(self.cloud, self.auth_url)


def title(cloud: str, auth_url: str) -> str:
    """Return the name of a cloud in clouds.yaml, or its host if it has no name."""
    host = urlsplit(auth_url).hostname
    return host if host and cloud == _BY_VARIABLES else cloud
