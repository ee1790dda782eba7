"""Who is signed in where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """One user in one project of one cloud; nothing secret."""

    cloud: str  # its name in clouds.yaml
    auth_url: str
    user: str
    user_id: str
    project: str
    project_id: str
    region: str  # empty: the cloud has only one
