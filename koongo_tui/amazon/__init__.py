"""Speaking to Amazon: one interface (:class:`~koongo_tui.amazon.api.SellerApi`), two programs."""
