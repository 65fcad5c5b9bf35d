"""Marketplace Web Service as it was: Feeds 2009-01-01 and Sellers 2011-07-01."""
