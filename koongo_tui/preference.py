"""Which program of Amazon a new setup begins with: one answer for every skin of it."""

from __future__ import annotations

from koongo_tui.application import SPAPI_ENDPOINT_VARIABLE
from koongo_tui.errors import KoongoError
from koongo_tui.guide.programs import Program
from koongo_tui.guide.regions import Region
from koongo_tui.workspace import MWS_ENDPOINT_VARIABLE, Workspace


def preferred_program(workspace: Workspace) -> Program:
    """SP-API, Amazon's interface of today.

    MWS only where this machine is prepared for it and not for the other: by a gateway's address
    in the environment, or by its keys.
    """
    mws, sp_api = (
        workspace.environ.get(v) for v in (MWS_ENDPOINT_VARIABLE, SPAPI_ENDPOINT_VARIABLE)
    )
    try:
        prepared = bool(mws) or any(workspace.knows_developer(Program.MWS, r) for r in Region)
        if prepared and not sp_api and not workspace.application.known:
            return Program.MWS
    except KoongoError:
        pass
    return Program.SP_API
