"""Named failures as a tree: may it be tried again, and who must act."""


class Problem(Exception):
    """Anything that goes wrong and has a name; its text is fit for a person to read."""


class Retryable(Problem):
    """The same attempt may succeed later: a service is away, a lock held, a limit reached."""


class OutcomeUnknown(Problem):
    """The request may have taken effect and nobody answered: look it up, never send it again."""


class NeedsPerson(Problem):
    """Trying again cannot help: the case parks with this reason until a person acts."""


class Malformed(NeedsPerson):
    """The input itself is wrong; it names the field and what is expected."""


class Conflict(NeedsPerson):
    """The same key was used for something else before, so one of the two is a mistake."""


class NotFound(NeedsPerson):
    """What was asked for does not exist."""


class Unproven(NeedsPerson):
    """Nothing under seal proves that people have signed what a payment says."""


NOT_RETRYABLE = tuple(
    kind.__name__ for kind in (NeedsPerson, Malformed, Conflict, NotFound, Unproven, OutcomeUnknown)
)
