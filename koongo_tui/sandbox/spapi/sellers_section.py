"""The operations of Sellers v1."""

from __future__ import annotations

from koongo_tui.guide.marketplaces import marketplace_by_id
from koongo_tui.sandbox.spapi import answers
from koongo_tui.sandbox.spapi.call import Call
from koongo_tui.sandbox.spapi.messages import WebAnswer


def get_participations(call: Call) -> WebAnswer:
    """getMarketplaceParticipations."""
    return answers.answer({"payload": answers.participations(call.seller)})


def get_account(call: Call) -> WebAnswer:
    """getAccount."""
    home = marketplace_by_id(call.seller.marketplace_ids[0])
    assert home is not None
    return answers.answer(
        {
            "payload": {
                "marketplaceParticipationList": answers.participations(call.seller),
                "businessType": "PRIVATE_LIMITED",
                "sellingPlan": "PROFESSIONAL",
                "business": {
                    "name": call.seller.name,
                    "registeredBusinessAddress": {
                        "addressLine1": "1 Example Street",
                        "city": "Exampletown",
                        "countryCode": home.code,
                    },
                },
            }
        }
    )
