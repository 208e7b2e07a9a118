"""What can go wrong between EC2 (or a dump) and the catalog.

CrawlError               anything this package refuses; its message is one sentence for the operator
├── CredentialsError     AWS does not know or no longer accepts who asks
├── DeniedError          AWS knows who asks, but the permission is missing
├── RegionNotEnabledError  the region exists, but the account has not enabled it
├── EndpointError        EC2 does not answer, or answers what is not EC2's
├── UnknownRegionError   no such region for this account
├── MalformedImageError  an image in an answer or a dump lacks what every image has
├── MalformedPageError   an answer of DescribeImages is no whole page (see malformed_page.py)
└── DumpError            a dump that is truncated, no JSON, or not of describe-images
"""


class CrawlError(Exception):
    """The root of what crawler/ raises on purpose."""


class CredentialsError(CrawlError):
    """No credentials, wrong ones, or expired ones."""


class DeniedError(CrawlError):
    """The account may not make the call."""


class RegionNotEnabledError(CrawlError):
    """The account has not enabled the region, or its credentials do not reach there."""


class EndpointError(CrawlError):
    """EC2 does not answer, or answers what is not EC2's."""


class UnknownRegionError(CrawlError):
    """A region was asked for that the account does not have."""


class MalformedImageError(CrawlError):
    """An image lacks what every image has."""


class DumpError(CrawlError):
    """A dump cannot be used. Says where in the file, and why."""
