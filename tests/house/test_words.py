"""Some words have no place in any file: of machines, of registries, of unfinished work."""

import re

import pytest

from tests.house.sources import spelled, texts

MARK = r"(?i:#|//|<!--)\s*"
FORBIDDEN = {
    "a path of somebody's machine": spelled(
        r"(?<![\w./])/(?:wo", r"rk|ro", r"ot|ho", r"me)/[\w.]+"
    ),
    "the host of a package registry": spelled(
        r"py", r"pi\.(?:org|io)|python", r"hosted|npm", r"js\.org"
    ),
    "a package index": spelled(
        r"https?://[^\s\"']+/sim", r"ple\b|--(?:extra-)?index-", r"url\s+http"
    ),
    "the name of a tool that wrote it": spelled(
        r"(?i)\b(?:clau", r"de|anthro", r"pic|open", r"ai|copi", r"lot)\b"
    ),
    "a mark of unfinished work": MARK + spelled(r"(?:TO", r"DO|FIX", r"ME|XX", r"X|HA", r"CK)\b"),
    "a promise not kept": spelled(r"\braise NotImple", r"mentedError\b"),
    "a fake that does not come through the constructor": spelled(
        r"\bmock\.pa", r"tch\b|unittest\.mo", r"ck"
    ),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    word = re.compile(FORBIDDEN[what])
    found = {
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in texts().items()
        if not name.endswith((".min.js", ".lock"))
        for hit in word.finditer(text)
    }

    assert found == set()


@pytest.mark.parametrize(
    ("what", "planted"),
    [
        ("a path of somebody's machine", spelled("see /wo", "rk/main")),
        ("the host of a package registry", spelled("files.python", "hosted.org")),
        ("a package index", spelled("--index-", "url http://x")),
        ("a mark of unfinished work", spelled("x = 1  # TO", "DO later")),
        ("a promise not kept", spelled("raise NotImple", "mentedError")),
    ],
)
def test_a_planted_word_is_found(what: str, planted: str) -> None:
    assert re.search(FORBIDDEN[what], planted)
