"""One seller's account at a running sandbox, through the client of either program."""

from __future__ import annotations

import io
import re
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from koongo_tui.amazon.api import Feed, SellerApi, SubmissionQuery
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.mws.client import MwsClient, MwsCredentials
from koongo_tui.amazon.mws.quotas import MWS_PLANS
from koongo_tui.amazon.quota import LocalBudget, Plan
from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS
from koongo_tui.amazon.submission import State, Submission, base_state
from koongo_tui.amazon.transport import Answer, Request, Transport, Writable, user_agent
from koongo_tui.guide.programs import Program
from koongo_tui.guide.secret import Secret
from koongo_tui.sandbox import submissions as theirs
from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.sandbox import Sandbox
from tests.amazon.verify import everything_about

SHIPPING = "POST_ORDER_FULFILLMENT_DATA"
PRODUCT = "POST_PRODUCT_DATA"
PRICE = "POST_PRODUCT_PRICING_DATA"
LISTINGS = "JSON_LISTINGS_FEED"
XML = "text/xml; charset=utf-8"

_TOLD_ONLY_ON_THE_WAY = re.compile(r"Atza\||X-Amz-Signature|Signature=[^&\s]|spapi_oauth_code")


class Clock:
    """The machine's and Amazon's: stands still until a test lets time pass."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


class WatchedTransport(Transport):
    """Notes every request that leaves."""

    def __init__(self, *, read_timeout: float = 30.0) -> None:
        super().__init__(user_agent(), connect_timeout=5, read_timeout=read_timeout)
        self.sent: list[Request] = []

    async def send(self, request: Request) -> Answer:
        self.sent.append(request)
        return await super().send(request)

    async def download(self, request: Request, into: Writable) -> Answer:
        self.sent.append(request)
        return await super().download(request, into)


@dataclass(frozen=True)
class Side:
    """What differs between the two programs, and may.

    Attributes:
        words: Amazon's own for a state.
        list_operation: whose quota a list takes.
        packed_type: of a feed whose report travels as gzip.
        revoked_code: SP-API tells a withdrawn authorisation from others; MWS does not.
    """

    program: Program
    plans: Mapping[str, Plan]
    words: Mapping[State, str]
    list_operation: str
    packed_type: str
    revoked_code: str


SIDES = (
    Side(
        Program.MWS,
        MWS_PLANS,
        {
            State.WAITING: "_SUBMITTED_",
            State.WORKING: "_IN_PROGRESS_",
            State.DONE: "_DONE_",
            State.CANCELLED: "_CANCELLED_",
        },
        "GetFeedSubmissionList",
        PRODUCT,
        "access-refused",
    ),
    Side(
        Program.SP_API,
        SPAPI_PLANS,
        {
            State.WAITING: "IN_QUEUE",
            State.WORKING: "IN_PROGRESS",
            State.DONE: "DONE",
            State.CANCELLED: "CANCELLED",
        },
        "getFeeds",
        LISTINGS,
        "revoked",
    ),
)


@dataclass
class Account:
    """The usual seller of Europe, and what a test turns on."""

    side: Side
    sandbox: Sandbox
    clock: Clock
    transport: WatchedTransport = field(default_factory=WatchedTransport)

    def __post_init__(self) -> None:
        self.seller: Seller = self.sandbox.seller("eu")
        self.budget = LocalBudget(self.side.plans, self.clock)
        self.api: SellerApi = self.client_at(self.sandbox.url)

    def client_at(self, endpoint: str) -> MwsClient | SpApiClient:
        """A client of this account at an address."""
        cast = self.sandbox.world.cast
        if self.side.program is Program.MWS:
            developer = next(d for d in cast.developers if d.region is self.seller.region)
            credentials = MwsCredentials(
                self.seller.seller_id,
                Secret(self.seller.mws_auth_token),
                developer.access_key_id,
                Secret(developer.secret_key),
            )
            return MwsClient(
                endpoint,
                credentials,
                transport=self.transport,
                budget=self.budget,
                clock=self.clock,
            )
        lwa = Lwa(
            self.sandbox.announcement["lwa_endpoint"],
            cast.application.client_id,
            Secret(cast.application.client_secret),
            transport=self.transport,
            clock=self.clock,
        )
        return SpApiClient(
            endpoint,
            lwa,
            Secret(self.seller.refresh_token),
            self.seller.marketplace_ids[0],
            transport=self.transport,
            budget=self.budget,
            clock=self.clock,
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must not be told."""
        cast = self.sandbox.world.cast
        keys = (developer.secret_key for developer in cast.developers)
        own = (self.seller.mws_auth_token, self.seller.refresh_token)
        return (*keys, *own, cast.application.client_secret)

    def at_amazon(self, *types: str) -> list[theirs.Submission]:
        """What the account has submitted of some types, newest first, as Amazon knows it."""
        mine = self.sandbox.world.submissions(self.seller.seller_id)
        return [one for one in mine if one.feed_type in types]

    def one_of(self, stage: theirs.Stage, *types: str) -> theirs.Submission:
        """The newest of them at a stage."""
        now = self.clock()
        found = self.at_amazon(*(types or (SHIPPING, PRODUCT, PRICE)))
        return next(one for one in found if one.stage(now) is stage)

    async def seen(self, one: theirs.Submission) -> Submission:
        """How the client describes it."""
        return await self.api.submission(one.id)

    async def everything(self, query: SubmissionQuery) -> list[Submission]:
        """All pages; the quota of each is waited for."""
        page = await self.api.submissions(query)
        found = list(page.submissions)
        while page.next_token is not None:
            self.clock.wait(seconds=45)
            page = await self.api.submissions(query, page.next_token)
            found += page.submissions
        return found

    def shipping(self, orders: Sequence[str] | None = None) -> Feed:
        """A feed that confirms orders as sent; the seller's own unless others are given."""
        known = self.sandbox.announcement["sellers"][0]["orders"]
        content = FeedFile.of_bytes(envelope(known if orders is None else orders))
        return Feed(SHIPPING, content, XML)

    def calls(self) -> dict[str, Callable[[], Awaitable[object]]]:
        """Every call of a :class:`SellerApi`, by name."""
        done = Submission(
            self.one_of(theirs.Stage.DONE).id,
            PRODUCT,
            self.clock(),
            self.side.words[State.DONE],
        )
        return {
            "service_status": self.api.service_status,
            "participations": self.api.participations,
            "submissions": lambda: self.api.submissions(SubmissionQuery()),
            "submission": lambda: self.api.submission(done.id),
            "download_report": lambda: self.api.download_report(done, io.BytesIO()),
            "submit": lambda: self.api.submit(self.shipping()),
            "cancel": lambda: self.api.cancel([done.id]),
        }

    def assert_secret(self, text: str) -> None:
        """Nothing in a text may be used against the account."""
        assert [secret for secret in self.secrets if secret in text] == []
        assert _TOLD_ONLY_ON_THE_WAY.findall(text) == []


def state(submission: Submission) -> State:
    """What its status word means."""
    return base_state(submission.native_status)


def told(error: BaseException) -> str:
    """All that a careless handler or the worst crash report could print of an error."""
    report = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(report.format()) + everything_about(error)


def envelope(orders: Sequence[str]) -> bytes:
    """A feed of order fulfilments."""
    messages = "".join(
        f"<Message><MessageID>{number}</MessageID><OrderFulfillment><AmazonOrderID>{order}"
        "</AmazonOrderID><FulfillmentDate>2026-11-23T09:00:00+00:00</FulfillmentDate>"
        "</OrderFulfillment></Message>"
        for number, order in enumerate(orders, start=1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><AmazonEnvelope><Header><DocumentVersion>1.01'
        "</DocumentVersion><MerchantIdentifier>M</MerchantIdentifier></Header><MessageType>"
        f"OrderFulfillment</MessageType>{messages}</AmazonEnvelope>"
    ).encode()
