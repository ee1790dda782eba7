"""What users and readers read is plain technical English, in OpenStack's own terms."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# (what is not said, what to say instead); case does not matter unless (?-i:...) says so.
INSTEAD = (
    (r"\blead(?:s|ing)? (?:nowhere|elsewhere)\b", "is not associated"),
    (r"\b(?:floating IP|address|one|it)s? leads? to\b", "is associated with"),
    (
        r"\b(?:nobody|somebody|whoever)\b",
        "name the user, the project, the kernel... or use the passive",
    ),
    (r"\banybody\b", "any user, any project"),
    (r"\bfor good\b", "permanently"),
    (r"\bknock(?:s|ing)?\b", "probe"),
    (r"\bthe door\b|\bdoors\b", "gateway, port 22"),
    (r"\bas it were\b", "leave it out"),
    (r"\bhad been\b", "was"),
    (r"\btakes? it for\b|\btaken for\b", "treats it as"),
    (r"\bone more (?:floating IP|address)\b", "allocate a floating IP"),
    (
        r"\bget one more\b|\btake away\b|\bgive it a floating IP\b",
        "Allocate, Disassociate, Associate",
    ),
    (r"\bTrouble\b", "Failed"),
    (r"\bwhat was done\b", "Action log"),
    (r"\bmend(?:s|ed|ing)?\b", "fix"),
    (r"\bone moment\b", "Working..."),
    (r"\bstands? twice\b|\bis there twice\b", "duplicate key"),
    (r"\basks? for patience\b", "is rate-limiting requests; retrying automatically"),
    (r"\bruin(?:s|ed)? the boot\b", "User data aborted the boot"),
    (r"\bremembers another machine\b", "known_hosts has a different host key"),
    (r"\bhas no way to\b", "cannot reach"),
    (r"\bcannot be less than nothing\b", "must be 0 or more"),
    (r"\bis no address of\b", "is not an http(s) URL"),
    (r"\bis no ordinary file\b|\bthis is no file\b", "is not a regular file"),
    # "is no longer" and "there is no ..." are native; "X is no Y" is not.
    (r"(?<!there\s)\b(?:is|was) no (?!longer|more|less|such|other|reason\b|need\b)\w+", "is not a"),
    (r"\bno error when it is gone already\b", "no error if it no longer exists"),
    (r"\bhe was not asked\b|\bhe has \*findings\*", "the doctor is an it"),
    (r"\bunfolds to\b", "virtual size"),
    (r"\bprivate half\b|\bpublic half\b", "private key, public key"),
    (r"\beverybody\b", "every user, every project, anonymous access"),
    (r"\bno way (?:leads|to it|there|out)\b", "there is no route to, cannot reach"),
    (r"\bgone by\b", "already consumed, in the past"),
    (r"\bas good as none\b", "ignored"),
    (r"\bfor ever\b", "forever; of a call: never returns"),
    (r"\bat one go\b", "at once"),
    (r"\blet it come\b", "download it"),
    (r"\b(?:its|the|image) makers\b|\bmakers say\b", "publisher, vendor"),
    (r"\bmakes? no sense\b", "is invalid"),
    (r"\bstands? (?:there|among|beside|above)\b", "is"),
    (r"\bmake it whole\b", "convert it, complete it"),
    (r"\bis none of\b", "is not one of"),
    (r"\b(?:it is|they are) none\b", "it is not one"),
    (r"\bkernel has died\b", "panicked"),
    (r"\byour ssh (?:knows|takes)\b", "known_hosts has, ssh uses"),
    (r"\bcannot be less than\b", "must be ... or more"),
    (r"\bby themselves\b", "automatically"),
    (r"\bno address of\b|\bthis is no address\b", "is not an http(s) URL"),
    (r"\basks? for more\.", "ask for a larger quota"),
    (r"\bif it goes on\b", "if it fails again, if this persists"),
    (r"\A\s*Say (?:that|what|whether|why|how)\b", "Return whether..., Return why..."),
)
# A phrase may be broken over two lines.
PATTERNS = [(re.compile(p.replace(" ", r"\s+"), re.IGNORECASE), say) for p, say in INSTEAD]

# The demo cloud says what real clouds say.
NEVER = ("canfar_jupyter/demo/",)

TS_TEXT = re.compile(
    r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/", re.DOTALL
)
# The glossary is not read: its last column names the old words.
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/*.md")


def python_texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each literal, docstring and comment.

    The parts of an f-string are joined, and so are the lines of a comment.
    """
    tree = ast.parse(source)
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            words = [v.value if isinstance(v, ast.Constant) else "{}" for v in node.values]
            yield node.lineno, "".join(map(str, words))
        elif isinstance(value := getattr(node, "value", None), str) and id(node) not in parts:
            yield node.lineno, value
    yield from _comments(source)


def _comments(source: str) -> Iterator[tuple[int, str]]:
    block: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line = token.start[0]
        if block and line != last + 1:
            yield last - len(block) + 1, "\n".join(block)
            block = []
        block.append(token.string.removeprefix("#"))
        last = line
    if block:
        yield last - len(block) + 1, "\n".join(block)


def typescript_texts(source: str) -> Iterator[tuple[int, str]]:
    for found in TS_TEXT.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, found[0]


def notebook_texts(source: str) -> Iterator[tuple[int, str]]:
    for number, cell in enumerate(json.loads(source)["cells"], 1):
        if cell["cell_type"] == "markdown":
            yield number, "".join(cell["source"])


def texts() -> Iterator[tuple[str, int, str]]:
    """Yield (file, line, or cell of a notebook, text)."""
    found = [
        *((path, python_texts) for path in ROOT.glob("canfar_jupyter/**/*.py")),
        *((path, typescript_texts) for path in ROOT.glob("canfar_jupyter/widgets/**/*.ts")),
        *((path, typescript_texts) for path in ROOT.glob("labextension/src/**/*.ts")),
        *((path, lambda text: [(1, text)]) for path in ROOT.glob("canfar_jupyter/model/**/*.sh")),
        *((path, notebook_texts) for path in ROOT.glob("notebooks/*/*.ipynb")),
        *((path, lambda text: [(1, text)]) for doc in DOCUMENTS for path in ROOT.glob(doc)),
    ]
    for path, read in found:
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NEVER):
            for line, text in read(path.read_text(encoding="utf-8")):
                yield name, line, text


def findings(text: str, line: int = 1) -> Iterator[tuple[int, str, str]]:
    """Yield line, what was found, and what to say."""
    for pattern, say in PATTERNS:
        for found in pattern.finditer(text):
            yield line + text.count("\n", 0, found.start()), found[0], say


def test_old_words_are_not_used():
    wrong = [
        f"{name}:{at}: {' '.join(found.split())!r}: say {say!r}"
        for name, line, text in texts()
        for at, found, say in findings(text, line)
    ]
    assert not wrong, "\n" + "\n".join(sorted(wrong))


def test_old_words_would_be_found():
    def found(source):
        return [(at, word) for line, text in source for at, word, _ in findings(text, line)]

    assert found(python_texts('"""It\nleads nowhere."""\n')) == [(2, "leads nowhere")]
    assert found(python_texts('a = 1\nb = f"{a} is no file"\n')) == [(2, "is no file")]
    assert found(python_texts("a = 1  # is no\n# file\n")) == [(1, "is no\n file")]
    assert found(typescript_texts("const a = 1;\nbutton('Mend');")) == [(2, "Mend")]
    assert found([(1, "It is no longer there, and there is no other file.")]) == []


def test_what_is_never_read_exists():
    assert [name for name in NEVER if not (ROOT / name).exists()] == []
