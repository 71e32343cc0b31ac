"""What looks like people's names, what does not, and what `kgen check` says about it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from every_field import FIELDS, found_in
from gardens import BASIS, PERSON, make_garden, story
from hypothesis import given, strategies as st
from nightly import by_turns, one_in, times
from patience import must_end

from kgen.checks import check
from kgen.model import KINDS, Diagnostic, Kind, Source
from kgen.read import read_sources, schema
from kgen.safeguarding.expressions import WORDS
from kgen.safeguarding.name_lists import DATA, GIVEN, GIVEN_DATA, unaccented, unpacked
from kgen.safeguarding.names import NameHit, names_in
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.settings import Settings, load
from kgen.weave import weave

PASSAGES: dict[str, list[str]] = yaml.load(
    (Path(__file__).parent / "safeguarding/names.yml").read_bytes(), yaml.CSafeLoader
)
CLOSE = ("full", "detail", "child")
MAY_NAME = {"person.name", "story.named", "story.pseudonyms", "story.place"}
"""Fields into which a name fits, and in which it may stand."""
READ = {"others": "disguised", "read_by": ["s-1", "s-2"]}


def found(text: str) -> list[NameHit]:
    return names_in(NormalisedText(text).plain)


def sorts(text: str) -> set[str]:
    return {hit.sort for hit in found(text)}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("garden")
    return load(make_garden(folder, {}, {"source": "private", "contact": "us@example.org"}), today="2026-11-23")


def said(settings: Settings, text: str, **fields: Any) -> list[Diagnostic]:
    """What the check says about names in a story."""
    files = {**BASIS, "people/dee.md": PERSON, "stories/told.md": story(text, **fields)}
    sources = [Source(name, data.encode()) for name, data in files.items()]
    problems = check(weave(settings, read_sources(sources, "content")))
    return [each for each in problems if each.check == "safeguarding"]


def of(settings: Settings, name: str, text: str) -> list[Diagnostic]:
    """What the check says about one file."""
    problems = check(weave(settings, read_sources([Source(name, text.encode())], "content")))
    return [each for each in problems if each.check == "safeguarding"]


def severities(problems: Sequence[Diagnostic]) -> list[str]:
    return [each.severity for each in problems]


class TestWhatLooksLikeAName:
    @pytest.mark.parametrize(
        ("text", "sort"),
        [
            ("Then Will Smith said no.", "full"),
            ("It was Rose Tyler who rang.", "full"),
            ("My son Will Wobbleton said no.", "full"),
            ("Then Will Wobbleton said no.", "name"),
            ("We met Grace Hopper.", "name"),
        ],
    )
    def test_a_name_that_is_also_a_word_is_full_with_a_known_surname_or_a_relation(self, text: str, sort: str) -> None:
        assert sorts(text) == {sort}

    @pytest.mark.parametrize("text", PASSAGES["named"])
    def test_a_name(self, text: str) -> None:
        assert sorts(text) & {"name", "full", "detail", "perhaps"}

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("Bob rang me.", "Bob"),
            ("Dave and I went.", "Dave"),
            ("Sue said it would be fine.", "Sue"),
            ("Ask Pat about it.", "Pat"),
            ("Then Rob was ill.", "Rob"),
            ("Drew came round.", "Drew"),
            ("I met Guy there.", "Guy"),
            ("Dean came.", "Dean"),
            ("Nobody had told Nick.", "Nick"),
            ("then matt came", "matt"),
        ],
    )
    def test_a_short_form(self, text: str, name: str) -> None:
        assert [hit.name for hit in found(text)] == [name]

    @pytest.mark.parametrize(
        "text",
        [
            "I would sue them.",
            "Sue them, he said.",
            "She told this guy.",
            "We gave him a pat on the back.",
            "Pat on the back, then.",
            "Then she drew a house.",
            "It came in the nick of time.",
            "They would rob a bank.",
            "We had marge on toast by the cliff.",
            "Ash fell. Ant hills grew.",
        ],
    )
    def test_a_short_form_that_is_a_word_there(self, text: str) -> None:
        assert found(text) == []

    @pytest.mark.parametrize(
        ("text", "sort"),
        [
            ("SUSAN ODUYA said no.", {"full"}),
            ("I met SUSAN JANE ODUYA, my sister.", {"full"}),
            ("It was SUSAN ODUYA’s flat.", {"full"}),
            ("SUSAN ODUYA SAID NO.", set()),
            ("The AWS CLI is on IDA STPI.", set()),
            ("The ANNA PROJECT was good.", set()),
        ],
    )
    def test_a_full_name_in_capitals(self, text: str, sort: set[str]) -> None:
        assert sorts(text) == sort

    @pytest.mark.parametrize("text", ["We gave Maisie one.", "There were hats, and Maisie one and all wore them."])
    def test_one_right_behind_a_name_is_no_age(self, text: str) -> None:
        assert "child" not in sorts(text)

    @pytest.mark.parametrize("text", ["My daughter Maisie, one, sat up.", "My son Kian, aged one, was there."])
    def test_one_behind_a_comma_is_an_age(self, text: str) -> None:
        assert "child" in sorts(text)

    @pytest.mark.parametrize("text", PASSAGES["child"])
    def test_a_child(self, text: str) -> None:
        assert "child" in sorts(text)

    @pytest.mark.parametrize("text", PASSAGES["detail"])
    def test_what_tells_who_it_is(self, text: str) -> None:
        assert "detail" in sorts(text)

    @pytest.mark.parametrize("text", PASSAGES["no_detail"])
    def test_what_only_looks_as_if_it_told_who_it_is(self, text: str) -> None:
        assert not sorts(text) & {"child", "detail"}

    @pytest.mark.parametrize("text", PASSAGES["not_a_child"])
    def test_an_age_that_the_text_says_is_not_that_of_a_person(self, text: str) -> None:
        assert not sorts(text) & {"child", "detail"}

    @pytest.mark.parametrize("year", ["Year 7", "year 7", "yr 7", "Yr 7", "Year-7", "Y7", "P3"])
    def test_a_school_year_before_a_name_shows_a_child(self, year: str) -> None:
        assert "child" in sorts(f"Then a {year} pupil called Kian rang.")

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("We rang Mrs Anna Hill.", "Anna Hill"),
            ("We rang Mrs Anna Green.", "Anna Green"),
            ("Anna Hill’s mum came.", "Anna Hill"),
            ("Mr Price rang.", "Price"),
            ("We rang Dr K. Wood.", "Wood"),
            ("J. Hill signed it.", "Hill"),
        ],
    )
    def test_a_surname_that_is_a_thing_too(self, text: str, name: str) -> None:
        assert [(hit.sort, hit.name) for hit in found(text)] == [("full", name)]

    @pytest.mark.parametrize(
        "text",
        [
            "They live at Charlotte Court.",
            "The Anna Green Project began there.",
            "The Nurse Bank sent him.",
            "Coach Park is full.",
            "Mrs Hill Street is no street.",
            "The U.S. Supreme Court said so.",
        ],
    )
    def test_a_thing_that_is_a_surname_too(self, text: str) -> None:
        assert found(text) == []

    @pytest.mark.parametrize(
        "text",
        [
            "We have three kids, Zavier, Kian and Xyler, 6, 9 and 11.",
            "Ella, Maya and Zoe, 6, 9 and 11, came.",
            "Ella, nine, came.",
            "Ella, 9, 12 Mill Lane.",
        ],
    )
    def test_a_list_of_ages_behind_names(self, text: str) -> None:
        assert "child" in sorts(text)

    def test_a_bird_is_nobody(self) -> None:
        assert sorts("A Robin sat on the sill.") == set()
        assert sorts("A Heather from the council rang.") == {"perhaps"}
        assert sorts("A Robin Okoro rang.") == {"perhaps"}

    @pytest.mark.parametrize("text", PASSAGES["nobody"])
    def test_none_that_would_warn(self, text: str) -> None:
        assert not sorts(text) & {*CLOSE}

    def test_few_that_are_advice(self) -> None:
        advised = [text for text in PASSAGES["nobody"] if sorts(text) & {"name", "perhaps"}]
        assert len(advised) <= len(PASSAGES["nobody"]) * 0.06, advised

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("They sent Pauline, the OT.", "Pauline"),
            ("It was signed M. J. Fotheringham, Team Manager.", "Fotheringham"),
            ("PC 4471 Lomas was kind.", "Lomas"),
            ("Mrs Okonkwo-Pryce cried.", "Okonkwo-Pryce"),
            ("I asked Jo van der Berg.", "Jo Berg"),
            ("Zoë’s mum came.", "Zoë"),
            ("**Kasia** was there.", "Kasia"),
        ],
    )
    def test_what_it_is_known_by(self, text: str, key: str) -> None:
        assert key in [hit.name for hit in found(text)]

    @pytest.mark.parametrize(
        "text",
        [
            "See https://example.org/Liam/Kasia for it.",
            "[[Liam]] is where it is told.",
            "[the page](people/Liam.md) says so.",
            "The tag is `Liam`.",
        ],
    )
    def test_not_in_addresses_and_code(self, text: str) -> None:
        assert found(text) == []

    def test_small_letters_of_another_language_are_none(self) -> None:
        told = "mae hyn wedi digwydd i mali a heulwen"
        assert sorts(f"---\ntitle: A\n---\n{told}") == {"perhaps"}
        assert found(f"---\ntitle: A\nlang: cy\n---\n{told}") == []

    @given(st.text(max_size=80))
    def test_any_text_can_be_searched(self, text: str) -> None:
        for hit in found(text):
            assert 0 <= hit.start <= hit.end <= len(NormalisedText(text).plain)

    @pytest.mark.parametrize(
        "piece", ["S. ", "SUSAN ", "Anna Hill ", "Mr Hill ", "Nine, ", "Our cat Max, 7, ", "Anna.\n\nHe is six.\n\n"]
    )
    def test_the_same_again_and_again_is_searched_in_its_time(self, piece: str) -> None:
        with must_end():
            names_in(piece * (times(64, 256) * 1024 // len(piece)))


class TestTheListOfGivenNames:
    @pytest.mark.parametrize(
        "names",
        [
            "Olivia Muhammad Callum Siobhan Rhiannon Eilidh Dafydd Oisin",
            "Kasia Piotr Ionut Raluca Ruta Mindaugas Svitlana Goncalo",
            "Shabnam Gurpreet Priya Rukhsana Thilini Fatima Hassan Zahra",
            "Oluwaseun Nkechi Kwame Adwoa Abdirahman Hodan Tesfay Tendai",
            "Agnieszka Patrycja Waldemar Ioana Alexandru Constantin Erzsebet Thiago Bereket Rumbidzai",
            "Mehmet Zeynep Xiaoming Meiling Thuy Analyn Rojda Yitzhak",
        ],
    )
    def test_it_holds_names_of_all_who_live_in_britain(self, names: str) -> None:
        assert [name for name in names.split() if unaccented(name) not in GIVEN] == []

    def test_it_is_as_it_was_packed(self) -> None:
        names = list(unpacked(GIVEN_DATA))
        assert names == sorted(set(names)) and len(names) > 6900


class TestWhatIsSaid:
    @pytest.mark.parametrize(("more", "end"), [(10, "31, 33 and 35)"), (11, "33, 35 and others)")])
    def test_ten_more_lines_are_named_and_not_one_beyond(self, more: int, end: str, settings: Settings) -> None:
        [problem] = said(settings, "\n\n".join(["Kasia came."] * (more + 1)))
        assert problem.message.endswith(end) and f"({more} more: lines 17, " in problem.message
        assert len(problem.more) == more

    def test_one_finding_a_story(self, settings: Settings) -> None:
        [problem] = said(settings, "Kasia came.\n\nThen Piotr left.\n\nI told Kasia.")
        assert (problem.severity, problem.line) == ("info", 15)
        assert problem.message.endswith("(2 more: lines 17 and 19)")
        assert "`pseudonyms`" in problem.fix and "`named`" in problem.fix
        assert not {"kasia", "piotr"} & {*f"{problem.message} {problem.fix}".lower().replace(".", " ").split()}

    @pytest.mark.parametrize(
        "text",
        [
            "Kasia Kowalczyk came.",
            "Mr Ackroyd came.",
            "K. Satterthwaite came.",
            "Denise, 54, came.",
            "Denise has dementia now.",
            "Denise lives at 14 Larkspur Road.",
        ],
    )
    def test_a_full_name_or_one_with_details_warns(self, settings: Settings, text: str) -> None:
        assert "warning" in severities(said(settings, text))

    @pytest.mark.parametrize(
        "text",
        [
            "I'll call her Mrs Kaur. Mrs Kaur went to the ombudsman.",
            "A woman came in, whom I will call Mrs Devlin, with papers. Later Mrs Devlin came by.",
            "Let's call him Tom Rees.",
            "Amina Begum (not her real name) rang.",
        ],
    )
    def test_a_full_name_that_is_said_to_be_made_up_is_advice(self, settings: Settings, text: str) -> None:
        assert severities(said(settings, text)) == ["info"]

    def test_to_call_somebody_is_not_to_make_up_a_name(self, settings: Settings) -> None:
        assert severities(said(settings, "I will call Mrs Devlin tomorrow.")) == ["warning"]

    def test_changed_names_and_agreed_ones_are_silent(self, settings: Settings) -> None:
        text = "Kasia rang Ngozi Eze."
        agreed = {"others": "agreed", "ref": "register-1"}
        fields = {"pseudonyms": ["Kasia"], "named": ["Ngozi Eze"], "about_child": False, "consent": agreed}
        assert said(settings, text, **fields) == []
        assert severities(said(settings, text, pseudonyms=["Kasia"])) == ["warning"]

    def test_whoever_tells_it_is_silent(self, settings: Settings) -> None:
        assert said(settings, "I'm Dee, and I drive the bus.", author="dee") == []
        assert severities(said(settings, "I'm Dee, and I drive the bus.")) == ["info"]

    def test_illustrative_stories_name_nobody(self, settings: Settings) -> None:
        assert said(settings, "Kasia Kowalczyk, 6, came.", consent={"whose": "illustrative"}) == []

    def test_a_title_and_a_summary_are_read_too(self, settings: Settings) -> None:
        assert severities(said(settings, "Nothing.", summary="How Kasia was sent home")) == ["info"]

    def test_the_name_of_the_file_is_judged_by_the_text(self, settings: Settings) -> None:
        told = {
            "what-kasia-said": story("Kasia came."),
            "mr-jones": story("He came."),
            "mr-khan": story("Mr Khan came."),
            "what-ella-saw": story("Ella came.", about_child=True, consent=READ),
        }
        files = {**BASIS, **{f"stories/{slug}.md": text for slug, text in told.items()}}
        sources = [Source(name, data.encode()) for name, data in files.items()]
        problems = check(weave(settings, read_sources(sources, "content")))
        assert {each.path[16:-3]: each.severity for each in problems if "name of this file" in each.message} == {
            "what-kasia-said": "info",
            "mr-khan": "warning",
            "what-ella-saw": "error",
        }

    def test_first_names_in_questions_are_left_alone(self, settings: Settings) -> None:
        texts = {"a": "Who asked Kasia?", "b": "Who asked Kasia Kowalczyk?"}
        sources = [
            Source(f"questions/{slug}.md", f"---\ntitle: {slug}\n---\n{text}\n".encode())
            for slug, text in texts.items()
        ]
        problems = check(weave(settings, read_sources(sources, "content")))
        found = [(each.path, each.severity) for each in problems if each.check == "safeguarding"]
        assert found == [("content/questions/b.md", "warning")]

    @pytest.mark.parametrize(("kind", "field"), one_in(3, FIELDS))
    def test_a_name_is_found_in_each_field_that_it_fits_into(self, settings: Settings, kind: Kind, field: str) -> None:
        """A new field is looked at without being named anywhere."""
        problems = found_in(settings, kind.folder, field, "Mrs Kaur who has dementia")
        assert bool(problems) == (f"{kind}.{field}" not in MAY_NAME)

    @pytest.mark.parametrize("folder", ["networks", "pages", "sectors", "sources", "topics"])
    @pytest.mark.parametrize(
        ("text", "is_found"),
        [
            ("Mrs Kaur, who has dementia, asks.", True),
            ("Sharon Butterworth, who is nine, asks.", True),
            ("My son Jayden is nine.", True),
            ("Etienne Wenger wrote it with Jean Lave, and Mrs Thatcher read it.", False),
            ("Sharon asked.", False),
        ],
    )
    def test_elsewhere_only_with_what_is_private(
        self, settings: Settings, folder: str, text: str, is_found: bool
    ) -> None:
        problems = of(settings, f"{folder}/a.md", f"---\ntitle: A\n---\n{text}\n")
        assert severities(problems) == (["warning"] if is_found else [])

    @pytest.mark.parametrize("field", ["where", "meets"])
    def test_a_network_meets_at_nobodys_home(self, settings: Settings, field: str) -> None:
        homes = ("At Sharon Butterworth’s house", "At Sharon’s", "The Mary Seacole Centre, first floor")
        texts = (f"---\ntitle: A\n{field}: {home}\n---\n" for home in homes)
        found = [severities(of(settings, "networks/a.md", text)) for text in texts]
        assert found == [["warning"], [], []]

    def test_the_mode_of_the_garden_holds(self, tmp_path: Path) -> None:
        for mode, wanted in (("warn", ["warning"]), ("none", [])):
            folder = tmp_path / mode
            folder.mkdir()
            own = load(make_garden(folder, {}, {"source": "private", "safeguarding": mode}), today="2026-11-23")
            problems = said(own, "My daughter Ella came.", about_child=True, consent=READ)
            assert severities(problems) == wanted


class TestChildren:
    @pytest.mark.parametrize(
        "fields",
        [
            "heard: [Because Sharon is nine]",
            'heard: ["Because Sharon is nine", "Another"]',
            "heard: ['Because Sharon is nine', 'I am fourteen']",
            "heard:\n  - My lad Jayden is fourteen and was excluded from school",
            "heard: I am fourteen.",
            "promises: [{what: Sharon who is nine gets a key}]",
            "promises:\n  - what: Sharon, who is in Year 4, gets a key",
            'chosen: {story: told, why: "Because Sharon is nine"}',
            "heard: Nobody.\n---\nSharon, who is nine, came.",
        ],
    )
    @pytest.mark.parametrize("source", ["public", "private"])
    def test_a_meeting_shows_none(self, fields: str, source: str, tmp_path: Path) -> None:
        """As in a story, except that no field would allow it."""
        own = load(make_garden(tmp_path, {}, {"source": source, "contact": "us@example.org"}), today="2026-11-23")
        end = "" if "---" in fields else "---\n"
        problems = of(own, "meetings/a.md", f"---\ntitle: A\n{fields}\n{end}")
        assert [each.severity for each in problems if each.message == "this shows a child"] == ["error"]

    def test_a_meeting_may_speak_of_a_school(self, settings: Settings) -> None:
        heard = '["Nobody at the school rang back.", "When I was fourteen, a teacher did."]'
        assert of(settings, "meetings/a.md", f"---\ntitle: A\nheard: {heard}\n---\n") == []

    def test_a_name_is_an_error(self, settings: Settings) -> None:
        assert severities(said(settings, "Little Mia was in her cot.", about_child=True, consent=READ)) == ["error"]

    def test_named_clears_none(self, settings: Settings) -> None:
        consent = {**READ, "others": "agreed", "ref": "register-1"}
        fields = {"about_child": True, "consent": consent, "named": ["Mia"]}
        assert severities(said(settings, "Little Mia was in her cot.", **fields)) == ["error"]
        fields = {"about_child": True, "consent": consent, "pseudonyms": ["Mia"]}
        assert said(settings, "Little Mia was in her cot.", **fields) == []

    def test_an_unknown_capital_in_mid_sentence_warns(self, settings: Settings) -> None:
        text = "Then we told Zbysiuk the same."
        assert severities(said(settings, text, about_child=True, consent=READ)) == ["warning"]
        assert said(settings, text) == []

    @pytest.mark.parametrize(("text", "about_child"), by_turns(PASSAGES["child"], [None, False], one_in=3))
    def test_one_that_the_tick_denies(self, settings: Settings, text: str, about_child: bool | None) -> None:
        errors = [each for each in said(settings, text, about_child=about_child) if each.severity == "error"]
        assert ["about_child" in f"{each.message} {each.fix}" for each in errors] == [True]

    @pytest.mark.parametrize(
        ("today", "born", "is_child"),
        [
            ("2026-11-23", 2008, True),
            ("2026-11-23", 2007, False),
            ("2031-01-01", 2012, False),
            ("2031-01-01", 2013, True),
        ],
    )
    def test_a_year_of_birth_counts_from_this_year(self, today: str, born: int, is_child: bool, tmp_path: Path) -> None:
        own = load(make_garden(tmp_path, {}, {"source": "private", "contact": "us@example.org"}), today=today)
        assert ("error" in severities(said(own, f"Sophie was born in {born} in Leeds."))) == is_child

    @pytest.mark.parametrize("text", ["My daughter is six. Sophie cries.", "A six-year-old boy came. Kayden sat down."])
    def test_an_age_in_the_sentence_before_a_name_is_an_error(self, settings: Settings, text: str) -> None:
        assert "error" in severities(said(settings, text))

    @pytest.mark.parametrize(
        "text",
        [
            "My son is nine.",
            "Our foster daughter, who's nearly six, hid.",
            "My nine-year-old will not go.",
            "My boys are nine and eleven.",
            "He goes to St Bedes Primary in Ashington.",
            "My youngest goes to Hillside School.",
        ],
    )
    def test_the_age_or_the_school_of_somebodys_own_child_warns(self, settings: Settings, text: str) -> None:
        assert severities(said(settings, text)) == ["warning"]
        assert not [each for each in said(settings, text, about_child=True, **READ) if "`about_child`" in each.message]

    @pytest.mark.parametrize(
        "text",
        [
            "My daughter was six when we moved.",
            "My eldest is four months pregnant.",
            "Our youngest goes to the village school.",
            "My son is one of seven.",
            "My brother is 40.",
            "She goes to High School Musical tonight.",
        ],
    )
    def test_what_tells_no_age_or_school_of_somebodys_own_child(self, settings: Settings, text: str) -> None:
        assert severities(said(settings, text)) == []

    def test_a_changed_name_is_still_a_child(self, settings: Settings) -> None:
        assert severities(said(settings, "Ella, 6, was sent home.", pseudonyms=["Ella"])) == ["error"]

    @pytest.mark.parametrize(
        "text",
        [
            "When I was fourteen I left.",
            "In Year 6 it fell apart.",
            "I am in two minds.",
            "I'm a Year 6 teacher.",
            "I am 14 weeks pregnant.",
            "I am 12 stone.",
            "I'm 16 months sober.",
            "I am ten minutes away.",
            "I am one of five.",
            "I'm 5'2 in heels.",
            "I am 47.",
            "He is under 16, so Gillick applies.",
            "She was 14.5 kilos by then.",
            "I am seven years clean.",
            "Liam is 10 minutes late.",
            "Kasia was one of the first.",
            "Denise, 54, came.",
            "Rosa is in reception most mornings.",
            "Rosa started in Reception as a teaching assistant.",
            "Rosa is a Year 6 teacher.",
        ],
    )
    def test_nobody_who_is_a_child_now(self, settings: Settings, text: str) -> None:
        assert "error" not in severities(said(settings, text))


HONEST = """
I run the breakfast club, and have done since the school cut the hours. Sam comes first, every day, with his coat
already off. He does not say much before the toast. Then Amina and her brother come, and it gets loud.

In February the boiler went. The council sent somebody on Tuesday and again on Friday, and the second man had the part.
Sam asked him what it was called, and the man told him, and Sam has known the names of all the parts since.

The Trussell Trust parcel comes to us now, because the food bank in the church hall closed. Social Services sent a
Family Support Worker to see how we do it. She stayed for two hours and washed up. When I asked her what she would
write, she said that she would write that nobody was turned away.

Amina's mum came to say thank you at Eid. She brought dates. I told her that it was the other way round.
"""


def test_an_honest_story_with_changed_names_is_left_alone(settings: Settings) -> None:
    assert severities(said(settings, HONEST)) == ["info"]
    assert said(settings, HONEST, pseudonyms=["Sam", "Amina"]) == []


class TestLists:
    """Every browser that opens the form loads the lists, so nothing is in them without need."""

    @pytest.mark.parametrize("name", DATA["words"])
    def test_each_is_in_order_and_says_nothing_twice(self, name: str) -> None:
        words = DATA["words"][name].split(" ")
        assert words == sorted(set(words))
        assert not set(words) & set(WORDS.get(name, ()))

    def test_what_is_a_word_too_is_a_name_that_would_be_looked_for_in_small_letters(self) -> None:
        assert [name for name in DATA["words"]["also-a-word"].split() if name not in GIVEN or len(name) < 4] == []

    def test_what_is_no_name_anywhere_is_said_once(self) -> None:
        neither, anywhere = ({unaccented(word) for word in WORDS[name]} for name in ("neither", "not-name"))
        own = set(DATA["words"]["not-name"].split())
        assert not own & (neither | anywhere)
        assert not set(DATA["words"]["not-after-title"].split()) & (own | neither | anywhere)
        assert not neither & {unaccented(word) for name in ("not-place", "generic", "title") for word in WORDS[name]}


def test_the_fields_that_name_entries_are_those_that_say_so() -> None:
    named = {part for kind in KINDS for name in schema.names_in(kind.meta) for part in name.split(".")}
    assert DATA["fields"]["naming"] == sorted(named)
