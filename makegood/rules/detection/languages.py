"""The language of a message, guessed from its letters and smallest words."""

import re

from makegood.rules.detection.phrases import Language
from makegood.rules.detection.plain import plain

_SCRIPTS = (
    (Language.TH, re.compile("[\u0e00-\u0e7f]")),
    (Language.ZH, re.compile("[\u4e00-\u9fff]")),
    (Language.VI, re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")),
)
_MALAY = frozenset(
    [
        "tak",
        "sahaja",
        "saja",
        "awak",
        "kau",
        "korang",
        "nak",
        "dah",
        "kerana",
        "boleh",
        "bila",
        "mahu",
        "macam",
        "encik",
        "hantar",
        "duit",
        "tolong",
        "sudah",
        "bungkusan",
        "lagi",
        "tiada",
    ]
)
_INDONESIAN = frozenset(
    [
        "tidak",
        "nggak",
        "gak",
        "ga",
        "yang",
        "dan",
        "saya",
        "anda",
        "kamu",
        "tapi",
        "sangat",
        "sudah",
        "belum",
        "bisa",
        "karena",
        "dengan",
        "untuk",
        "banget",
        "sekali",
        "ini",
        "itu",
        "paket",
        "mau",
        "kapan",
        "dari",
    ]
)
_WORD = re.compile(r"[a-z]+")


def guessed(text: str) -> Language:
    """The likeliest language; English where nothing speaks for another."""
    told = plain(text)
    for language, letters in _SCRIPTS:
        if letters.search(told):
            return language
    words = set(_WORD.findall(told))
    malay, indonesian = len(words & _MALAY), len(words & _INDONESIAN)
    if max(malay, indonesian) < 2:
        return Language.EN
    return Language.MS if malay > indonesian else Language.ID
