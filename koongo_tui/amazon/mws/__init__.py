"""Amazon MWS: the program that Koongo's guide describes, which Amazon ended on 31 March 2024."""

from koongo_tui.amazon.mws.calls import MwsCredentials
from koongo_tui.amazon.mws.client import MwsClient
from koongo_tui.amazon.mws.quotas import MWS_PLANS

__all__ = ["MWS_PLANS", "MwsClient", "MwsCredentials"]
