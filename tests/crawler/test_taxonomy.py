import pytest

from crawler import taxonomy

ALIASES = {
    "math.MP": "math-ph",
    "stat.TH": "math.ST",
    "math.IT": "cs.IT",
    "q-fin.EC": "econ.GN",
    "cs.SY": "eess.SY",
    "cs.NA": "math.NA",
}
SUBSUMED = {
    "cmp-lg": "cs.CL",
    "adap-org": "nlin.AO",
    "comp-gas": "nlin.CG",
    "chao-dyn": "nlin.CD",
    "solv-int": "nlin.SI",
    "patt-sol": "nlin.PS",
    "alg-geom": "math.AG",
    "dg-ga": "math.DG",
    "funct-an": "math.FA",
    "q-alg": "math.QA",
    "mtrl-th": "cond-mat.mtrl-sci",
    "supr-con": "cond-mat.supr-con",
    "acc-phys": "physics.acc-ph",
    "ao-sci": "physics.ao-ph",
    "atom-ph": "physics.atom-ph",
    "bayes-an": "physics.data-an",
    "chem-ph": "physics.chem-ph",
    "plasm-ph": "physics.plasm-ph",
}


def test_there_are_149_categories_to_list_papers_under():
    listed = [category for archives in taxonomy.groups().values() for names in archives.values() for category in names]
    assert len(listed) == len(set(listed)) == 149
    assert all(taxonomy.is_category(category) for category in listed)


def test_there_are_eight_groups_and_twenty_archives():
    assert len(taxonomy.groups()) == 8
    assert sum(len(archives) for archives in taxonomy.groups().values()) == 20


@pytest.mark.parametrize(("name", "category"), [*ALIASES.items(), *SUBSUMED.items()])
def test_a_second_name_counts_under_its_canonical_category(name, category):
    assert taxonomy.canonical(name) == category
    assert taxonomy.is_category(category)
    assert not taxonomy.is_category(name)


def test_a_canonical_name_and_an_unknown_one_stay_as_they_are():
    assert taxonomy.canonical("cs.CL") == "cs.CL"
    assert taxonomy.canonical("cs.XX") == "cs.XX"


def test_a_paper_with_both_names_counts_once_in_order():
    assert taxonomy.canonical_all(["eess.SY", "cs.LG", "cs.SY", "cmp-lg"]) == ("eess.SY", "cs.LG", "cs.CL")


@pytest.mark.parametrize(
    ("written", "proper"),
    [("CS.cl", "cs.CL"), (" hep-TH ", "hep-th"), ("Cond-Mat.SOFT", "cond-mat.soft"), ("cs.sy", "cs.SY"), ("cs", "cs")],
)
def test_a_name_is_found_in_any_case(written, proper):
    assert taxonomy.find(written) == proper


@pytest.mark.parametrize("written", ["", "cs.XX", "cs.", "xx", "cs.CL,cs.LG"])
def test_a_name_that_is_none_is_not_found(written):
    assert taxonomy.find(written) is None


def test_an_archive_stands_for_its_categories_with_aliases_under_their_canonical_name():
    members = taxonomy.members("cs")
    assert members == tuple(sorted(members))
    assert {"cs.CL", "eess.SY", "math.NA"} <= set(members)
    assert not {"cs.SY", "cs.NA"} & set(members)
    assert taxonomy.members("hep-th") == ("hep-th",)
    assert taxonomy.members("cs.SY") == ("eess.SY",)


def test_an_archive_is_told_from_a_category_of_its_own():
    assert [name for name in ("cs", "astro-ph", "hep-th", "cs.CL") if taxonomy.is_archive(name)] == ["cs", "astro-ph"]


@pytest.mark.parametrize(
    ("category", "spec"),
    [
        ("cs.LG", "cs:cs:LG"),
        ("hep-th", "physics:hep-th"),
        ("astro-ph.GA", "physics:astro-ph:GA"),
        ("physics.optics", "physics:physics:optics"),
        ("stat.ML", "stat:stat:ML"),
        ("eess.SY", "eess:eess:SY"),
        ("cs", "cs:cs"),
    ],
)
def test_a_category_has_an_oai_set(category, spec):
    assert taxonomy.oai_set(category) == spec


def test_names_are_spelled_out_in_english():
    assert taxonomy.name_of("cs.CL") == "Computation and Language"
    assert taxonomy.name_of("hep-th") == "High Energy Physics - Theory"
    assert taxonomy.name_of("cs.XX") == "cs.XX"
