"""One file for each export, and EXPORTS, all of them in order."""

from collections.abc import Callable, Iterator, Sequence

from kgen.exports import data, feeds, llms, redirects, sitemap, stories, topics, write
from kgen.model import Output, Page
from kgen.weave import Garden

Export = Callable[[Garden, Sequence[Page]], Iterator[Output]]

EXPORTS: tuple[Export, ...] = (
    feeds.feeds,
    data.garden_json,
    data.garden_csv,
    data.connections_csv,
    topics.topics_ttl,
    llms.llms,
    stories.stories_json,
    sitemap.sitemap,
    redirects.redirects,
    write.names,
    write.rules,
)
