"""A message that does not say its language is read all the same."""

import pytest

from makegood.rules.detection.languages import guessed


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ของยังไม่มาเลย", "th"),
        ("还没收到货", "zh"),
        ("hàng của tôi đâu rồi", "vi"),
        ("paket saya belum sampai dan tidak ada kabar", "id"),
        ("kenapa awak tak hantar barang saya sahaja", "ms"),
        ("where is it", "en"),
        ("", "en"),
    ],
)
def test_its_letters_and_small_words_tell(text: str, language: str) -> None:
    assert guessed(text) == language
