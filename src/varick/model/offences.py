"""Offences: whether a section is on the city's list of violent or serious crimes on a day, and must be fingerprinted.

The list matters to convictions only. An answer gives its reasons as keys with values; `words` turns them into sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from varick.errors import VarickError
from varick.model.files import Parsed, Place, raise_all, read_yaml
from varick.model.library import Library, unknown
from varick.model.load import library
from varick.model.offence_forms import ChargeForm, ListedForm, OffencesForm, RuleForm, check_key
from varick.model.other_sections import load_other_sections
from varick.model.schema import validate
from varick.model.sections import Section, parse

Qualifies = bool | Literal["depends"]
Fingerprintable = bool | Literal["depends", "unknown"]
Filling = str | date | tuple[str, ...]

PRINTED = {
    "felony": True,
    "misdemeanor": True,
    "felony_or_misdemeanor": True,
    "repeated": True,
    "loitering": True,
    "other_misdemeanor": False,
    "violation": False,
    "infraction": False,
    "none": False,
}
"""Whether CPL 160.10(1) asks for fingerprints, by what a charge is. Misdemeanors without an adjective are the Penal Law's."""
GROUPS = {
    "felony": "felony_other",
    "misdemeanor": "misdemeanor_other",
    "felony_or_misdemeanor": "misdemeanor_other",
    "loitering": "misdemeanor_other",
    "repeated": "dwi",
    "other_misdemeanor": "unlicensed_driving",
    "violation": "disorderly_conduct",
    "infraction": "disorderly_conduct",
    "none": "none",
}
"""The pathway's charge group for a section of which only this is known."""
BY_ARTICLE = {
    "felony": {
        "PL 155": "felony_theft",
        "PL 160": "felony_theft",
        "PL 220": "felony_drug",
        "PL 221": "felony_drug",
        "PL 222": "felony_drug",
    },
    "misdemeanor": {
        "PL 145": "property_other",
        "PL 155": "property_other",
        "PL 165": "property_other",
        "PL 220": "drug_seventh",
        "PL 221": "drug_seventh",
        "PL 222": "drug_seventh",
    },
}
"""The charge group of the felonies and misdemeanors of an article, where it has one of its own."""
GRAVER_CLASSES = ("A", "B", "C", "D")
GRAVER_SECTIONS = frozenset({"PL 130.25", "PL 130.40", "PL 205.10", "PL 205.17", "PL 205.19", "PL 215.56"})
"""Felonies for which CPL 150.20(1) allows no appearance ticket: classes, and sections of class E."""
THEFT = frozenset({"PL 155", "PL 160", "PL 140.20", "PL 140.25", "PL 140.30"})
"""Larceny, robbery and burglary: articles, and sections of another article."""


@dataclass(frozen=True)
class Reason:
    """One sentence to come: its key in the words for offences, and what fills it."""

    key: str
    values: Mapping[str, Filling]


@dataclass(frozen=True)
class Answer:
    """What is known of a section on a day."""

    section: Section
    on: date
    name: str | None
    name_grade: str
    qualifies: Qualifies
    subdivisions: tuple[str, ...]
    """Where only these are listed."""
    listed_since: str | None
    """A date, or two dates between which it lies; None where it is not listed on the day."""
    fingerprintable: Fingerprintable
    cites: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Listing:
    qualifies: Qualifies
    since: str | None
    cites: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Offences:
    """The list, the class rules and the other charges."""

    form: OffencesForm
    as_of: Mapping[str, date]

    @cached_property
    def list_since(self) -> date:
        """The first day of the list."""
        return min(g.since for g in self.form.grounds.values() if g.since is not None)

    def in_force(self, day: date) -> tuple[str, ...]:
        """Keys of the entries (sections and class rules) that are certainly on the list on a day."""
        every: dict[str, ListedForm | RuleForm] = {**self.form.offences, **self.form.class_rules}
        return tuple(key for key, entry in every.items() if self._standing(entry.listed, day)[0] == "yes")

    def answer(self, text: str, day: date) -> Answer:
        """What is known of a section on a day. Raises VarickError for text that names no section."""
        section = parse(text)
        entry = self.form.offences.get(section.head) or self._rule(section)
        listing = self._listing(section, entry, day)
        printed, printing = self._printing(section, day)
        known = self._charge(section) or entry
        late = [
            Reason("law_known", {"date": self.as_of[who], "who": who})
            for who in ("city", "state")
            if who in self.as_of and self.as_of[who] < day
        ]
        recalled = []
        if known is not None and known.name_grade == "recalled":
            with_class = isinstance(known, ChargeForm) and known.of_class is not None
            recalled = [Reason("name_and_class_recalled" if with_class else "name_recalled", {})]
        return Answer(
            section=section,
            on=day,
            name=known.name if known is not None else None,
            name_grade=known.name_grade if known is not None else "",
            qualifies=listing.qualifies,
            subdivisions=tuple(entry.subdivisions) if isinstance(entry, ListedForm) else (),
            listed_since=listing.since,
            fingerprintable=printed,
            cites=listing.cites,
            reasons=(
                *late,
                *listing.reasons,
                *([Reason("conviction", {})] if day >= self.list_since else []),
                *printing,
                *recalled,
            ),
        )

    def charge_group(self, text: str, day: date) -> tuple[Section, str]:
        """The section, and the name of the pathway's charge group for it on a day.

        Raises VarickError where the text is no section, or nothing is known here of what the section is."""
        section = parse(text)
        printed, _ = self._printing(section, day)
        if printed == "depends":
            raise VarickError(
                f"charge {section}: it depends on the part or the crime; name the subdivision, or a group of charges"
            )
        if printed == "unknown":
            raise VarickError(
                f"charge {section}: what it is on {day} is not known here; name a group of charges"
            )
        crime = min(self._crimes(section, day))
        if crime == "felony" and self._is_graver(section):
            theft = not THEFT.isdisjoint({section.article, section.head})
            return section, "felony_theft_graver" if theft else "felony_graver"
        charge = self._charge(section)
        if charge is not None and charge.charge is not None:
            return section, charge.charge
        return section, BY_ARTICLE.get(crime, {}).get(section.article, GROUPS[crime])

    def _is_graver(self, section: Section) -> bool:
        """Whether a felony is one for which no appearance ticket may be given. Where the class is not known it is taken
        not to be."""
        charge, listed = self._charge(section), self.form.offences.get(section.head)
        of_class = (charge.of_class if charge else listed.felony_class if listed else None) or ""
        return of_class.startswith(GRAVER_CLASSES) or section.head in GRAVER_SECTIONS

    def _rule(self, section: Section) -> RuleForm | None:
        """The class rule for this section, or for the article in which it stands."""
        rules = self.form.class_rules.values()
        return next((r for r in rules if r.sections in (section.head, section.article)), None)

    def _charge(self, section: Section) -> ChargeForm | None:
        """The charge whose section this is, or is a part of."""
        return next((found for key in section.around if (found := self.form.charges.get(key))), None)

    def _standing(self, grounds: list[str], day: date) -> tuple[str, str]:
        """Whether a listing is in force (yes, maybe, no), and the name of the ground that says so."""
        standing, by = "no", grounds[0]
        for name in grounds:
            ground = self.form.grounds[name]
            if day < ground.first or (ground.until is not None and day >= ground.until):
                continue
            if ground.between is None or day > ground.between[1]:
                return "yes", name
            standing, by = "maybe", name
        return standing, by

    def _listing(self, section: Section, entry: ListedForm | RuleForm | None, day: date) -> _Listing:
        named: dict[str, Filling] = {"offense": str(section)}
        if day < self.list_since:
            return _Listing(False, None, (), (Reason("no_list", {"date": self.list_since}),))
        if entry is None:
            some = section.is_article and any(k.startswith(f"{section.head}.") for k in self.form.offences)
            if some:
                return _Listing("depends", None, (), (Reason("article", named),))
            return _Listing(False, None, (), (Reason("not_listed", named),))
        standing, by = self._standing(entry.listed, day)
        if (began := self._began(section)) is not None and day < began:
            return _Listing(False, None, (), (Reason("no_offense_yet", {**named, "date": began}),))
        ground = self.form.grounds[by]
        cites = tuple(ground.cites)
        if standing == "no":
            return _Listing(False, None, (), (Reason("not_yet", {**named, "date": ground.first}),))
        if standing == "maybe":
            return _Listing("depends", ground.when, cites, (self._listed("maybe_listed", section, by),))
        if isinstance(entry, RuleForm):
            rule = next(key for key, r in self.form.class_rules.items() if r is entry)
            return _Listing(
                "depends", ground.when, cites, (Reason(f"rule_{rule}", {**named, "cites": cites}),)
            )
        why = [self._listed("listed" if ground.between is None else "listed_between", section, by)]
        for other in entry.listed:
            if other != by and self._standing([other], day)[0] != "no":
                why.append(self._listed("also_listed_between", section, other))
                cites += tuple(self.form.grounds[other].cites)
        qualifies: Qualifies = True
        if entry.subdivisions:
            qualifies = section.within(entry.subdivisions)
            key = {True: "part_listed", False: "part_not_listed", "depends": "some_parts"}[qualifies]
            parts = tuple("".join(f"({p})" for p in s.rstrip(")").split("(")) for s in entry.subdivisions)
            why.append(Reason(key, {**named, "parts": parts}))
        elif entry.mixed:
            qualifies = "depends"
            why.append(Reason("mixed", named))
        if entry.repealed is not None and day >= entry.repealed:
            why.append(Reason("repealed_listed", {**named, "date": entry.repealed}))
        return _Listing(qualifies, ground.when if qualifies else None, cites, tuple(why))

    def _began(self, section: Section) -> date | None:
        """The first day on which a section is an offense, where that is known."""
        entry = self._charge(section) or self.form.offences.get(section.head)
        return entry.began if entry is not None else None

    def _listed(self, key: str, section: Section, by: str) -> Reason:
        ground = self.form.grounds[by]
        values: dict[str, Filling] = {"cites": tuple(ground.cites)}
        if not key.startswith("also_"):
            values["offense"] = section.head
        if ground.between is None:
            return Reason(key.removesuffix("_between"), {**values, "date": ground.first})
        return Reason(key, {**values, "first": ground.between[0], "last": ground.between[1]})

    def _crimes(self, section: Section, day: date) -> set[str]:
        """What a section can be on a day; empty where nothing is known."""
        if day < self.form.known_since:
            return set()
        if charge := self._charge(section):
            return {charge.on(day)}
        if within := [c for k, c in self.form.charges.items() if k.startswith(f"{section}(")]:
            return {c.on(day) for c in within}
        if listed := self.form.offences.get(section.head):
            if listed.began is not None and day < listed.began:
                return {"none"}
            inside = section.within(listed.subdivisions) if listed.rest == "unknown" else True
            if inside is True:
                return {"felony_or_misdemeanor" if listed.mixed else "felony"}
            return {"felony", "unknown"} if inside == "depends" else set()
        rule = self._rule(section)
        return {rule.crime} if rule is not None else set()

    def _printing(self, section: Section, day: date) -> tuple[Fingerprintable, tuple[Reason, ...]]:
        crimes = self._crimes(section, day)
        named: dict[str, Filling] = {"offense": str(section)}
        if not crimes:
            if day < self.form.known_since:
                return "unknown", (Reason("prints_before", {"date": self.form.known_since}),)
            kind = "article" if section.is_article else "pl" if section.law == "PL" else "other"
            return "unknown", (Reason(f"prints_unknown_{kind}", named),)
        entry = self._charge(section) or self.form.offences.get(section.head)
        gone = entry.repealed if entry is not None else None
        if gone is not None and day >= gone:
            if crimes == {"none"}:
                return False, (Reason("prints_none", {"date": gone}),)
            return "depends", (Reason("prints_repealed", {"date": gone}),)
        if (began := self._began(section)) is not None and day < began:
            return False, (Reason("prints_not_yet", {"date": began}),)
        if crimes == {"practice"}:
            return "depends", (Reason("prints_practice", named),)
        if crimes == {"any"}:
            return "depends", (Reason("prints_any", named),)
        printed = {PRINTED.get(crime) for crime in crimes}
        if len(printed) > 1 or None in printed:
            return "depends", (Reason("prints_by_part", named),)
        crime = min(crimes)
        of_class = entry.of_class if isinstance(entry, ChargeForm) else None
        letter, _, kind = (of_class or "").rpartition(" ")
        said = (Reason(f"class_{kind}", {"letter": letter}),) if letter else ()
        return PRINTED[crime], (*said, Reason(f"prints_{crime}", {}))


@cache
def offences() -> Offences:
    """What comes with Varick. Raises VarickError as load_offences does."""
    folder = files("varick") / "facts" / "record"
    return load_offences(folder / "offences.yaml", library(), folder / "other_sections.yaml")


def load_offences(
    file: Path | Traversable, within: Library, others: Path | Traversable | None = None
) -> Offences:
    """Read a file of offences, and one of other sections. Raises VarickError with a line for each problem of a file."""
    parsed = read_yaml(file, f"record/{file.name}")
    form = None if () in parsed.broken else validate(parsed, OffencesForm)
    if form is not None:
        _check(parsed, form, within)
    raise_all(parsed.problems)
    assert isinstance(form, OffencesForm)
    if others is not None:
        more = load_other_sections(others, within, {*form.offences, *form.charges}, form.known_since)
        form.charges.update(more)
    return Offences(form, within.as_of)


def _check(parsed: Parsed, form: OffencesForm, within: Library) -> None:
    """Report grounds and sources that do not exist, and keys that are not how a section is written."""
    for name, ground in form.grounds.items():
        if (ground.since is None) == (ground.between is None):
            parsed.report(("grounds", name), "give either since, or between with its two days")
        if ground.between is not None and not ground.between[0] < ground.between[1]:
            parsed.report(("grounds", name, "between"), "the second day is not after the first")
        _sources(parsed, ("grounds", name), ground.source, within)
    listed: dict[str, Mapping[str, ListedForm | RuleForm]] = {
        "offences": form.offences,
        "class_rules": form.class_rules,
    }
    for topic, entries in listed.items():
        for key, entry in entries.items():
            for i, ground_name in enumerate(entry.listed):
                if ground_name not in form.grounds:
                    parsed.report((topic, key, "listed", i), unknown("ground", ground_name, form.grounds))
    for key, charge in form.charges.items():
        _sources(parsed, ("charges", key), charge.source, within)
        if key in form.offences:
            parsed.report(("charges", key), "already among the offences; keep one")
    for topic, keys in (("offences", list(form.offences)), ("charges", list(form.charges))):
        for key in keys:
            check_key(parsed, (topic, key), key)


def _sources(parsed: Parsed, place: Place, ids: list[str], within: Library) -> None:
    for i, source in enumerate(ids):
        if source not in within.sources:
            parsed.report((*place, "source", i), unknown("source", source, within.sources))
