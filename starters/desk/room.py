"""What every page of the desk works with."""

from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from makegood.gateways.page_images import PageImages
from makegood.rules.access import Actor, Resource
from makegood.rules.claim import Team
from starters.desk.flashes import Flash, leave
from starters.desk.navigation import is_merchant, places
from starters.desk.page_shelf import PageShelf
from starters.desk.pages import Reader, reader, render
from starters.desk.pulse import Pulse
from starters.web.csrf import csrf_token
from starters.web.house import House

SEE_OTHER = 303


@dataclass(frozen=True)
class Room:
    """The doors' means, with the desk's own: its pulse, and its pictures of pages."""

    house: House
    pulse: Pulse

    @cached_property
    def shelf(self) -> PageShelf:
        """The pictures of pages of documents, one shelf for all who look."""
        return PageShelf(PageImages(self.house.documents))

    def reader(self, request: Request) -> Reader:
        """For whom a page is made."""
        return reader(request, self.house.settings.desk_zone, self.house.now())

    def page(
        self,
        request: Request,
        actor: Actor,
        template: str,
        status: int = 200,
        **context: object,
    ) -> Response:
        """A page of somebody who is signed in, with their navigation."""
        given: dict[str, object] = {
            "actor": actor,
            "places": places(self.house, actor),
            "is_merchant": is_merchant(actor),
            "csrf": csrf_token(request),
            "may_assign": self.may(actor, "claim.assign", Resource("claim")),
            "once": lambda: uuid4().hex,
        }
        return render(self.reader(request), template, given | context, status)

    def teams(self, actor: Actor) -> tuple[Team, ...]:
        """The teams in whose name somebody may look at what waits, their own and lent ones."""
        mine = sorted(actor.teams_at(self.house.now()))
        return tuple(
            team for team in mine if self.may(actor, "inbox.read", Resource("inbox", team=team))
        )

    @property
    def runs(self) -> str:
        """The page of the Temporal UI that lists the runs of workflows."""
        settings = self.house.settings
        return f"{settings.temporal_ui_url}/namespaces/{settings.temporal_namespace}/workflows"

    def run(self, actor: Actor, workflow_id: str) -> str:
        """Where the Temporal UI shows a run, for whoever may look at the system; else empty."""
        allowed = self.may(actor, "system.read", Resource("system"))
        return f"{self.runs}/{workflow_id}" if allowed else ""

    def may(self, actor: Actor, action: str, resource: Resource) -> bool:
        """Whether a page should offer that."""
        return self.house.verdict(actor, action, resource).allowed

    def go(self, path: str, text: str = "", tone: str = "good") -> Response:
        """To another page, which says what was done."""
        response = RedirectResponse(path, SEE_OTHER)
        if text:
            leave(response, Flash(text, tone))
        return response
