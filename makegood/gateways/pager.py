"""Pages on their way to people: by whatever apprise carries, else into the outbox."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import quote

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyFormat, NotifyType
from apprise.result import AppriseResultStatus

from makegood.messages.paging import PageText
from makegood.messages.problems import NeedsPerson, OutcomeUnknown, Retryable
from makegood.rules.crisis.words import Channel

PATIENCE = timedelta(seconds=15)
OUTBOX = "outbox"
"""The receipt of a page that stays in the page book, which is all that a twin needs."""

AddressOf = Callable[[str, Channel], str]


class ChannelDown(Retryable):
    """The provider did not take the page: it refused it, or was away."""


class ChannelSilent(OutcomeUnknown):
    """The provider did not answer in time: it may have taken the page."""


class ChannelUnusable(NeedsPerson):
    """The channel's URL is none that apprise knows: whoever runs the system must mend it."""


class PagerLine:
    """Hands each text to its channel's provider, once; who retries is not decided here.

    `urls` are apprise URLs with `{person}` or `{address}` in them. A drill, and a channel without
    a URL, goes nowhere: the page book is the outbox, and is read there. Apprise hands no key to a
    provider: there the same page twice is two.
    """

    def __init__(
        self, urls: Mapping[Channel, str], address: AddressOf, patience: timedelta = PATIENCE
    ) -> None:
        self._urls = urls
        self._address = address
        self._patience = patience.total_seconds()

    def deliver(self, text: PageText) -> str:
        """Hand a text in; returns the provider's name and the id of the URL, or `outbox`."""
        url = self._url(text)
        if url is None:
            return OUTBOX
        line = self._line(url, text)
        body = f"{text.body}\n{text.link}".strip()
        told = line.notify(
            body,
            text.title,
            NotifyType.WARNING,
            body_format=NotifyFormat.TEXT,
            timeout=self._patience,
        )
        return _receipt(told, text.channel)

    def knows_keys(self, text: PageText) -> bool:
        """Whether the same page twice is one page: only where it stays in the outbox."""
        return self._url(text) is None

    def _url(self, text: PageText) -> str | None:
        inside = text.drill or text.channel is Channel.OUTBOX
        return None if inside else self._urls.get(text.channel)

    def _line(self, url: str, text: PageText) -> Apprise:
        address = self._address(text.person, text.channel)
        for name, value in (("{person}", text.person), ("{address}", address)):
            url = url.replace(name, quote(value, safe=""))
        line = Apprise(asset=_asset(self._patience))
        service = Apprise.instantiate(url, asset=line.asset)
        if service is None:
            raise ChannelUnusable(
                f"the URL of channel {text.channel} is not one that apprise knows"
            )
        service.retry = 0
        line.add(service)
        return line


def _asset(patience: float) -> AppriseAsset:
    """Settings under which apprise tries once, keeps no file, and shows no password."""
    return AppriseAsset(
        async_mode=False,
        default_service_retry=0,
        http_redirects=False,
        secure_logging=True,
        service_timeout=patience,
        storage_mode="memory",
        app_id="Makegood",
        app_desc="Makegood",
    )


def _receipt(told: AppriseResult, channel: Channel) -> str:
    """Who took it; a problem of the channel's, without a provider's word, which may be secret."""
    if told.status is AppriseResultStatus.TIMEOUT:
        raise ChannelSilent(f"channel {channel} did not say in time whether it took the page")
    if not told:
        raise ChannelDown(f"channel {channel} did not take the page: {told.status.name.lower()}")
    return ", ".join(f"{one.name} {one.url_id or ''}".strip() for one in told)
