"""From a refusal and what is known of the channel to its cause and the one action."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from koongo_tui.amazon.errors import (
    AccessRefused,
    AmazonError,
    DeveloperRefused,
    Throttled,
    Unreachable,
)
from koongo_tui.channel_facts import ChannelFacts
from koongo_tui.diagnosis import Diagnosis, diagnose
from koongo_tui.errors import Actor, KoongoError, NotSetUpError
from koongo_tui.guide.marketplaces import find_marketplace
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAST, AHEAD = date(2026, 11, 1), date(2027, 3, 26)
PAGE = "https://sellercentral.amazon.de/apps/manage"


def facts(
    program: Program = Program.SP_API, *, worked: bool = False, ends: date | None = None
) -> ChannelFacts:
    return ChannelFacts(
        program=program,
        region=Region.EU,
        seller_central="sellercentral.amazon.de",
        marketplace=find_marketplace("DE"),
        developer_id=Region.EU.developer_id,
        worked_before=worked,
        expires_on=ends,
    )


def refused(code: str = "access-refused", *, words: str = "") -> AccessRefused:
    return AccessRefused("No.", code=code, fix="Look.", amazon_code="x", amazon_message=words)


def of(error: KoongoError, known: ChannelFacts) -> Diagnosis:
    return diagnose(error, known, now=NOW)


class TestSpApi:
    def test_an_authorisation_that_ended(self) -> None:
        found = of(refused("revoked"), facts(worked=True, ends=PAST))
        assert found.code == "expired"
        assert "01 November 2026" in found.causes[0]
        assert "365 days" in found.causes[0]
        assert found.who is Actor.OWNER

    def test_one_that_worked_and_was_not_due_was_withdrawn(self) -> None:
        found = of(refused("revoked"), facts(worked=True, ends=AHEAD))
        assert found.code == "revoked"
        assert "withdrawn" in found.causes[0]
        assert not any("365" in c for c in found.causes)
        assert any("365" in c for c in of(refused("revoked"), facts(worked=True)).causes)

    def test_one_that_never_worked_has_four_causes(self) -> None:
        found = of(refused("revoked"), facts())
        assert found.title == "Amazon does not accept this refresh token"
        assert len(found.causes) == 4
        assert "another application" in found.causes[0]

    @pytest.mark.parametrize(("worked", "ends"), list(product((True, False), (None, PAST, AHEAD))))
    def test_it_says_how_to_authorise_again_and_that_waiting_does_not_help(
        self, worked: bool, ends: date | None
    ) -> None:
        found = of(refused("revoked", words="invalid"), facts(worked=worked, ends=ends))
        assert "koongo-tui setup" in found.fix
        assert not found.patience
        assert found.url == PAGE
        assert found.amazon_words == "x - invalid"

    def test_a_denial_without_a_reason_lists_what_it_can_be(self) -> None:
        found = of(refused(words="Access to requested resource is denied."), facts())
        assert found.code == "access-refused"
        assert "another region" in found.causes[0]
        assert any("role" in c for c in found.causes)
        assert any("suspended" in c for c in found.causes)
        assert found.fix == "Look."
        worked = of(refused(), facts(worked=True))
        assert "withdrawn" in worked.causes[0]
        assert not any("another region" in c for c in worked.causes)

    def test_a_fresh_token_that_is_refused_is_not_the_sellers_fault(self) -> None:
        found = of(refused(words="The access token you provided has expired."), facts())
        assert "just given out" in found.title
        assert found.fix == "Look."

    def test_a_code_that_came_too_late(self) -> None:
        found = of(refused("code-expired"), facts())
        assert found.code == "code-expired"
        assert "five minutes" in found.causes[0]
        assert "consent page" in found.fix

    @pytest.mark.parametrize("code", ["missing-right", "marketplace-not-open"])
    def test_one_that_speaks_for_itself(self, code: str) -> None:
        found = of(refused(code), facts())
        assert found.code == code
        assert not found.patience

    def test_the_applications_keys_are_not_the_sellers(self) -> None:
        found = of(DeveloperRefused("The secret has ended."), facts())
        assert (found.code, found.who) == ("developer-keys", Actor.KOONGO)
        assert found.causes == ("The secret has ended.",)


class TestMws:
    def test_a_refusal_of_new_values(self) -> None:
        found = of(refused(), facts(Program.MWS))
        assert found.code == "access-refused"
        assert len(found.causes) == 3
        assert found.patience
        assert of(refused("no-such-row"), facts(Program.MWS)).code == "access-refused"

    @pytest.mark.parametrize(
        ("ends", "code"), [(PAST, "expired"), (AHEAD, "revoked"), (None, "expired")]
    )
    def test_a_refusal_of_values_that_worked(self, ends: date | None, code: str) -> None:
        found = of(refused(), facts(Program.MWS, worked=True, ends=ends))
        assert found.code == code
        assert found.patience
        assert ("01 November 2026" in found.causes[0]) == (ends is PAST)

    def test_where_amazon_has_to_act_no_page_is_given(self) -> None:
        found = of(refused("account-not-eligible"), facts(Program.MWS))
        assert (found.who, found.url, found.patience) == (Actor.AMAZON, None, False)


class TestOthers:
    def test_throttling_says_when_and_never_to_paste(self) -> None:
        error = Throttled("Slow down.", retry_at=NOW + timedelta(seconds=45))
        found = of(error, facts())
        assert "Nothing has to be pasted" in found.fix
        assert found.url is None

    def test_a_known_mistake_lends_its_title(self) -> None:
        error: AmazonError = Unreachable("No answer.", host="x", cause="network")
        found = of(error, facts())
        assert found.title == "This machine cannot reach Amazon"
        assert found.causes == ("No answer.",)
        assert found.fix

    def test_any_other_failure_speaks_for_itself(self) -> None:
        found = of(NotSetUpError("There is no channel.", fix="Make one."), facts())
        assert (found.title, found.causes, found.fix) == ("There is no channel.", (), "Make one.")
