from datetime import UTC, date, datetime

import pytest

from crawler.errors import ParseError
from crawler.records import Author, Harvest, LookUp, Source, VersionRecord
from crawler.sources.oai import (
    BadTokenError,
    get_record_params,
    list_records_params,
    parse_list,
    parse_record,
    resume_params,
)


def answer(inside: str, request: str = 'verb="ListRecords"') -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-21T06:00:00Z</responseDate><request {request}>https://oaipmh.arxiv.org/oai</request>"
        f"{inside}</OAI-PMH>"
    ).encode()


def one_record(feed) -> bytes:
    """The first record of the list as an answer to GetRecord."""
    body = feed("oai_list.xml").decode()
    start, end = body.index("<record>"), body.index("</record>") + len("</record>")
    return answer(f"<GetRecord>{body[start:end]}</GetRecord>", 'verb="GetRecord" identifier="oai:arXiv.org:2611.00001"')


def test_the_questions_are_those_of_the_protocol():
    assert list_records_params("cs:cs:LG", date(2026, 11, 18)) == {
        "verb": "ListRecords",
        "metadataPrefix": "arXivRaw",
        "from": "2026-11-18",
        "set": "cs:cs:LG",
    }
    assert "set" not in list_records_params(None, date(2026, 11, 18))
    assert resume_params("a%3Db") == {"verb": "ListRecords", "resumptionToken": "a%3Db"}
    assert get_record_params("hep-th/9901001")["identifier"] == "oai:arXiv.org:hep-th/9901001"


def test_a_record_gives_everything_arxiv_knows_of_a_paper(feed):
    paper = parse_list(feed("oai_list.xml")).papers[0]
    assert (paper.id, paper.source, paper.version, paper.datestamp) == ("2611.00001", Source.OAI, 2, date(2026, 11, 19))
    assert (paper.title, paper.abstract) == ("An invented title by Erdős", "Invented abstract: x < y. Second line.")
    assert paper.authors == (Author("Jane Doe Jr", ("MIT",)), Author("Anna Müller"), Author("Test Collaboration"))
    assert paper.categories == ("cs.LG", "stat.ML")
    assert paper.submitted == datetime(2026, 11, 9, 15, tzinfo=UTC)
    assert paper.updated == datetime(2026, 11, 18, 9, 1, 2, tzinfo=UTC)
    assert (paper.comment, paper.report_no, paper.msc_class) == ("12 pages", "TEST-2026-1", "68T05")
    assert (paper.journal_ref, paper.doi) == ("J. Test 1 (2026)", "10.1000/xyz")
    assert (paper.licence, paper.submitter) == ("http://creativecommons.org/licenses/by/4.0/", "Jane Doe")
    assert paper.withdrawn is False
    assert paper.versions == (
        VersionRecord(1, paper.submitted, "120kb", "D"),
        VersionRecord(2, paper.updated, "130kb", None),
    )


def test_a_withdrawn_version_is_known_by_its_source_type_and_versions_come_in_order(feed):
    paper = parse_list(feed("oai_list.xml")).papers[1]
    assert (paper.id, paper.withdrawn, paper.licence) == ("hep-th/9901001", True, None)
    assert [(one.number, one.withdrawn) for one in paper.versions] == [(1, False), (2, True)]


def test_a_paper_that_came_back_after_a_withdrawal_is_not_withdrawn(feed):
    body = feed("oai_list.xml").replace(b"<source_type>D</source_type>", b"<source_type>I</source_type>")
    body = body.replace(b"<size>130kb</size>", b"<size>130kb</size><source_type>D</source_type>")
    paper = parse_list(body).papers[0]
    assert (paper.withdrawn, paper.versions[0].withdrawn) == (False, True)


def test_without_a_source_type_the_authors_words_count(feed):
    body = feed("oai_list.xml").replace(
        b"<comments>12 pages</comments>", b"<comments>Withdrawn by the author</comments>"
    )
    assert parse_list(body).papers[0].withdrawn
    typed = body.replace(b"<size>130kb</size>", b"<size>130kb</size><source_type>D</source_type>")
    assert not parse_list(typed).papers[0].withdrawn


def test_a_page_gives_the_servers_time_and_the_token_of_the_next(feed):
    harvest = parse_list(feed("oai_list.xml"))
    assert harvest.response_date == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert harvest.token is not None
    assert harvest.token.startswith("verb%3DListRecords%26")


@pytest.mark.parametrize("token", ["", "<resumptionToken/>", "<resumptionToken> </resumptionToken>"])
def test_the_last_page_has_no_token(token):
    assert parse_list(answer(f"<ListRecords>{token}</ListRecords>")).token is None


def test_a_record_marked_deleted_is_passed_over(feed):
    harvest = parse_list(feed("oai_list.xml"))
    assert [paper.id for paper in harvest.papers] == ["2611.00001", "hep-th/9901001"]
    assert harvest.bad == ()


def test_one_unreadable_record_is_set_aside_and_the_rest_lands(feed):
    harvest = parse_list(feed("oai_list.xml").replace(b"Wed, 18 Nov 2026 09:01:02 GMT", b"yesterday", 1))
    assert [paper.id for paper in harvest.papers] == ["hep-th/9901001"]
    assert harvest.bad[0].where == "item 1 (oai:arXiv.org:2611.00001)"
    assert "yesterday" in harvest.bad[0].reason


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        (b"<id>2611.00001</id>", b"<id>2611.00002</id>", "header says"),
        (b"<id>2611.00001</id>", b"", "not an arXiv identifier"),
        (b"<categories>cs.LG stat.ML</categories>", b"", "no categories"),
        (b"<datestamp>2026-11-19<", b"<datestamp>2026-19-11<", "datestamp"),
        (b'version="v2"', b'version="2"', "version called “2”"),
        (b"Mon, 09 Nov 2026 15:00:00 GMT", b"Mon, 09 Nov 2026 15:00:00 -0000", "time zone"),
        (b'http://arxiv.org/OAI/arXivRaw/"', b'http://arxiv.org/OAI/arXiv/"', "arXivRaw"),
    ],
)
def test_a_bad_record_says_what_is_wrong_with_it(feed, right, wrong, reason):
    body = feed("oai_list.xml")
    assert right in body
    assert reason in parse_list(body.replace(right, wrong, 1)).bad[0].reason


def test_a_record_without_versions_is_set_aside(feed):
    body = feed("oai_list.xml").replace(b"<version ", b"<edition ", 2).replace(b"</version>", b"</edition>", 2)
    assert parse_list(body).bad[0].reason == "It names no version."


def test_a_list_of_nothing_but_unreadable_records_is_refused(feed):
    with pytest.raises(ParseError, match="2 entries and none could be read"):
        parse_list(feed("oai_list.xml").replace(b"<title>", b"<heading>").replace(b"</title>", b"</heading>"))


def test_a_list_of_one_unreadable_record_goes_on_without_it(feed):
    single = one_record(feed).replace(b"GetRecord>", b"ListRecords>").replace(b"cs.LG stat.ML", b"")
    harvest = parse_list(single)
    assert (harvest.papers, len(harvest.bad)) == ((), 1)


def test_no_records_is_a_true_answer():
    body = answer('<error code="noRecordsMatch">Nothing changed</error>')
    assert parse_list(body) == Harvest(datetime(2026, 11, 21, 6, tzinfo=UTC))


def test_a_refused_token_has_an_error_of_its_own():
    with pytest.raises(BadTokenError, match="the token expired"):
        parse_list(answer('<error code="badResumptionToken">the token expired</error>'))


def test_other_errors_carry_the_servers_words():
    with pytest.raises(ParseError, match=r"badArgument.*from is too early"):
        parse_list(answer('<error code="badArgument">from is too early</error>'))
    with pytest.raises(ParseError, match="badVerb"):
        parse_record(answer('<error code="badVerb">No.</error>'))


def test_one_record_is_looked_up(feed):
    found = parse_record(one_record(feed))
    assert ([paper.id for paper in found.papers], found.missing, found.bad) == (["2611.00001"], (), ())


def test_a_paper_arxiv_does_not_have_is_missing():
    request = 'verb="GetRecord" identifier="oai:arXiv.org:hep-th/9901999"'
    body = answer('<error code="idDoesNotExist">Nothing found</error>', request)
    assert parse_record(body) == LookUp(missing=("hep-th/9901999",))


def test_a_deleted_record_is_missing():
    header = '<header status="deleted"><identifier>oai:arXiv.org:2611.00009</identifier></header>'
    assert parse_record(answer(f"<GetRecord><record>{header}</record></GetRecord>")) == LookUp(missing=("2611.00009",))


def test_an_unreadable_single_record_is_refused(feed):
    with pytest.raises(ParseError, match="no categories"):
        parse_record(one_record(feed).replace(b"cs.LG stat.ML", b""))


def test_an_answer_to_another_question_is_refused(feed):
    with pytest.raises(ParseError, match="no list"):
        parse_list(one_record(feed))
    with pytest.raises(ParseError, match="no record"):
        parse_record(feed("oai_list.xml"))
    with pytest.raises(ParseError, match="another kind"):
        parse_list(feed("api_lookup.xml"))
    with pytest.raises(ParseError, match="when it was given"):
        parse_list(feed("oai_list.xml").replace(b"2026-11-21T06:00:00Z", b"now"))


def test_a_cut_answer_never_gives_a_short_harvest(feed):
    body = feed("oai_list.xml").rstrip()
    for length in range(0, len(body), 10):
        with pytest.raises(ParseError):
            parse_list(body[:length])


def test_a_recorded_page_is_read_whole(captures):
    harvest = parse_list((captures / "oai/old2015_arXivRaw_ListRecordsResponse.xml").read_bytes())
    assert (len(harvest.papers), harvest.bad, harvest.token) == (6, (), "726959|1001")
    assert all(paper.title and paper.abstract and paper.authors and paper.submitted for paper in harvest.papers)
    assert [len(paper.versions) for paper in harvest.papers] == [1, 4, 3, 2, 1, 1]


def test_a_recorded_record_is_read(captures):
    (paper,) = parse_record((captures / "oai/old2015_arXivRaw_GetRecordResponse.xml").read_bytes()).papers
    assert (paper.id, paper.version, paper.categories) == ("1302.2146", 2, ("hep-ph", "hep-ex"))
    assert [author.name for author in paper.authors][-1] == "Philip Tanedo"


def test_recorded_errors_are_told_apart(captures):
    def read(name: str) -> bytes:
        return (captures / f"oai/old2015_arXivRaw_ErrorResponse{name}.xml").read_bytes()

    assert parse_list(read("NoRecordsMatch")).papers == ()
    assert parse_record(read("IdDoesNotExist")).missing == ("0813.2274",)
    with pytest.raises(BadTokenError):
        parse_list(read("BadResumptionToken"))
    for name in ("BadArgument", "BadVerb"):
        with pytest.raises(ParseError, match=name[3:]):
            parse_list(read(name))
