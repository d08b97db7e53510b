"""The words that tell one paper from the others."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from math import log10

from crawler.tex import Text, segments, to_unicode
from crawler.tex.symbols import names

HOW_MANY = 10
_TITLE_COUNTS = 3.0  # times a word of the abstract
_SHORTEST = 3  # letters
_RAREST = 1e-8  # the frequency wordfreq cannot tell from zero; words it does not know are counted as this rare

# Three letters or more, beginning with a letter; hyphens and apostrophes only inside.
_WORD = re.compile(r"[^\W\d_](?:\w|-(?=\w)|['’](?=[^\W\d_]{2})){2,}")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")

# What holds sentences together.
FUNCTION_WORDS = names(
    """
    a about above across after again against all almost along also although among an and another any are around as at be
    became because become been before being below between both but by can cannot could did do does doing done down due
    during each either else even ever every few first for from further had has have having he hence her here his how
    however i if in indeed into is it its itself just last later latter least less like made mainly make makes many may
    might more moreover most much must namely nearly neither never nevertheless no non none nor not now of off often on
    once one only onto or other others otherwise our out over own per perhaps quite rather same second see several shall
    she should since so some still such than that the their them then there thereby therefore these they third this those
    though three through throughout thus to together too toward towards two under unlike until up upon us very via was way
    ways we well were what when where whereas whether which while who whole whose why will with within without would yet
    you your et al e.g i.e eg ie etc resp
    """
)

# Said of any paper, whatever its subject.
STOP_WORDS = FUNCTION_WORDS | names(
    """
    abstract account accordingly achieve achieved achieves achieving additional additionally address addresses addressing
    advance advanced advances advantage aim aims allow allowing allows analyse analysed analyses analysis analyze analyzed
    apply applied applies approach approaches appropriate argue article aspect aspects associated assume assumed assuming
    assumption assumptions attempt author authors available based basic basis behavior behaviour best better broad called
    capable carry case cases certain challenge challenges challenging characterize class classes clear clearly code common
    commonly compare compared comparison complete completely comprehensive concept concepts conclude conclusion condition
    conditions conduct conducted consider considered considering consist consistent consistently consists contain contains
    context contrast contribution contributions corresponding crucial current currently data dataset datasets deal define
    defined definition demonstrate demonstrated demonstrates demonstrating depend dependence depending depends derive
    derived describe described describes description despite detail detailed details determine determined develop developed
    developing development different difficult direct directly discuss discussed discusses discussion easily easy effect
    effective effectively effectiveness effects efficient efficiently emerge emerging employ employed enable enabled
    enables enabling enhance enhanced enhancing ensure establish established establishes estimate evaluate evaluated
    evaluating evaluation evidence examine examined example examples excellent exhibit exist existence existing exists
    experiment experimental experimentally experiments explain explicit explicitly exploit explore explored exploring
    extend extended extends extensive extensively fact family far find finding findings finds focus focuses focusing follow
    following follows form formulate formulation found framework frameworks full fully fundamental future gap general
    generalization generalize generalized generally generic give given gives giving goal good great greatly help high higher
    highest highlight highlights highly hold holds idea identified identify illustrate impact impacts implement
    implementation implemented importance important improve improved improvement improvements improves improving include
    included includes including increase increased increasing increasingly indicate indicates information insight insights
    instance instead interest interesting introduce introduced introduces introducing introduction investigate investigated
    investigates investigation involve involving issue issues key kind know knowledge known lack large large-scale largely
    larger lead leading leads led level levels limit limitation limitations limited literature long low lower main maintain
    major makes making manner measure measured mechanism mechanisms method methodology methods model modeling modelling
    models moderate multiple natural nature necessary need needed needs new newly novel number numbers numerical numerically
    numerous object observe observed obtain obtained obtaining offer offering offers open order original outline outperform
    outperforming outperforms overall overview paper papers parameter parameters part particular particularly perform
    performance performed performs play plays point points popular possess possibility possible potential potentially
    practical practice precise predict present presence presented presenting presents previous previously primarily primary
    problem problems procedure process processes produce produced produces promising proof properties property proposal
    propose proposed proposes prove proved proven proves provide provided provides providing purpose question questions
    raise range ranging ratio reach real real-world realistic recent recently reduce reduced reduces reducing related
    relation relations relative relatively relevant reliable rely relying remain remaining remains remarkable report
    reported reports represent representation represents require required requirement requirements requires requiring
    research researchers respect respective respectively result resulting results reveal reveals review robust role scale
    scenario scenarios scheme schemes scope section seen series set sets setting settings show showed showing shown shows
    significance significant significantly similar simple simply simultaneously single situation size small so-called
    solely solution solutions solve solved solving source special specific specifically standard statement state state-of-the-art
    step steps straightforward strategies strategy strong strongly structure structures studied studies study studying
    sub subject substantial substantially suffer sufficient sufficiently suggest suggested suggests suitable summarize
    support survey system systematic systematically systems take taken takes taking task tasks technique techniques term
    terms test tested theoretical theoretically thorough time today tool tools topic total traditional true type types
    typical typically underlying understand understanding unified unique unless use used useful user uses using usual
    usually utilize utilized utilizes utilizing valid validate validated validation value values variety various
    vary varying verify version view want wide widely work works years yield yields
    """
)


def keywords(title: str, abstract: str) -> tuple[str, ...]:
    """The ten words, most telling first, that set a paper apart: frequent in it, rare in English; fewer when it has fewer.

    Single lower-case words, hyphenated ones whole; formulas, addresses, numbers, and what is said of any paper are left out;
    a plural counts as its singular. The same text always gives the same words.
    """
    scores: dict[str, float] = {}
    for text, weight in ((title, _TITLE_COUNTS), (abstract, 1.0)):
        for word, count in Counter(_words(text)).items():
            stem, telling = _weighed(word)
            if telling:
                scores[stem] = scores.get(stem, 0.0) + weight * count * telling
    return tuple(word for _, word in sorted((-score, word) for word, score in scores.items())[:HOW_MANY])


def _words(text: str) -> list[str]:
    running = " ".join(part.source for part in segments(to_unicode(text)) if isinstance(part, Text))
    if "://" in running or "www." in running:
        running = _ADDRESS.sub(" ", running)
    return _WORD.findall(running.lower())


@cache
def _frequencies() -> dict[str, float]:
    """How often each of 320,000 words occurs in English, as a share of all words; about 60 MB, loaded when first needed."""
    import wordfreq  # takes a third of a second, and most commands never need it

    frequencies: dict[str, float] = wordfreq.get_frequency_dict("en", wordlist="large")
    return frequencies


@lru_cache(maxsize=50_000)
def _weighed(word: str) -> tuple[str, float]:
    """`word` in the singular, and how much it tells about a paper (0: nothing)."""
    stem = _singular(word)
    parts = stem.split("-")
    if word in STOP_WORDS or stem in STOP_WORDS or all(part in STOP_WORDS or len(part) < _SHORTEST for part in parts):
        return stem, 0.0
    return stem, _rarity(stem)


def _rarity(word: str) -> float:
    """Powers of ten by which `word` is rarer than one in a hundred; of a hyphenated word its rarest part, and a little more."""
    whole = _frequencies().get(word)
    if whole is None and "-" in word:
        return max(_rarity(part) for part in word.split("-")) + 0.5
    return max(-log10(max(whole or 0.0, _RAREST)) - 2.0, 0.1)


def _singular(word: str) -> str:
    """`word` without its plural ending, unless English has hardly any use for it so: physics, bias and series stay."""
    if word.endswith("ies") and len(word) > 4:
        stem = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes", "zes")):
        stem = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")) and len(word) > 3:
        stem = word[:-1]
    else:
        return word
    last, last_stem = word.rsplit("-", 1)[-1], stem.rsplit("-", 1)[-1]
    plural, singular = _frequencies().get(last, 0.0), _frequencies().get(last_stem, 0.0)
    return stem if singular >= plural / 10 else word
