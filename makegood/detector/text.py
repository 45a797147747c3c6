"""The text of a message as the detector reads it: masked, levelled, cut into tokens."""

import re
import unicodedata

MAX_LETTERS = 4_000
"""What is read of one message; a longer one is judged by its beginning."""

LINK, PERSON, LAUGHTER = "\x02", "\x03", "\x05"
_LINK = re.compile(r"https?://\S+|www\.\S+|pic\.twitter\.com/\S+|<url>")
_PERSON = re.compile(r"@\w+|<user>")
_LAUGHTER = re.compile(r"5{3,}\+*")
_DIGIT = re.compile(r"\d")
_LONG = re.compile(r"(.)\1{2,}")
_SPACE = re.compile(r"\s+")

_TOKEN = re.compile(
    r"[:;=][-'^o]?[()\[\]/\\|*]+|[:;=]-?[dp3](?!\w)|\):|<3|t_t|-_-|\^_?\^"
    r"|\#\w+"
    r"|[^\W\d_]\*+[^\W\d_]+"
    r"|[^\W\d_]+(?:['-][^\W\d_]+)*"
    r"|\d+|[^\w\s]"
)


def levelled(text: str) -> str:
    """The text in small letters, people, links and figures masked, a space at either end.

    No handle, address or number reaches a weight: each becomes the same one sign.
    """
    told = unicodedata.normalize("NFC", text[:MAX_LETTERS]).lower().replace("’", "'")
    told = _PERSON.sub(PERSON, _LINK.sub(LINK, told.replace("&amp;", "&")))
    told = _DIGIT.sub("0", _LAUGHTER.sub(LAUGHTER, told))
    told = _SPACE.sub(" ", _LONG.sub(r"\1\1\1", told)).strip()
    return f" {told} "


def tokens(told: str) -> list[str]:
    """The tokens of a levelled text: words, hashtags, faces, figures, signs."""
    return _TOKEN.findall(told)
