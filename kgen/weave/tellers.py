"""Who tells a story, in words."""

from kgen.english import in_words, one_voice
from kgen.model import Story
from kgen.weave import Garden


def teller(garden: Garden, story: Story) -> str:
    """Who tells a story, inside a sentence: the names given with it, or where its teller speaks from."""
    names = [garden.title(author) for author in garden.linked(story, "author")]
    return in_words(names) or one_voice([garden.settings.standpoint(slug).one for slug in story.meta.voices])
