"""Find what is wrong with user data before it is used.  Pure: nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from canfar_jupyter.model.userdata import includes
from canfar_jupyter.model.userdata.accounts import accounts
from canfar_jupyter.model.userdata.findings import Finding
from canfar_jupyter.model.userdata.kinds import HEADERS, Kind
from canfar_jupyter.model.userdata.merging import conflicts
from canfar_jupyter.model.userdata.mime import leaves
from canfar_jupyter.model.userdata.parts import Part
from canfar_jupyter.model.userdata.repair import repair
from canfar_jupyter.model.userdata.schema import violations
from canfar_jupyter.model.userdata.secrets import secrets
from canfar_jupyter.model.userdata.sizes import LIMIT, encoded_size, shrink
from canfar_jupyter.model.userdata.yamltext import Yaml, read

_MAX_CHARS = 2**20  # characters that are checked: sixteen times Nova's limit without compression
_MAX_FINDINGS = 100  # findings: more do not help, and take time
_DEEPEST = 4  # messages within messages


def lint(content: str | bytes | Part) -> list[Finding]:
    """Return the findings about this user data, errors first; none: no problems.

    Never raises, whatever the content is.
    """
    part = content if isinstance(content, Part) else Part.of(content)
    if not part.data.strip():
        return []
    mended = repair(part.data)
    repaired = Part(mended.data).text  # None if only a part of it is text
    found = [Finding(severity="note", message=text, repaired=repaired) for text in mended.done]
    found += islice(_inside(replace(part, data=mended.data), 0), _MAX_FINDINGS)
    size = encoded_size(shrink(mended.data))
    if size > LIMIT:
        message = f"It takes {size:,} bytes encoded, even compressed; Nova accepts {LIMIT:,}."
        found.append(Finding(severity="error", message=message))
    return sorted(found, key=lambda finding: ("error", "warning", "note").index(finding.severity))


def _inside(part: Part, depth: int) -> Iterator[Finding]:
    if part.kind in (Kind.GZIP, Kind.MIME):
        yield from _container(part, depth)
        return
    text = part.text
    if text is None:
        yield _not_utf8(part.data)
        text = part.data.decode("utf-8", "replace")
    text = text[:_MAX_CHARS]
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"Line {line} has a NUL byte: this is not text."
        yield Finding(severity="error", message=message, line=line)
    yield from _header(part, text)
    yield from _body(part.kind, text)
    yield from secrets(text)


def _container(part: Part, depth: int) -> Iterator[Finding]:
    if part.kind is Kind.GZIP:
        unpacked = part.unpacked()
        inner = [unpacked] if unpacked else []
        broken = "This gzip is damaged, truncated, or unpacks to far too much."
    else:
        inner = leaves(part)
        broken = "This message has no parts: its boundary does not match its Content-Type."
    if not inner or depth == _DEEPEST:
        yield Finding(severity="error", message=broken)
    for text in conflicts(inner) if not depth else ():
        yield Finding(severity="warning", message=text)
    for number, leaf in enumerate(inner if depth < _DEEPEST else [], 1):
        name = f"part {number}" + (f" ({leaf.filename})" if leaf.filename else "")
        where = "Inside the gzip" if part.kind is Kind.GZIP else f"In {name}"
        mended = repair(leaf.data)
        for text in mended.done:
            # In a message nothing is fixed: the words after the colon do not apply
            message = f"{where}: {text.rpartition(':')[0]}."
            yield Finding(severity="warning", message=message)
        for finding in _inside(replace(leaf, data=mended.data), depth + 1):
            yield replace(finding, message=f"{where}: {finding.message}")


def _not_utf8(data: bytes) -> Finding:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"Line {line} is not UTF-8: save the file as UTF-8."
        return Finding(severity="error", message=message, line=line)
    raise AssertionError("it is UTF-8 after all")


_FOR_OTHERS = {
    Kind.WINDOWS: "This is for Windows with cloudbase-init: Linux ignores it.",
    Kind.IGNITION: "This is for CoreOS or Flatcar (Ignition): cloud-init ignores it.",
    Kind.TALOS: "This is for Talos: cloud-init ignores it.",
}
_BUTANE = re.compile(r"(?m)^variant:\s*[\"']?(?:fcos|flatcar|openshift|r4e|fiot)\b")


def _header(part: Part, text: str) -> Iterator[Finding]:
    first = text.lstrip().split("\n", 1)[0]
    if about := _FOR_OTHERS.get(part.kind):
        yield Finding(severity="note", message=about)
    elif part.kind is Kind.UNKNOWN and _BUTANE.search(text[:_MAX_CHARS]):
        message = "This is a Butane config: convert it to Ignition first (butane FILE)."
        yield Finding(severity="error", message=message, line=1)
    elif part.kind is Kind.UNKNOWN and not part.declared.lower().startswith("application/"):
        header, what = _guess(text)
        known = "#!/bin/bash for a script, #cloud-config for YAML, #include for a URL"
        yield Finding(
            severity="error",
            message=f"The first line must say what this is ({known}), or cloud-init ignores it. "
            + (f"It looks like {what}." if what else ""),
            line=1,
            repaired=f"{header}{text}" if header else None,
        )
    elif part.kind is Kind.SHELL and not part.declared and not re.match(r"#!\s*/", first):
        message = "The first line must have the full path of a program, such as #!/bin/bash."
        yield Finding(severity="error", message=message, line=1)
    elif header := next((known for known in HEADERS if first.lower().startswith(known)), ""):
        rest = first[len(header) :]
        exact = part.kind in (Kind.CLOUD_CONFIG, Kind.ARCHIVE, Kind.PART_HANDLER, Kind.BOOTHOOK)
        if exact and rest.strip() and not rest[0].isspace():
            message = f"The first line begins with {header}, and is read so: '{first[:60]}'."
            yield Finding(severity="warning", message=message, line=1)


_SCRIPT = re.compile(
    r"(?m)^\s{0,40}(set -|export |sudo |apt(-get)? |dnf |yum |pip3? |echo |cd |mkdir |curl |wget |"
    r"if \[|for \w+ in |function |systemctl )"
)


def _guess(text: str) -> tuple[str, str]:
    """Return the header that is probably missing, and what the text is with it."""
    begin = text[:_MAX_CHARS]
    if not includes.problem(begin.strip().split("\n", 1)[0].strip()):
        return "#include\n", "a URL to include"
    config = read(begin) if re.search(r"(?m)^[a-z_]+:", begin) else None
    if config and isinstance(config.value, dict) and not any(violations(config)):
        return "#cloud-config\n", "a cloud-config"
    if _SCRIPT.search(begin):
        return "#!/bin/bash\n", "a script"
    return "", ""


def _body(kind: Kind, text: str) -> Iterator[Finding]:
    if kind is Kind.CLOUD_CONFIG:
        yield from _config(read(text))
    elif kind is Kind.ARCHIVE:
        config = read(text)
        yield from config.findings
        if not config.findings and not isinstance(config.value, list):
            message = "A cloud-config archive is a list of parts (- type: ..., content: ...)."
            yield Finding(severity="error", message=message)
    elif kind in (Kind.INCLUDE, Kind.INCLUDE_ONCE):
        yield from _includes(text)


def _config(config: Yaml) -> Iterator[Finding]:
    yield from config.findings
    if isinstance(config.value, dict):
        yield from violations(config)
        yield from accounts(config)
    elif config.root is not None:
        message = "A cloud-config is a mapping (name: value), not a list or a word."
        yield Finding(severity="error", message=message, line=config.root.start_mark.line + 1)
    elif not config.findings:
        yield Finding(severity="warning", message="This cloud-config is empty.", line=1)


def _includes(text: str) -> Iterator[Finding]:
    none = True
    for line, url in includes.lines(text):
        none = False
        if problem := includes.problem(url):
            yield Finding(severity="error", message=f"Line {line}: {problem}", line=line)
        elif url.startswith("http://"):
            message = (
                f"Line {line}: over http://, any host on the way can change what root will run."
            )
            yield Finding(severity="warning", message=message, line=line)
    if none:
        yield Finding(severity="error", message="This includes nothing: add a URL.", line=1)
