"""The letters of a claim in the order in which they go out, as stories expect them."""

ACKNOWLEDGED = ["acknowledgement > merchant"]
OFFERED = ["offer > merchant"]
ARRIVED = ["payment_advice > merchant"]
CLOSED = ["closing > merchant"]
DENIED = ["denial > merchant"]
SENT_BACK = ["sent_back > service_desk"]
FAILED = ["payment_failed > finance"]


def asked(*teams: str) -> list[str]:
    """Teams asked to sign, in the order of the matrix."""
    return [f"sign_off_asked > {team}" for team in teams]


WARNED = ["reminder > service_desk"] * 3
"""A promise to the merchant at half, three quarters and nine tenths of its time."""

RELEASE = asked("finance")
SIGNED = [*ACKNOWLEDGED, *asked("service_desk", "operations")]
PAID = [*OFFERED, *RELEASE, *ARRIVED]
