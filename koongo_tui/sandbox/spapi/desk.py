"""What SP-API keeps between requests: uploaded documents, and what it has counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from koongo_tui.sandbox.cast import Seller
from koongo_tui.sandbox.spapi.documents import (
    UPLOAD_LIFE,
    Object,
    Signer,
    Upload,
    document_id,
    key_of,
)
from koongo_tui.sandbox.spapi.plans import Usage
from koongo_tui.sandbox.world import World


@dataclass(slots=True)
class Desk:
    """Attributes:
    uploads: by document ID.
    objects: what the storage gives out, by key.
    addresses_given: of each report.
    """

    world: World
    signer: Signer
    usage: Usage
    uploads: dict[str, Upload] = field(default_factory=dict)
    objects: dict[str, Object] = field(default_factory=dict)
    addresses_given: dict[str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def make_room(self, seller: Seller, content_type: str, now: datetime) -> Upload:
        """A place for one document, kept for two days."""
        for old in [id_ for id_, u in self.uploads.items() if now - u.created_at > UPLOAD_LIFE]:
            del self.uploads[old]
        id_ = document_id(seller.region, self.world.seed, "upload", next(self._numbers))
        upload = Upload(id_, seller.seller_id, key_of(seller.region, id_), content_type, now)
        self.uploads[id_] = upload
        return upload

    def upload_at(self, key: str) -> Upload | None:
        """The document that belongs in a place of the storage."""
        return next((upload for upload in self.uploads.values() if upload.key == key), None)
