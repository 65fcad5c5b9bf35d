"""Amazon's Selling Partner API: the program through which sellers are connected today."""

from koongo_tui.amazon.spapi.client import SpApiClient
from koongo_tui.amazon.spapi.lwa import Lwa
from koongo_tui.amazon.spapi.quotas import SPAPI_PLANS

__all__ = ["SPAPI_PLANS", "Lwa", "SpApiClient"]
