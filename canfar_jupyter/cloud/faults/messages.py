"""The message of a refused request, and the part of the request that it is about.

Each service formats its errors differently (recorded bodies: ``tests/cloud/data``): Nova
and Neutron send JSON with a message in it, Glance sends HTML, proxies send anything.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

MAX_MESSAGE = 600  # characters of a message that are shown; a proxy may send a whole web page

_CREDENTIALS = re.compile(r"//[^/\s@]+@")  # of a URL like https://user:password@host
_USER_DATA = re.compile(r"(?s)(attribute user_data\. )Value: .*")  # Nova repeats all of it
_SAID_APART = re.compile(r" ?\(HTTP \d{3}\)| ?\(Request-ID: [^)]*\)")  # by keystoneauth
_TOKEN = re.compile(r"gAAAA[\w=-]{20,}")  # Keystone's fernet tokens


def words(body: bytes, content_type: str) -> str:
    """Return the readable part of the body of an error response; "": there is none."""
    text = body[:100_000].decode("utf-8", "replace")
    if "json" in content_type:
        try:
            return clean(re.sub(r"<br ?/?>", " ", _message(json.loads(text))))
        except (ValueError, RecursionError):
            return ""
    if "html" in content_type or text.lstrip().startswith("<"):
        return clean(_of_html(text))
    return clean(text)


def _message(value: Any) -> str:
    """Find the message: {"forbidden": {"message": ...}}, {"NeutronError": {...}} or bare."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    for name in ("message", "faultstring", "detail"):
        if isinstance(value.get(name), str) and value[name]:
            return str(value[name])
    return next((m for m in map(_message, value.values()) if m), "")


def _of_html(text: str) -> str:
    """Remove the tags, and the title and heading that only repeat the status."""
    text = re.sub(r"(?is)<(head|script|style|h1)\b.*?</\1\s*>", " ", text)
    return html.unescape(re.sub(r"(?s)<[^>]*>", " ", text))


def clean(text: str) -> str:
    """Return it as one line without secrets, cut to a readable length."""
    text = " ".join(
        "".join(c if c.isprintable() else " " for c in text[: 10 * MAX_MESSAGE]).split()
    )
    text = _TOKEN.sub("(token)", _CREDENTIALS.sub("//", text))
    text = _SAID_APART.sub("", text)
    text = _USER_DATA.sub(r"\1It is too long, or Nova does not accept it.", text)
    return text if len(text) <= MAX_MESSAGE else f"{text[: MAX_MESSAGE - 1]}…"


_QUOTA = re.compile(
    r"Quota exceeded for (?P<what>[\w, ]+?): Requested (?P<asked>[\d, ]+), "
    r"but already used (?P<used>[\d, ]+) of (?P<limit>[\d, ]+)"
)
_OVER = re.compile(r"Quota exceeded for resources: \[(?P<what>[^\]]*)\]")
_PLAIN = {"ram": "memory (MiB)", "floatingip": "floating IPs", "security_group": "security groups"}


def is_quota(text: str) -> bool:
    """Return whether a 403 or 409 is about a quota; the status alone does not tell."""
    return bool(re.search(r"\bquota\b|too many key pairs|over a limit", text, re.IGNORECASE))


def quota(text: str) -> str:
    """Return which quota is reached, and its numbers; the cloud's message if unknown."""
    if found := _QUOTA.search(text):
        names = (_plain(n) for n in found["what"].split(","))
        numbers = zip(*(found[n].split(",") for n in ("asked", "used", "limit")), strict=False)
        parts = (
            f"{name}: {used.strip()} of {limit.strip()} used, this needs {asked.strip()} more"
            for name, (asked, used, limit) in zip(names, numbers, strict=False)
        )
        return f"the quota is reached ({'; '.join(parts)})."
    if found := _OVER.search(text):
        names = (_plain(n.strip().strip("'\"")) for n in found["what"].split(","))
        return f"the quota of {', '.join(names)} is reached."
    return text


def _plain(name: str) -> str:
    name = name.strip()
    return _PLAIN.get(name, name.replace("_", " "))


_INVALID = re.compile(
    r"Invalid input for (?:field/attribute )?'?(?P<name>[^'. ]+)'?\. Value: .*?"
    r"(?P<why>is too long|should be non-empty|does not match|is too short|is not of type|$)",
    re.DOTALL,
)
_WHY = {
    "is too long": "is too long",
    "should be non-empty": "is empty",
    "is too short": "is empty",
    "does not match": "has a character that is not allowed there",
    "is not of type": "has the wrong type",
}
_PLAINLY = (  # messages of Nova and Neutron, and what they mean
    (
        r"Unable to find any IP address on external network \S+|"
        r"No more IP addresses available on network \S+",
        "The cloud has no free addresses left: try again later, or tell its support.",
    ),
    (r"Can not find requested image", "The image no longer exists."),
    (
        r"Block Device Mapping is Invalid: failed to get image \S+\.",
        "The image no longer exists.",
    ),
    (
        r"Volume is smaller than the minimum size specified in image metadata\..*",
        "The volume is smaller than the image needs.",
    ),
    (r"Missing imageRef attribute", "No image was named."),
    (r"Invalid key_name provided\.", "The SSH key no longer exists."),
    (r"Unable to find security_group with name or id '.*'", "A security group no longer exists."),
    (
        r"The requested availability zone is not available",
        "The availability zone does not exist, or is not available.",
    ),
    (r"Instance group (\S+) could not be found\.", "The server group no longer exists."),
    (
        r"An invalid 'name' value was provided\..*",
        "The name has a character that cannot be shown, or begins or ends with a space.",
    ),
)


def plainly(text: str) -> str:
    """Return a refusal as a plain sentence that does not repeat what was typed."""
    if found := _INVALID.search(text):
        name = _ATTRIBUTES.get(found["name"], found["name"]).replace("_", " ")
        why = _WHY.get(found["why"], "is not accepted by the cloud")
        if name == "tags" and why == "is too long":
            return "There are too many tags."
        subject = "A tag" if name.isdigit() else f"The {name}"
        return f"{subject} {why}."
    for pattern, words in _PLAINLY:
        if re.fullmatch(pattern, text, re.DOTALL):
            return words
    return text if text.endswith((".", "!", "?", "…")) or not text else f"{text}."


def attribute(text: str) -> str:
    """Return the attribute of the request that the message names; "": none."""
    found = _INVALID.search(text) or _ATTRIBUTE.search(text)
    return str(found["name"]) if found else ""


_ATTRIBUTES = {
    "imageRef": "image",
    "flavorRef": "flavor",
    "key_name": "key",
    "public_key": "key",
    "networks": "network",
    "uuid": "network",
    "security_groups": "security_groups",
    "user_data": "user_data",
    "name": "name",
    "tags": "tags",
    "metadata": "metadata",
    "description": "description",
    "availability_zone": "availability_zone",
    "fixed_ip": "fixed_ip",
    "volume_size": "volume",
    "group": "server_group",
    "remote_ip_prefix": "cidr",
    "port_range_min": "port",
    "port_range_max": "port",
}
_ATTRIBUTE = re.compile(r"[Ii]nvalid input for (?:field/attribute )?'?(?P<name>\w+)")
_PHRASES = (  # in this order: "the flavor's disk is too small for the image" is about the flavor
    (r"flavor|Quota exceeded for [\w, ]*(cores|ram)", "flavor"),
    (r"key ?pair '.*' already exists", "name"),
    (r"failed to get image", "image"),
    (r"key_name|key ?pair", "key"),
    (r"invalid 'name' value", "name"),
    (r"availability zone", "availability_zone"),
    (r"Instance group|server group", "server_group"),
    (r"Fixed IP|fixed_ip", "fixed_ip"),
    (r"[Ff]loating ?IP|floatingip", "floating_ip"),
    (r"[Bb]lock [Dd]evice|\bvolume", "volume"),
    (r"user.?data", "user_data"),
    (r"security.?group", "security_groups"),
    (r"network|subnet", "network"),
    (r"\bimages?\b", "image"),  # not image_snapshot, a task of a server
)


def field(text: str) -> str | None:
    """Return the part of a launch or an import that the message is about; None: no single one."""
    if (found := _ATTRIBUTE.search(text)) and found["name"] in _ATTRIBUTES:
        return _ATTRIBUTES[found["name"]]
    for pattern, name in _PHRASES:
        if re.search(pattern, text, re.IGNORECASE):
            return name
    return None
