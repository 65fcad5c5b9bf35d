"""``developer-id REGION``: the ID alone on stdout, ready for a pipe."""

from __future__ import annotations

import argparse

from koongo_tui.cli.context import Context
from koongo_tui.errors import ExitCode, UsageError
from koongo_tui.guide.marketplaces import find_marketplace
from koongo_tui.guide.regions import DEVELOPER_NAME, Region, parse_region


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "region",
        metavar="REGION",
        help="europe, us or au-jp; or a country, a marketplace or a Seller Central address",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run(args: argparse.Namespace, context: Context) -> int:
    """Print it. Raises UsageError for a region that the guide does not cover."""
    region = covered_region(args.region)
    if args.json:
        context.print_json(
            {
                "region": region.value,
                "developer_name": DEVELOPER_NAME,
                "developer_id": region.developer_id,
            }
        )
    else:
        context.data(region.developer_id)
    return ExitCode.OK


def covered_region(text: str) -> Region:
    """The region that a word means, when the guide covers it.

    Raises:
        UsageError: it does not, or the word means nothing to us; the reason is in the message.
    """
    if region := parse_region(text):
        return region
    marketplace = find_marketplace(text)
    if marketplace is None:
        from koongo_tui.guide.addresses import read_address

        address = read_address(text)
        marketplace = address.marketplace
        if marketplace is None and address.covered and address.region is not None:
            return address.region
    if marketplace is None:
        raise UsageError(
            f"“{text}” is no region that we know.",
            fix="Use europe, us or au-jp, or paste the address of your Seller Central.",
        )
    if not marketplace.in_guide:
        raise UsageError(
            f"The guide gives no developer ID for {marketplace.country}. "
            "Guessing one would let Amazon accept the form and refuse every call later.",
            fix="Ask Koongo support which developer ID to use.",
            code="region-not-covered",
        )
    return marketplace.region
