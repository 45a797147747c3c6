"""Hard triggers are found whole, in six languages, and not in words that only look like them."""

import pytest

from makegood.rules.crisis.severity import Trigger
from makegood.rules.detection.phrases import Language, Phrases, hits
from tests.rules.detection.mentions import TERMS


def triggers(text: str, language: str = "") -> set[Trigger]:
    return {hit.trigger for hit in hits(text, TERMS.phrases, language)}


@pytest.mark.parametrize(
    ("language", "text", "trigger"),
    [
        ("en", "I WILL SUE YOU for this", Trigger.LEGAL_LETTER),
        ("en", "my phone caught\n fire overnight!!", Trigger.SAFETY),
        ("en", "There’s been a data   breach", Trigger.DATA_LEAK),
        ("en", "three lawsuits are filed", Trigger.LEGAL_LETTER),
        ("en", "ｌａｗｓｕｉｔ", Trigger.LEGAL_LETTER),
        ("en", "expect a law\u200bsuit", Trigger.LEGAL_LETTER),
        ("en", "I am going to the press", Trigger.PRESS),
        ("en", "my daughter was harassed, sexual harassment by your driver", Trigger.MINORS),
        ("vi", "Tôi sẽ kiện công ty", Trigger.LEGAL_LETTER),
        ("vi", "điện thoại phát nổ khi sạc", Trigger.SAFETY),
        ("vi", "shipper đánh tôi", Trigger.STAFF_MISCONDUCT),
        ("th", "ถ้าไม่คืนเงินจะฟ้องแน่นอน", Trigger.LEGAL_LETTER),
        ("th", "จะไปร้องสคบแล้วนะ", Trigger.REGULATOR),
        ("th", "ข้อมูลลูกค้ารั่วหมดแล้ว", Trigger.DATA_LEAK),
        ("id", "siap-siap terima somasi", Trigger.LEGAL_LETTER),
        ("id", "charger ini meledak!", Trigger.SAFETY),
        ("ms", "saya akan saman kedai ini", Trigger.LEGAL_LETTER),
        ("ms", "dah buat report polis", Trigger.REGULATOR),
        ("zh", "再不退款我就起诉你们", Trigger.LEGAL_LETTER),
        ("zh", "充電寶爆炸了", Trigger.SAFETY),
    ],
)
def test_a_trigger_is_found(language: str, text: str, trigger: Trigger) -> None:
    assert trigger in triggers(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have an issue with the tissue box, please pursue it"),
        ("en", "Sue from support was lovely"),
        ("en", "it ensues that pressing matters"),
        ("en", "this show killed my boredom"),
        ("en", "a toxic free, non-toxic paint"),
        ("en", "our new brand ambassador"),
        ("vi", "bán phụ kiện điện thoại"),
        ("vi", "đủ điều kiện tham gia sự kiện"),
        ("vi", "bưu kiện của tôi chưa đến, linh kiện thiếu"),
        ("th", "อยากซื้อประกันไฟไหม้"),
        ("id", "ledakan rasa di mulut"),
        ("ms", "cara bayar saman trafik"),
        ("zh", "周末一起火锅吧"),
        ("zh", "这个口感爆炸好吃"),
    ],
)
def test_what_only_looks_like_a_trigger_is_none(language: str, text: str) -> None:
    assert triggers(text, language) == set()


def test_an_innocent_context_does_not_excuse_what_stands_beside_it() -> None:
    assert triggers("phụ kiện hỏng, tôi sẽ kiện", "vi") == {Trigger.LEGAL_LETTER}


def test_english_is_heard_within_another_language_but_not_the_reverse() -> None:
    assert triggers("เดี๋ยวเจอ lawsuit", "th") == {Trigger.LEGAL_LETTER}
    assert triggers("the saman is a kind of tree", "en") == set()


def test_a_message_in_no_known_language_is_held_against_all() -> None:
    assert triggers("saya akan saman kedai ini", "") == {Trigger.LEGAL_LETTER}
    assert triggers("saya akan saman kedai ini", "xx") == {Trigger.LEGAL_LETTER}


def test_a_phrase_is_told_once_and_as_policy_words_it() -> None:
    found = hits("Lawsuit after lawsuit after LAWSUITS", TERMS.phrases, "en")

    assert [(hit.language, hit.words) for hit in found] == [(Language.EN, "lawsuit*")]


def test_a_language_without_contexts_has_none() -> None:
    book = Phrases(Language.EN, ((Trigger.PRESS, ("tv crew",)),))

    assert [hit.trigger for hit in hits("a TV-crew came", [book], "en")] == [Trigger.PRESS]


@pytest.mark.parametrize("language", Language)
def test_every_language_has_every_trigger(language: Language) -> None:
    book = next(one for one in TERMS.phrases if one.language is language)

    assert {trigger for trigger, phrases in book.triggers if phrases} == set(Trigger)


def test_a_long_message_is_judged_by_its_beginning() -> None:
    assert triggers("x " * 4_000 + "lawsuit", "en") == set()
