"""Text brought to one form, so that phrases and copies are found whatever the writing."""

import re
import unicodedata

LONGEST = 4_000
"""Letters that are looked at; a longer message is judged by its beginning."""
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_PERSON = re.compile(r"@\w+")
_OTHER = re.compile(r"[^\w\u0e30-\u0e4e]+|_")


def plain(text: str) -> str:
    """The text folded: wide letters narrow, small, no invisible letters, single spaces."""
    told = _UNSEEN.sub("", unicodedata.normalize("NFKC", text[:LONGEST]))
    return _SPACES.sub(" ", told.casefold().translate(_APOSTROPHES)).strip()


def bare(text: str) -> str:
    """Only the words: no people, addresses, signs; what is left when a post is passed on."""
    told = _ADDRESS.sub(" ", _PERSON.sub(" ", plain(text)))
    return _OTHER.sub(" ", told.removeprefix("rt ")).strip()
