"""Answers to pages: a number and a letter, as thumbs type them."""

import re

from makegood.rules.refusals import Refused

_CODE = re.compile(r"\s*(\d{1,12})\s*a\b", re.IGNORECASE)


def acknowledged_page(text: str) -> int:
    """The number of the page that a reply such as `12a` acknowledges; refuses `no_reply_code`."""
    found = _CODE.match(text)
    if found is None:
        raise Refused("no_reply_code", "Reply with the page's number and an a, such as 12a.")
    return int(found[1])
