"""What is sealed by one key is opened by that key alone, and only as it was."""

import pytest

from makegood.gateways.payload_cipher import PayloadCipher, SealedForOthers

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
TEXT = b"The Nguyen family sues"


def test_what_is_sealed_is_opened_and_reads_as_nothing_before() -> None:
    cipher = PayloadCipher({"k1": OLD})

    name, sealed = cipher.seal(TEXT)

    assert name == "k1"
    assert TEXT not in sealed
    assert cipher.open(name, sealed) == TEXT


def test_the_same_text_is_sealed_differently_each_time() -> None:
    cipher = PayloadCipher({"k1": OLD})
    assert cipher.seal(TEXT) != cipher.seal(TEXT)


def test_the_first_key_seals_and_those_before_it_still_open() -> None:
    before = PayloadCipher({"k1": OLD}).seal(TEXT)

    both = PayloadCipher({"k2": NEW, "k1": OLD})

    assert both.seal(TEXT)[0] == "k2"
    assert both.open(*before) == TEXT


def test_a_key_that_is_gone_opens_nothing_and_is_named() -> None:
    sealed = PayloadCipher({"k1": OLD}).seal(TEXT)
    with pytest.raises(SealedForOthers, match="no key 'k1'"):
        PayloadCipher({"k2": NEW}).open(*sealed)


@pytest.mark.parametrize("key", [OLD, NEW])
def test_what_was_changed_or_sealed_by_another_key_of_that_name_is_not_opened(key: bytes) -> None:
    name, sealed = PayloadCipher({"k1": OLD}).seal(TEXT)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(SealedForOthers, match="does not open it"):
        PayloadCipher({"k1": key}).open(name, changed if key is OLD else sealed)


def test_what_one_key_has_sealed_is_not_passed_off_as_anothers() -> None:
    _, sealed = PayloadCipher({"k1": OLD}).seal(TEXT)
    with pytest.raises(SealedForOthers):
        PayloadCipher({"k2": OLD}).open("k2", sealed)
