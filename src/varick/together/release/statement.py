"""What was done to the counts and what each member learned, in both languages, to be published beside them."""

from datetime import date

from varick.together.charter.card import groups
from varick.together.release.noise import Noised
from varick.together.release.withholding import Shown
from varick.together.tallying import Tally
from varick.words import LANGUAGES, Words


def statement(tally: Tally, done: Shown | Noised, day: date) -> str:
    """The text, one language after the other."""
    parts = []
    for lang in LANGUAGES:
        words = Words(lang)
        notice = [words.notice] if words.notice else []
        said = [f"- {line}" for line in (*notice, *lines(tally, done, day, words))]
        parts.append("\n".join([words("together_release.title", title=tally.title), "", *said]))
    return "\n\n\n".join(parts) + "\n"


def lines(tally: Tally, done: Shown | Noised, day: date, words: Words) -> list[str]:
    """The sentences in one language."""

    def say(key: str, **values: str | int) -> str:
        said = {name: words.number(v) if isinstance(v, int) else v for name, v in values.items()}
        return words(key, **said)

    tallied = tally.lists[tally.tallied_by]
    found = [
        say("together_release.review"),
        say(
            "together_release.made", day=words.date(day), name=tallied, fingerprint=groups(tally.charter[:32])
        ),
        say(
            "together_release.counted",
            practices=", ".join(tally.practices),
            first=words.date(tally.first),
            last=words.date(tally.last),
            names=words.listed(tally.lists),
        ),
        say("together_release.exactly"),
    ]
    if isinstance(done, Shown):
        found.append(
            say(
                "together_release.withheld",
                threshold=tally.rule.threshold,
                withheld=done.withheld,
            )
        )
        if not done.withheld:
            found.append(say("together_release.nothing_withheld"))
        elif done.union_only:
            found.append(say("together_release.union_only", most=tally.k - 1))
        elif not done.totals_known:
            found.append(say("together_release.proof_coalition", most=tally.k - 1))
        else:
            found.append(say("together_release.proof_totals"))
        found += _planted(tally, words)
    else:
        found.append(say("together_release.noise", epsilon=words.stated(done.epsilon), within=done.within))
        found.append(say("together_release.noise_limits"))
    found.append(say("together_release.linked"))
    return [
        *found,
        say("together_release.once"),
        say("together_release.learned_all", rows=tally.rows),
        say("together_release.learned_hop"),
        say("together_release.learned_tally", name=tallied),
        say("together_release.not_learned"),
        say("together_release.limits", name=tallied),
        say("together_release.destroyed"),
    ]


def _planted(tally: Tally, words: Words) -> list[str]:
    quality = tally.quality
    if not quality.all_pairs or quality.alone is None:
        return [words("together_release.planted_none")]
    found, places, wrong = quality.alone
    many = quality.wrong_real
    return [
        words(
            "together_release.planted",
            people=words.number(quality.people),
            pairs=words.number(quality.all_pairs),
            found=words.number(found),
            wrong=words.number(wrong),
            places=words.number(places),
        ),
        # A number of real people like fictitious ones is a count like the others: a small one is not said, nor whether it is 0.
        words("together_release.planted_real", places=words.number(many))
        if many >= tally.rule.threshold
        else words("together_release.planted_real_few", threshold=words.number(tally.rule.threshold)),
    ]
