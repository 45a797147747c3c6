"""What somebody is asked to do, in plain words and one language."""

from starters.desk.tongues import Tongue
from starters.desk.words import N_

SIGN = "sign "

_WHOLE = {
    "recommendation": N_("Recommend an amount"),
    "next offer": N_("Make the next offer"),
    "payment request": N_("Ask for the payment"),
    "documents": N_("Supply the documents"),
    "account": N_("Give the account"),
    "payout": N_("Pay out"),
    "lift the hold": N_("Lift the hold"),
    "acknowledge": N_("Acknowledge"),
    "triage": N_("Triage"),
    "declare or close": N_("Declare or close"),
    "contain": N_("Contain"),
    "contain or close": N_("Contain or close"),
    "stabilise": N_("Stabilise"),
    "close": N_("Close the case"),
}
_BEGINS = {
    "answer to offer ": N_("Answer offer %(rest)s"),
    "repair: ": N_("Repair the step %(rest)s"),
    "publish ": N_("Publish the statement %(rest)s"),
    "redraft ": N_("Redraft the statement %(rest)s"),
    "tell ": N_("Tell %(rest)s where it stands"),
    "accept ": N_("Accept the role of %(rest)s"),
    "task ": N_("Do the task %(rest)s"),
    "action ": N_("Finish action %(rest)s"),
    "decide proposal ": N_("Decide proposal %(rest)s"),
    SIGN: N_("Sign %(rest)s"),
}


def asked(speaks: Tongue, what: str) -> str:
    """What is asked as a person would say it; what is not known yet stands as it is written."""
    if what in _WHOLE:
        return speaks.text(_WHOLE[what])
    for begin, text in _BEGINS.items():
        if what.startswith(begin):
            return speaks.text(text, rest=speaks.word(what.removeprefix(begin)))
    return what[:1].upper() + what[1:]
