import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.authors import rejoin_authors, split_authors
from crawler.records import Author


def names(text: str) -> list[str]:
    return [author.name for author in split_authors(text)]


def test_commas_and_the_word_and_separate_authors():
    assert split_authors("Jane Doe Jr (MIT, ETH), Anna Müller and Test Collaboration") == (
        Author("Jane Doe Jr", ("MIT", "ETH")),
        Author("Anna Müller"),
        Author("Test Collaboration"),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe,Bo Li", ["Jane Doe", "Bo Li"]),
        ("Jane Doe, Bo Li, and Cy Twombly", ["Jane Doe", "Bo Li", "Cy Twombly"]),
        ("Jane Doe,\n  Bo Li\nand Cy Twombly", ["Jane Doe", "Bo Li", "Cy Twombly"]),
        ("Jane Doe & Bo Li", ["Jane Doe", "Bo Li"]),
        ("Jane Doe; Bo Li", ["Jane Doe", "Bo Li"]),
        (" Test Collaboration, Jane Doe", ["Test Collaboration", "Jane Doe"]),
        ("Test Collaboration: Jane Doe", ["Test Collaboration", "Jane Doe"]),
        ("Jane Doe, Bo Li, et al.", ["Jane Doe", "Bo Li"]),
        ("Jane Doe, Jr., Bo Li", ["Jane Doe Jr.", "Bo Li"]),
        (", Jane Doe,, Bo Li, ", ["Jane Doe", "Bo Li"]),
        ("Sandy Anderson, Fernand O'Brien", ["Sandy Anderson", "Fernand O'Brien"]),
        ("Plato", ["Plato"]),
        ("", []),
        ("  ,  ", []),
    ],
)
def test_a_line_gives_its_names_in_order(line, expected):
    assert names(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jane Doe for the Test Collaboration", ["Jane Doe", "for the Test Collaboration"]),
        ("Jane Doe, for the Pixel R&D Group", ["Jane Doe", "for the Pixel R&D Group"]),
        ("The One and Two Collaborations", ["The One and Two Collaborations"]),
        (
            "Jane Doe, on behalf of the One, Two and Three Collaborations",
            ["Jane Doe", "on behalf of the One, Two and Three Collaborations"],
        ),
    ],
)
def test_a_collaboration_stays_one_name(line, expected):
    assert names(line) == expected


def test_an_address_with_commas_is_one_affiliation():
    assert split_authors("Jane Doe (Department of Physics, University of Test, India), Bo Li") == (
        Author("Jane Doe", ("Department of Physics, University of Test, India",)),
        Author("Bo Li"),
    )


def test_numbered_affiliations_are_spelled_out():
    line = "A. One (1), B. Two (2), and C. Three (1 and 2)\n  ((1) Institute of Tests, Bonn; (2) Laboratory (North))"
    assert split_authors(line) == (
        Author("A. One", ("Institute of Tests, Bonn",)),
        Author("B. Two", ("Laboratory (North)",)),
        Author("C. Three", ("Institute of Tests, Bonn", "Laboratory (North)")),
    )


def test_a_forgotten_comma_after_an_affiliation_does_not_merge_two_authors():
    assert split_authors("Jane Doe (ETH) Bo Li (MIT)") == (Author("Jane Doe", ("ETH",)), Author("Bo Li", ("MIT",)))


def test_a_second_form_of_a_first_name_stays_in_the_name():
    assert names("John (Jack) Smith, Jane Doe") == ["John (Jack) Smith", "Jane Doe"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Jane Doe (MIT, Anna Müller, Bo Li", ["Jane Doe", "Anna Müller", "Bo Li"]),
        ("Jane Doe (MIT, Anna Müller (ETH), Bo Li", ["Jane Doe", "Anna Müller", "Bo Li"]),
        ("Jane Doe (MIT)), Anna Müller", ["Jane Doe", "Anna Müller"]),
        ("Jane Doe (Institute (North) of Tests), Bo Li", ["Jane Doe", "Bo Li"]),
    ],
)
def test_parentheses_that_do_not_match_lose_nobody(line, expected):
    assert names(line) == expected


def test_tex_accents_become_unicode():
    assert names("Jakob G\\\"unther and Fran\\c{c}ois {\\O}st, Andr\\'e~Doe") == [
        "Jakob Günther",
        "François Øst",
        "André Doe",
    ]


def test_a_list_cut_at_every_comma_is_put_together_again():
    assert rejoin_authors(["Fran\\c{c}ois One (LAB-A", "LAB-B)", "Alex Two,\n  Basil Three"]) == (
        Author("François One", ("LAB-A", "LAB-B")),
        Author("Alex Two"),
        Author("Basil Three"),
    )


def test_a_list_that_needs_nothing_stays_as_it_is():
    assert rejoin_authors(["Jane Doe", "Anna Müller"]) == (Author("Jane Doe"), Author("Anna Müller"))
    assert rejoin_authors([]) == ()


@given(
    st.lists(
        st.sampled_from(["Jane Doe", "Bo Li", "(", ")", ",", " and ", "(1)", "((1) MIT", "\\'e", " ", "(ETH)"]),
        max_size=12,
    )
)
def test_no_arrangement_of_names_and_parentheses_loses_a_letter_of_a_name_or_gives_an_empty_one(parts):
    line = "".join(parts)
    authors = split_authors(line)
    assert all(author.name.strip() == author.name != "" for author in authors)
    kept = " ".join(part for author in authors for part in (author.name, *author.affiliations))
    assert kept.count("Doe") >= (1 if "Doe" in line and "((1)" not in line else 0)


@given(st.lists(st.from_regex(r"[A-Z][a-zé]{2,9} [A-Z][a-zñ]{3,9}", fullmatch=True), min_size=1, max_size=8))
def test_plain_names_come_back_as_they_were(given_names):
    assert names(", ".join(given_names)) == given_names
    assert names(" and ".join(given_names)) == given_names
