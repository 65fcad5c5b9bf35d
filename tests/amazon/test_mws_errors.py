"""What each refusal means, over real HTTP."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from koongo_tui.amazon.api import Feed, SubmissionQuery
from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    AmazonFault,
    BadAnswer,
    ClockSkewed,
    DeveloperRefused,
    NotFound,
    ReportNotReady,
    RequestRejected,
    Throttled,
    Unreachable,
)
from koongo_tui.amazon.feed import FeedFile
from koongo_tui.amazon.mws.client import MwsClient, MwsCredentials
from koongo_tui.amazon.quota import LocalBudget
from koongo_tui.amazon.transport import Answer, Transport
from koongo_tui.errors import Actor, ExitCode
from koongo_tui.guide.secret import Secret
from tests.amazon.scripted import (
    CREDENTIALS,
    KEY,
    NOW,
    TOKEN,
    Clock,
    Reply,
    ScriptedServer,
    refusal,
)

DENIED = "AccessDenied"


async def refused(client: MwsClient, server: ScriptedServer, reply: Reply) -> AmazonError:
    server.say(reply)
    with pytest.raises(AmazonError) as caught:
        await client.submissions(SubmissionQuery())
    assert caught.value.operation == "GetFeedSubmissionList"
    assert len(server.received) == 1
    return caught.value


@pytest.mark.parametrize(
    ("code", "status", "message", "kind", "word", "who"),
    [
        (DENIED, 401, "Access denied", AccessRefused, "access-refused", Actor.YOU),
        (
            DENIED,
            401,
            "Seller A135KKEKJAIBJ56 does not have an eligible Amazon account to call Amazon MWS",
            AccessRefused,
            "account-not-eligible",
            Actor.AMAZON,
        ),
        (
            DENIED,
            401,
            "You are not a Professional Amazon seller account",
            AccessRefused,
            "individual-plan",
            Actor.OWNER,
        ),
        (
            DENIED,
            401,
            "The seller does not have access to the given marketplace.",
            AccessRefused,
            "marketplace-not-open",
            Actor.YOU,
        ),
        (
            DENIED,
            401,
            "AuthToken is not valid for SellerId and AWSAccountId",
            AccessRefused,
            "access-refused",
            Actor.YOU,
        ),
        (
            DENIED,
            401,
            "Access to Feeds.GetFeedSubmissionList is denied",
            AccessRefused,
            "access-refused",
            Actor.YOU,
        ),
        (DENIED, 401, "Invalid seller id", AccessRefused, "access-refused", Actor.YOU),
        (
            "InvalidParameterValue",
            400,
            "Invalid seller id: A1PA6795UKMFR9",
            AccessRefused,
            "access-refused",
            Actor.YOU,
        ),
        ("InvalidAccessKeyId", 403, "", DeveloperRefused, "developer-keys", Actor.KOONGO),
        ("SignatureDoesNotMatch", 403, "", DeveloperRefused, "developer-keys", Actor.KOONGO),
        ("RequestExpired", 400, "", ClockSkewed, "clock-skew", Actor.YOU),
        (
            "InvalidParameterValue",
            400,
            "Value 2026 for parameter Timestamp is invalid. Reason: Must be recent",
            ClockSkewed,
            "clock-skew",
            Actor.YOU,
        ),
        ("InvalidParameterValue", 400, "Request has EXPIRED", ClockSkewed, "clock-skew", Actor.YOU),
        (
            "InvalidParameterValue",
            400,
            "Value 0 for parameter MaxCount is invalid.",
            RequestRejected,
            "request-rejected",
            Actor.KOONGO,
        ),
        ("InvalidAddress", 404, "", RequestRejected, "request-rejected", Actor.KOONGO),
        ("InvalidRequest", 400, "", RequestRejected, "request-rejected", Actor.KOONGO),
        ("InvalidReportRequestId", 400, "", RequestRejected, "request-rejected", Actor.KOONGO),
        ("ValidationError", 400, "", RequestRejected, "request-rejected", Actor.KOONGO),
        ("InputStreamDisconnected", 400, "", Unreachable, "unreachable", Actor.YOU),
        ("RequestThrottled", 503, "", Throttled, "throttled", Actor.AMAZON),
        ("QuotaExceeded", 503, "", Throttled, "throttled", Actor.AMAZON),
        ("InternalError", 500, "", AmazonFault, "amazon-fault", Actor.AMAZON),
        ("ServiceUnavailable", 503, "", AmazonFault, "amazon-fault", Actor.AMAZON),
        ("FeedProcessingResultNotReady", 404, "", ReportNotReady, "report-not-ready", Actor.AMAZON),
        ("InvalidFeedSubmissionId", 400, "", NotFound, "not-found", Actor.YOU),
        ("FeedProcessingResultNoLongerAvailable", 404, "", NotFound, "not-found", Actor.YOU),
        ("FeedCanceled", 400, "", NotFound, "not-found", Actor.YOU),
        ("NobodyKnowsThis", 401, "", AccessRefused, "access-refused", Actor.YOU),
        ("NobodyKnowsThis", 403, "Timestamp too old", ClockSkewed, "clock-skew", Actor.YOU),
        ("NobodyKnowsThis", 403, "", AccessRefused, "access-refused", Actor.YOU),
        ("NobodyKnowsThis", 400, "", RequestRejected, "request-rejected", Actor.KOONGO),
        ("NobodyKnowsThis", 429, "", Throttled, "throttled", Actor.AMAZON),
        ("NobodyKnowsThis", 502, "", AmazonFault, "amazon-fault", Actor.AMAZON),
    ],
)
async def test_every_code_of_amazon(
    client: MwsClient,
    server: ScriptedServer,
    code: str,
    status: int,
    message: str,
    kind: type[AmazonError],
    word: str,
    who: Actor,
) -> None:
    error = await refused(client, server, refusal(code, message, status))

    assert type(error) is kind
    assert (error.code, error.who) == (word, who)
    assert (error.amazon_code, error.amazon_message) == (code, message or None)
    assert (error.http_status, error.request_id) == (status, "f411b1c5")
    assert error.message.endswith(".")
    assert "!" not in error.message + error.fix


async def test_what_an_end_means_to_a_command(client: MwsClient, server: ScriptedServer) -> None:
    denied = await refused(client, server, refusal(DENIED, status=401))
    assert denied.exit_code is ExitCode.ACCESS_REFUSED


@pytest.mark.parametrize("length", [1, 34, 44])
async def test_a_cut_token_is_named_when_amazon_refuses_it(
    server: ScriptedServer, budget: LocalBudget, clock: Clock, length: int
) -> None:
    client = MwsClient(
        server.url,
        MwsCredentials("A135KKEKJAIBJ56", Secret(TOKEN[:length]), "AKIA", Secret(KEY)),
        transport=Transport("test/1.0"),
        budget=budget,
        clock=clock,
    )
    error = await refused(
        client,
        server,
        refusal(DENIED, "AuthToken is not valid for SellerId and AWSAccountId", 401),
    )
    await client.aclose()

    assert error.code == "truncated-token"
    assert f"Only {length} of the token's 45 characters" in error.message


async def test_a_report_that_is_not_ready_yet_is_no_ones_fault(
    client: MwsClient, server: ScriptedServer
) -> None:
    error = await refused(client, server, refusal("FeedProcessingResultNotReady", status=404))

    assert "no processing report yet" in error.message


# The clock


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(23, "23 minutes slow"), (-16, "16 minutes fast"), (-1.2, "1 minute fast")],
)
async def test_a_wrong_clock_is_said_with_its_offset(
    client: MwsClient, server: ScriptedServer, minutes: float, words: str
) -> None:
    gone = refusal("RequestExpired")
    error = await refused(
        client, server, Reply(gone.body, status=400, date=NOW + timedelta(minutes=minutes))
    )

    assert isinstance(error, ClockSkewed)
    assert error.offset == timedelta(minutes=minutes, seconds=0.5)
    assert f"clock is {words}" in error.message


async def test_without_a_date_the_offset_is_not_known(
    client: MwsClient, server: ScriptedServer
) -> None:
    gone = refusal("RequestExpired")
    error = await refused(client, server, Reply(gone.body, status=400, date=None))

    assert isinstance(error, ClockSkewed)
    assert error.offset is None


@pytest.mark.parametrize(
    ("minutes", "kind"),
    [(0, DeveloperRefused), (4, DeveloperRefused), (6, ClockSkewed), (-20, ClockSkewed)],
)
async def test_a_refused_signature_is_the_clocks_fault_when_that_is_far_off(
    client: MwsClient, server: ScriptedServer, minutes: int, kind: type[AmazonError]
) -> None:
    wrong = refusal("SignatureDoesNotMatch")
    error = await refused(
        client, server, Reply(wrong.body, status=403, date=NOW + timedelta(minutes=minutes))
    )

    assert type(error) is kind


# Waiting


async def test_quota_exceeded_without_a_date_waits_some_minutes(
    client: MwsClient, server: ScriptedServer
) -> None:
    error = await refused(client, server, refusal("QuotaExceeded", status=503))

    assert isinstance(error, Throttled)
    assert error.retry_at == NOW + timedelta(minutes=5)


# Odd bodies


@pytest.mark.parametrize(
    ("body", "request_id"),
    [
        (
            b"<ErrorResponse><Error><Type/><Code>AccessDenied</Code><Message>no</Message></Error>"
            b"<RequestId>abc</RequestId></ErrorResponse>",
            "abc",
        ),
        (
            b"<ErrorResponse><RequestID> abc </RequestID><Error><Message>no</Message><Detail><x/>"
            b"</Detail><Code>AccessDenied</Code></Error></ErrorResponse>",
            "abc",
        ),
        (
            b"\n<m:ErrorResponse xmlns:m='com.amazonservices.mws.sellers'><m:Error>"
            b"<m:Code> AccessDenied </m:Code><m:Message> no </m:Message>"
            b"</m:Error></m:ErrorResponse>",
            "from-header",
        ),
    ],
)
async def test_spellings_of_a_refusal(
    client: MwsClient, server: ScriptedServer, body: bytes, request_id: str
) -> None:
    error = await refused(
        client, server, Reply(body, status=401, headers={"x-mws-request-id": "from-header"})
    )

    assert (error.amazon_words, error.request_id) == ("AccessDenied - no", request_id)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AccessRefused), (403, AccessRefused), (400, RequestRejected), (503, AmazonFault)],
)
async def test_a_refusal_without_error_is_read_by_its_status(
    client: MwsClient, server: ScriptedServer, status: int, kind: type[AmazonError]
) -> None:
    body = b"<ErrorResponse><Reason>Not\n today</Reason></ErrorResponse>"
    error = await refused(client, server, Reply(body, status=status))

    assert type(error) is kind
    assert (error.amazon_code, error.amazon_message) == (None, "Not today")


async def test_a_refusal_with_a_good_status_is_one_all_the_same(
    client: MwsClient, server: ScriptedServer
) -> None:
    error = await refused(client, server, refusal(DENIED, status=200))

    assert isinstance(error, AccessRefused)


PAGE = b"""<!DOCTYPE html><html><head><style>p{color:red}</style></head>
<body><h1>Access \x1b[31mblocked</h1><p>Ask your administrator</p></body></html>"""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, BadAnswer),
        (401, BadAnswer),
        (403, BadAnswer),
        (404, BadAnswer),
        (429, Throttled),
        (500, AmazonFault),
        (502, AmazonFault),
        (503, AmazonFault),
        (504, AmazonFault),
    ],
)
async def test_pages_of_proxies_and_gateways_are_never_taken_for_amazons_word(
    client: MwsClient, server: ScriptedServer, status: int, kind: type[AmazonError]
) -> None:
    error = await refused(
        client, server, Reply(PAGE, status=status, headers={"Content-Type": "text/html"})
    )

    assert type(error) is kind
    assert error.amazon_code is None
    assert error.amazon_message == "Access [31mblocked Ask your administrator"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(PAGE, headers={"Content-Type": "text/html"}),
        Reply(b""),
        Reply(b"", status=204),
        Reply(b"<GetFeedSubmissionListResponse><GetFeedSubmissionListResult>"),
        Reply(b'{"errors": []}', headers={"Content-Type": "application/json"}),
        Reply(b"<ErrorResponse><Error>"),
    ],
)
async def test_a_good_status_with_something_else_in_it(
    client: MwsClient, server: ScriptedServer, reply: Reply
) -> None:
    assert type(await refused(client, server, reply)) is BadAnswer


@pytest.mark.parametrize("status", [400, 503])
async def test_an_empty_refusal(client: MwsClient, server: ScriptedServer, status: int) -> None:
    error = await refused(client, server, Reply(b"", status=status))

    assert error.amazon_words is None


async def test_the_wrong_content_type_is_no_matter(
    client: MwsClient, server: ScriptedServer
) -> None:
    reply = refusal(DENIED, "no", 401, Content_Type="text/html")

    assert (await refused(client, server, reply)).amazon_code == DENIED


# Secrets


async def test_what_amazon_repeats_of_our_request_is_made_harmless(
    client: MwsClient, server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    message = f"The canonical string should have been POST MWSAuthToken={TOKEN} key {KEY}"
    error = await refused(client, server, refusal("SignatureDoesNotMatch", message, 403))

    assert error.amazon_message is not None
    assert "MWSAuthToken=amzn.mws.********1234" in error.amazon_message
    for text in (repr(vars(error)), caplog.text):
        assert TOKEN not in text
        assert KEY not in text
    assert "Amazon refused the signature of" in caplog.text
    assert "GetFeedSubmissionList" in caplog.text


def test_credentials_are_masked_when_shown() -> None:
    shown = repr(CREDENTIALS)

    assert TOKEN not in shown
    assert KEY not in shown
    assert "A135KKEKJAIBJ56" in shown


# Amazon's own hosts, where nothing answers any more


class Elsewhere(Transport):
    """Answers as Amazon's old host might."""

    def __init__(self, outcome: Answer) -> None:
        super().__init__("test/1.0")
        self._outcome = outcome

    async def send(self, request: object) -> Answer:
        return self._outcome


@pytest.fixture
async def amazons_own(
    budget: LocalBudget, clock: Clock
) -> AsyncIterator[Callable[[Transport], MwsClient]]:
    made: list[MwsClient] = []

    def make(transport: Transport) -> MwsClient:
        made.append(
            MwsClient(
                "https://MWS-EU.amazonservices.com",
                CREDENTIALS,
                transport=transport,
                budget=budget,
                clock=clock,
            )
        )
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


async def test_amazons_host_that_is_gone_means_that_mws_is(
    amazons_own: Callable[[Transport], MwsClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)

    with pytest.raises(Unreachable) as caught:
        await amazons_own(Transport("test/1.0")).ping()

    error = caught.value
    assert (error.code, error.cause) == ("mws-retired", "name")
    assert "ended MWS on 31 March 2024" in error.message
    assert "finds no address for mws-eu.amazonservices.com" in error.message
    assert "SP-API" in error.fix


async def test_no_feed_can_have_arrived_where_mws_has_ended(
    amazons_own: Callable[[Transport], MwsClient],
) -> None:
    class Silent(Transport):
        async def send(self, request: object) -> Answer:
            raise Unreachable("No answer.", host="mws-eu.amazonservices.com", cause="timeout")

    with pytest.raises(Unreachable) as caught:
        await amazons_own(Silent("test/1.0")).submit(
            Feed("POST_PRODUCT_DATA", FeedFile.of_bytes(b""), "text/xml")
        )
    assert "SP-API" in caught.value.fix


@pytest.mark.parametrize(
    "outcome",
    [
        Answer(410, {}, b"Gone", 4),
        Answer(200, {}, b"<html>Welcome</html>", 20),
        Answer(401, {}, refusal(DENIED, "Access denied").body, 1),
    ],
)
async def test_whatever_amazons_old_host_answers_means_the_same(
    amazons_own: Callable[[Transport], MwsClient], outcome: Answer
) -> None:
    with pytest.raises(AccessRefused) as caught:
        await amazons_own(Elsewhere(outcome)).submissions(SubmissionQuery())

    error = caught.value
    assert error.code == "mws-retired"
    assert error.operation == "GetFeedSubmissionList"
    assert "koongo-tui setup --program sp-api" in error.fix
    assert error.http_status == outcome.status


# Recorded refusals


async def test_a_recorded_refusal(client: MwsClient, server: ScriptedServer, samples: Path) -> None:
    body = (samples / "eolabs_ErrorResponseInvalidParameterValue.xml").read_bytes()

    error = await refused(client, server, Reply(body, status=400))

    assert type(error) is RequestRejected
    assert error.amazon_code == "InvalidParameterValue"
    assert error.amazon_message == "Either Action or Operation query parameter must be present."
    assert error.request_id == "0f40e8f4-2c00-4634-9eb7-9e9482dc6039"


async def test_amazons_own_placeholder_refusal(
    client: MwsClient, server: ScriptedServer, samples: Path
) -> None:
    body = (samples / "mws_official_sellers_ErrorResponse.xml").read_bytes()

    error = await refused(client, server, Reply(body, status=400))

    assert (error.amazon_code, error.amazon_message, error.request_id) == ("string",) * 3
