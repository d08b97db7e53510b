"""How many altered quotes the checker catches and how many faithful ones it flags, by kind; and what checking costs.

    python -m benchmarks.grounding FOLDER [development|reported] [--misses N]

FOLDER holds PDFs and files of unarXive's form (JSON lines with "body_text"). Every second paper is for development, the
others give the reported figures. Chance is seeded. unarXive has no formulas and citations: invented ones take their places.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.altering import ALTERED, FAITHFUL, Maker
from crawler.fulltext import Section, read_pdf
from crawler.grounding import Passages, check_answer

QUOTES_A_PAPER = 40
FORMULAS = [
    "x", r"$x_{i}$", r"$\alpha \leq 0.05$", r"$O(n^{2})$", r"$\mathbb{R}^{n}$", r"$f(x)=x^{2}+1$", r"$\lambda_{0} \geq 0.5$",
    r"$n \to \infty$",
    r"$10^{-1}$", r"$\theta = -3$", r"$\sigma_{1}^{2}$", r"$k$", r"$\mathcal{L}(\theta)$", r"$p < 0.01$", r"$n \times n$",
]  # fmt: skip
SENTENCE = re.compile(r"(?<!\S)[A-Z][^\n]{50,320}?[a-z\])$]{2}\.(?=\s|$)")


def papers(folder: Path) -> Iterator[tuple[str, list[Section]]]:
    """The papers of a folder by name."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".pdf":
            yield path.stem, list(read_pdf(path.read_bytes()).sections)
        elif path.suffix == ".jsonl":
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    record = json.loads(line)
                    yield record["id"], sections_of(record["body_text"], random.Random(record["id"]))


def sections_of(body: str, chance: random.Random) -> list[Section]:
    """The sections of unarXive's running text: every block names its section in its first line."""
    citations = dict[str, str]()
    body = re.sub(r"\{\{formula:[^}]*\}\}", lambda _: chance.choice(FORMULAS), body)
    body = re.sub(
        r"\{\{cite:([^}]*)\}\}", lambda found: f"[{citations.setdefault(found[1], str(len(citations) + 1))}]", body
    )
    body = re.sub(r"\{\{\w+:[^}]*\}\}", "1", body)
    texts = defaultdict[str, list[str]](list)
    for block in body.split("\n\n\n"):
        title, _, text = block.strip().partition("\n")
        texts[title].append(re.sub(r" +", " ", text))
    return [Section(title, "\n\n".join(parts)) for title, parts in texts.items() if any(parts)]


def quotes_of(sections: list[Section], chance: random.Random) -> list[str]:
    """Sentences of a paper, some of them two in a row."""
    text = "\n\n".join(section.text for section in sections)
    found = [sentence[0] for sentence in SENTENCE.finditer(text) if sentence[0].count("$") % 2 == 0]
    return chance.sample(found, min(QUOTES_A_PAPER, len(found)))


class Tally:
    """How often each kind was tried and how often it was judged wrongly."""

    def __init__(self, kinds: dict[str, Maker]) -> None:
        self.kinds = kinds
        self.tried, self.wrong = Counter[str](), Counter[str]()
        self.misses: list[tuple[str, str, str]] = []

    def note(self, kind: str, original: str, given: str, *, right: bool) -> None:
        self.tried[kind] += 1
        if not right:
            self.wrong[kind] += 1
            self.misses.append((kind, original, given))

    def show(self, title: str, column: str, *, wrong: bool) -> None:
        print(f"\n| {title} | quotes | {column} |\n|---|---:|---:|")
        for kind in [*self.tried, "all"]:
            tried = self.tried.total() if kind == "all" else self.tried[kind]
            count = self.wrong.total() if kind == "all" else self.wrong[kind]
            share = count if wrong else tried - count
            print(f"| {kind} | {tried} | {share / max(tried, 1):.2%} |")


def judge(all_papers: list[tuple[str, list[Section]]]) -> tuple[Tally, Tally]:
    altered, faithful = Tally(ALTERED), Tally(FAITHFUL)
    texts = [" ".join(section.text for section in sections) for _, sections in all_papers]
    for place, (name, sections) in enumerate(all_papers):
        chance, paper = random.Random(name), Passages(sections)
        same = " ".join(texts[place].split()).casefold()
        for quote in quotes_of(sections, chance):
            for kind, make in ALTERED.items():
                given = make(quote, chance)
                if given is not None and " ".join(given.split()).casefold().rstrip(".") not in same:
                    altered.note(kind, quote, given, right=paper.find(given) is None)
            for kind, make in FAITHFUL.items():
                given = make(quote, chance)
                if given is not None:
                    faithful.note(kind, quote, given, right=paper.find(given) is not None)
        for quote in quotes_of(all_papers[place - 1][1], chance):
            if " ".join(quote.split()).casefold() not in same:
                altered.note("from another paper", quote, quote, right=paper.find(quote) is None)
    return altered, faithful


def size(sections: list[Section]) -> int:
    return sum(len(section.text) for section in sections)


def cost(all_papers: list[tuple[str, list[Section]]]) -> None:
    """CPU time of an answer of 1,500 words with 20 quotes against the paper nearest to 100,000 characters."""
    _, sections = min(all_papers, key=lambda paper: abs(size(paper[1]) - 100_000))
    quotes = quotes_of(sections, random.Random(0))[:20]
    prose = "The method improves the result by 3.5 points on 12,000 pairs, as the second table shows. " * 5
    answer = "\n\n".join(f'{prose}\n\n> "{quote}"' for quote in quotes)
    start = time.process_time()
    paper = Passages(sections)
    indexed = time.process_time()
    check_answer(answer, paper)
    checked = time.process_time()
    print(
        f"\n{size(sections)} characters indexed in {(indexed - start) * 1000:.1f} ms of CPU time; an answer of {len(answer.split())} "
        f"words with {len(quotes)} quotes checked in {(checked - indexed) * 1000:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("half", nargs="?", choices=["development", "reported"], default="reported")
    parser.add_argument("--misses", type=int, default=0, help="how many wrong judgements to print")
    options = parser.parse_args()
    chosen = list(papers(options.folder))[0 if options.half == "development" else 1 :: 2]
    altered, faithful = judge(chosen)
    print(f"{len(chosen)} papers, {options.half} half")
    altered.show("altered quotes", "caught", wrong=False)
    faithful.show("faithful quotes", "flagged", wrong=True)
    cost(chosen)
    for kind, original, given in (altered.misses + faithful.misses)[: options.misses]:
        print(f"\n{kind}\n  {original!r}\n  {given!r}")


if __name__ == "__main__":
    main()
